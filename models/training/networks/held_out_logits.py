"""
Writes the mean logits that the members of `cry-detect` gave to windows of folds they had not heard.

`python held_out_logits.py EXPORT RESULTS MANIFEST OUT`: one float32 for each row of the export, NaN
where no figure is taken on it. Everything has to be trained before.
"""

import argparse
import json

import numpy as np

from protocol import Evaluation, Takes
from train import Runs


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("export", "results", "manifest", "out"):
        parser.add_argument(name)
    args = parser.parse_args()
    with open(args.manifest) as file:
        seed = json.load(file)["training"]["seed"]
    runs = Runs(args.export, args.results)
    windows = runs.windows
    evaluation = Evaluation(Takes(windows), lambda split: runs.logits(split, seed))
    out = np.full(windows.count, np.nan, "<f4")
    out[windows.heard()] = evaluation.logits
    out.tofile(args.out)


if __name__ == "__main__":
    main()
