"""
Writes the mean logits that the members of `cry-detect` gave to windows of folds they had not heard.

`python held_out_logits.py EXPORT RESULTS MANIFEST OUT`: one float32 for each row of the export, NaN
where no figure is taken on it. Everything has to be trained before.
"""

import argparse
import json

import numpy as np

from fit import run_path
from members import MEMBERS
from windows import Windows


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("export", "results", "manifest", "out"):
        parser.add_argument(name)
    args = parser.parse_args()
    with open(args.manifest) as file:
        seed = json.load(file)["training"]["seed"]
    windows = Windows(args.export)
    heard = windows.heard()
    fold = windows.fold[heard]
    total = sum(share for _, _, share in MEMBERS)
    logits = np.zeros(heard.sum())
    for i, (_, member, share) in enumerate(MEMBERS):
        for one in np.unique(fold):
            path = run_path(args.export, args.results, member, f"fold:{one}", 100 * seed + i)
            kept = np.load(path)["logits"]
            logits[fold == one] += share / total * kept[fold == one]
    out = np.full(windows.count, np.nan, "<f4")
    out[heard] = logits
    out.tofile(args.out)


if __name__ == "__main__":
    main()
