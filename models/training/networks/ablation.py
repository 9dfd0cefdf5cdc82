"""
What each part of the training data brings: all members of `cry-detect` trained without it.

`python ablation.py EXPORT RESULTS [--workers 2]` trains what is missing, the first variants first, and
writes `ablation.json` into the results after each of them.
"""

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from figures import brief, write_figures
from fit import fitted
from ensemble import MEMBERS
from protocol import Evaluation, Takes, splits
from windows import Windows

# By network, in place of what `members.py` says: convolutions take nearly all of the time.
STEPS = {"cnn": 2000}
SEED = 1
PHONE = ["call", "far_call", "ima_noise"]
ROOM = ["room_speed", "mixture"]


def main():
    """Trains and measures one variant after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("export", "results"):
        parser.add_argument(name)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    windows = Windows(args.export)
    takes = Takes(windows)
    variants = {}
    for name, without in left_out(windows).items():
        variants[name] = brief(Evaluation(takes, trained(args, without)))
        write_figures(f"{args.results}/ablation.json", {
            "export_sha256": windows.sha256,
            "seed": SEED,
            "steps": {one["network"]: one["steps"] for one in members([]) if "steps" in one},
            "networks": [one["network"] for one in members([])],
            "variants": variants,
        })
        print(f"{name}: {variants[name]}", file=sys.stderr, flush=True)


def left_out(windows):
    """Starts of names of what each variant learns without, see `Windows.learnable`."""
    made = np.unique(windows.kind_names[windows.kind[windows.made]]).tolist()
    return {
        "everything": [],
        "nothing made": made,
        "no devices": ["device_"],
        "no telephones": PHONE,
        "no rooms, speeds, mixtures": ROOM,
        "no voices at another pitch": ["fast_", "child_", "shifted_"],
        "nothing cut from cries": [kind for kind in made if kind.endswith("_of_cry")],
        "recordings as they are, nothing made": ["device_", *PHONE, *ROOM, *made],
    }


def members(without):
    """Configurations of the members that learn without a part of the data."""
    return [
        {**member, "without": without, **_steps(member)} for _, member, _ in MEMBERS
    ]


def _steps(member):
    return {"steps": STEPS[member["network"]]} if member["network"] in STEPS else {}


def trained(args, without):
    """Trains what is missing; a function of a split gives its logits."""
    def run(split, index):
        # Seeds are those of `train.py`, so that runs which are the same there are kept once.
        return args.export, args.results, members(without)[index], split, 100 * SEED + index

    jobs = [run(split, i) for split in splits() for i in range(len(MEMBERS))]
    with ProcessPoolExecutor(args.workers) as pool:
        list(pool.map(fitted, *zip(*jobs)))
    total = sum(share for _, _, share in MEMBERS)
    return lambda split: sum(
        share / total * np.load(fitted(*run(split, i)))["logits"].astype(np.float64)
        for i, (_, _, share) in enumerate(MEMBERS)
    )


if __name__ == "__main__":
    main()
