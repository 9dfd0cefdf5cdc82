"""
What `cry-detect` says of the made negatives when it has not heard those: they imitate what the shared
data lacks, infants and children who do not cry.

`python synthetic_negatives.py EXPORT RESULTS MANIFEST` writes `made_sounds.json` into the results: by kind, the
share called a cry by networks that have heard others of the kind, but none of its fold, and by networks
that have heard no sound of its family, real or made.
"""

import argparse
import json

import numpy as np

from figures import write_figures
from protocol import KIND_FOLD
from stress import ensemble, take_scores
from train import Runs


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("export", "results", "manifest"):
        parser.add_argument(name)
    args = parser.parse_args()
    with open(args.manifest) as file:
        manifest = json.load(file)
    runs = Runs(args.export, args.results)
    w, seed = runs.windows, manifest["training"]["seed"]

    def passed(rows, split):
        """Kinds of the recordings behind some rows, and whether each is called a cry."""
        logits = np.full(w.count, np.nan)
        logits[rows] = ensemble(runs, w, rows, split, seed)
        scores, first = take_scores(w, logits, manifest["calibration"], rows)
        return w.kind_names[w.kind[first]], scores >= manifest["threshold"]

    of_fold = [passed(w.made & (w.fold == fold), f"fold:{fold}") for fold in range(5)]
    of_family = [
        passed(w.made & (w.family == family), f"kind:{family},fold:{fold}")
        for family, fold in KIND_FOLD.items() if (w.made & (w.family == family)).any()
    ]
    made_kind = w.kind_names[w.kind[w.made]]
    kinds = {
        str(kind): {"recordings": len(np.unique(w.clip[w.made][made_kind == kind]))}
        for kind in np.unique(made_kind)
    }
    for name, parts in (("fold_held_out", of_fold), ("family_held_out", of_family)):
        kind, called = (np.concatenate(one) for one in zip(*parts))
        for one in kinds:
            kinds[one][name] = float(called[kind == one].mean())
    write_figures(f"{args.results}/made_sounds.json", {
        "export_sha256": w.sha256, "kinds": kinds,
    })


if __name__ == "__main__":
    main()
