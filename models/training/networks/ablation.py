"""
Trains the perceptron of `cry-detect` without parts of its training data, to measure what each contributes.

`python ablation.py EXPORT RESULTS [--workers 2]` trains what is missing and writes `ablation.json` to the
results after each variant.
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from ensemble import MLP
from evaluation import Clips, Evaluation, splits
from fit import trained
from results import summary, write_results
from runs import arguments
from windows import Windows

SEED = 100
# For time.
SMALLER = {"hidden": 48, "steps": 3000}
TELEPHONES = ["call", "far_call", "ima_noise", "telephone"]
PLAYGROUND = ["playground_", "babble_of_child", "laugh_of_child", "call_of_child"]
# Recordings that were added last, and the synthetic sounds made from them.
ADDED = [
    f"audio/{folder}/" for folder in (
        "bioacoustics", "cries-22-babies", "esc-by", "gcompris-voices", "household", "mod-sounds",
        "moh-opsound", "precise", "read-speech", "scratch", "sms-tools", "so762-child", "so762-woman",
        "songs", "sonic-pi",
    )
]


def main():
    """Trains and evaluates one variant after the other."""
    parser = arguments(__doc__, "export", "results")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    windows = Windows(args.export)
    clips = Clips(windows)
    variants = {}
    with ProcessPoolExecutor(args.workers) as pool:
        for name, without in excluded_parts(windows).items():
            variants[name] = summary(Evaluation(clips, train_variant(args, pool, without)))
            write_results(f"{args.results}/ablation.json", {
                "export_sha256": windows.sha256, "variants": variants,
            })
            print(f"{name}: {variants[name]}", file=sys.stderr, flush=True)


def excluded_parts(windows):
    """Prefixes of the names that each variant excludes, see `Windows.for_training`."""
    synthetic = np.unique(windows.label_names[windows.label[windows.synthetic]]).tolist()
    return {
        "everything": [],
        "no added recordings": [*ADDED, *PLAYGROUND],
        "no playground": PLAYGROUND,
        "no mixtures below 3 dB": ["mixture"],
        "no other synthetic sounds": [
            label for label in synthetic if not label.startswith(tuple(PLAYGROUND))
        ],
        "no telephones": TELEPHONES,
    }


def train_variant(args, pool, without):
    """Trains what is missing; returns a function from a split to logits."""
    member = {name: value for name, value in MLP.items() if name != "play"}
    member |= {**SMALLER, "without": without}
    jobs = {split: (args.export, args.results, member, split, SEED) for split in splits()}
    list(pool.map(trained, *zip(*jobs.values())))
    return lambda split: np.load(trained(*jobs[split]))["logits"].astype(np.float64)


if __name__ == "__main__":
    main()
