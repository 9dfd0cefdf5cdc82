"""
Trains `cry-detect` without parts of its training data, to measure what each part contributes.

`python ablation.py EXPORT RESULTS [--workers 2]` trains what is missing and writes `ablation.json` to the
results after each variant.
"""

import os
import sys
from concurrent.futures import ProcessPoolExecutor

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from ensemble import MEMBERS
from evaluation import Clips, Evaluation, splits
from fit import trained
from results import summary, write_results
from runs import arguments
from windows import Windows

# Steps by network, instead of those of `ensemble.py`: the CNN takes most of the time.
STEPS = {"cnn": 2000}
SEED = 1
PHONES = ["call", "far_call", "ima_noise"]
ROOMS = ["room_speed", "mixture"]


def main():
    """Trains and evaluates one variant after the other."""
    parser = arguments(__doc__, "export", "results")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    windows = Windows(args.export)
    clips = Clips(windows)
    members = members_without([])
    variants = {}
    for name, without in excluded_parts(windows).items():
        variants[name] = summary(Evaluation(clips, train_variant(args, without)))
        write_results(f"{args.results}/ablation.json", {
            "export_sha256": windows.sha256,
            "seed": SEED,
            "steps": {one["network"]: one["steps"] for one in members if "steps" in one},
            "networks": [one["network"] for one in members],
            "variants": variants,
        })
        print(f"{name}: {variants[name]}", file=sys.stderr, flush=True)


def excluded_parts(windows):
    """Prefixes of the names that each variant excludes, see `Windows.for_training`."""
    synthetic = np.unique(windows.label_names[windows.label[windows.synthetic]]).tolist()
    return {
        "everything": [],
        "no synthetic sounds": synthetic,
        "no devices": ["device_"],
        "no telephones": PHONES,
        "no rooms, speeds, mixtures": ROOMS,
        "no pitch-shifted or faster sounds": ["fast_", "child_", "shifted_"],
        "nothing cut from cries": [label for label in synthetic if label.endswith("_of_cry")],
        "unmodified recordings only": ["device_", *PHONES, *ROOMS, *synthetic],
    }


def members_without(excluded):
    """Settings of the members, trained without a part of the data."""
    return [{**member, "without": excluded, **_steps(member)} for _, member, _ in MEMBERS]


def _steps(member):
    return {"steps": STEPS[member["network"]]} if member["network"] in STEPS else {}


def train_variant(args, without):
    """Trains what is missing; returns a function from a split to logits."""
    members = members_without(without)

    def job(split, index):
        # Seeds are those of `train.py`, so that runs with the same settings are shared.
        return args.export, args.results, members[index], split, 100 * SEED + index

    jobs = [job(split, i) for split in splits() for i in range(len(MEMBERS))]
    with ProcessPoolExecutor(args.workers) as pool:
        list(pool.map(trained, *zip(*jobs)))
    total = sum(share for _, _, share in MEMBERS)
    return lambda split: sum(
        share / total * np.load(trained(*job(split, i)))["logits"].astype(np.float64)
        for i, (_, _, share) in enumerate(MEMBERS)
    )


if __name__ == "__main__":
    main()
