"""
What each part of the training data brings: the perceptron, which trains in seconds, without it.

`python ablation.py EXPORT RESULTS`, one line of the card's table each.
"""

import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from figures import brief
from fit import fitted
from members import MLP
from protocol import CHANNELS, Evaluation, Takes, splits
from windows import Windows

WITHOUT = {
    "everything": [],
    "no device variants": ["device_"],
    "no telephone variants": ["call", "far_call", "ima_noise"],
    "no rooms and speeds": ["room_speed"],
    "no mixtures": ["mixture"],
    "no espeak-ng": ["espeak"],
    "no fast voices": ["fast_"],
    "no made sounds": ["made_", "play", "laugh_of_cry"],
    "no laughs cut from cries": ["laugh_of_cry"],
    "nothing made": ["fast_", "reading", "espeak", "made_", "play", "laugh_of_cry"],
    "no variant, nothing made": [
        *["device_", "call", "far_call", "ima_noise", "room_speed", "mixture"],
        *["fast_", "reading", "espeak", "made_", "play", "laugh_of_cry"],
    ],
}
SEEDS = (1, 2)


def main():
    """Trains what is missing and prints the table."""
    export, results = sys.argv[1:3]
    takes = Takes(Windows(export))
    for name, without in WITHOUT.items():
        member = {**MLP, "without": without}
        jobs = [(export, results, member, split, seed) for split in splits() for seed in SEEDS]
        with ProcessPoolExecutor(2) as pool:
            list(pool.map(fitted, *zip(*jobs)))

        def logits(split):
            each = (np.load(fitted(export, results, member, split, seed)) for seed in SEEDS)
            return np.mean([one["logits"] for one in each], 0)

        found = brief(Evaluation(takes, logits))
        cells = [name]
        for channel in CHANNELS:
            one = found[channel]
            cells += [
                f"{one['auc']:.3f}", f"{one['held_out_kinds_auc']:.3f}",
                f"{100 * one['held_out_kinds_false_positive_rate']:.0f} %",
                f"{one['held_out_cries_recall']['3gp']:.2f}",
                f"{one['held_out_cries_recall']['caf']:.2f}",
            ]
        print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
