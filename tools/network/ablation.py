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

PHONE = ["call", "far_call", "ima_noise"]
ROOM = ["room_speed", "mixture"]
MADE = ["fast_", "reading", "espeak", "made_", "play", "laugh_of_cry"]
WITHOUT = {
    "everything": [],
    "no devices": ["device_"],
    "no telephones": PHONE,
    "no rooms, speeds, mixtures": ROOM,
    "no laughs cut from cries": ["laugh_of_cry"],
    "nothing made": MADE,
    "recordings as they are, nothing made": ["device_", *PHONE, *ROOM, *MADE],
}
STEPS = 1500


def main():
    """Trains what is missing and prints the table."""
    export, results = sys.argv[1:3]
    takes = Takes(Windows(export))
    for name, without in WITHOUT.items():
        member = {**MLP, "steps": STEPS, "without": without}
        jobs = [(export, results, member, split, 1) for split in splits()]
        with ProcessPoolExecutor(2) as pool:
            list(pool.map(fitted, *zip(*jobs)))

        def logits(split):
            return np.load(fitted(export, results, member, split, 1))["logits"].astype(np.float64)

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
