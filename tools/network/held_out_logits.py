"""
Writes the calibrated logits that `cry-detect` gave to windows of folds that it had not heard.

`python held_out_logits.py EXPORT RESULTS OUT [--seed 1]`: `OUT` holds one float32 for each row of the
export, NaN where no figure is taken on it, and `OUT.json` the threshold.
"""

import argparse
import json

import numpy as np

from protocol import Evaluation, Takes
from train import Runs


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("export", "results", "out"):
        parser.add_argument(name)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    runs = Runs(args.export, args.results)
    evaluation = Evaluation(Takes(runs.windows), lambda split: runs.logits(split, args.seed))
    scale, offset = evaluation.calibration
    out = np.full(runs.windows.count, np.nan, "<f4")
    out[runs.windows.heard()] = scale * evaluation.logits + offset
    out.tofile(args.out)
    with open(f"{args.out}.json", "w") as file:
        json.dump({"threshold": float(evaluation.threshold)}, file)


if __name__ == "__main__":
    main()
