"""
Evaluates `cry-detect` on synthetic negatives that it was not trained on. They imitate what the shared data
lacks: infants and children who do not cry.

`python synthetic_negatives.py EXPORT RESULTS MANIFEST` writes `synthetic_negatives.json` to the results: by
label, the share that is classified as a cry by networks trained without its fold, and by networks trained
without its kind of sound, real or synthetic.
"""

import numpy as np

from evaluation import KIND_SPLITS
from results import write_results
from runs import Runs, arguments, read_manifest
from stress import clip_scores


def main():
    args = arguments(__doc__, "export", "results", "manifest").parse_args()
    manifest = read_manifest(args.manifest)
    runs = Runs(args.export, args.results)
    windows, seed = runs.windows, manifest["training"]["seed"]
    synthetic = windows.synthetic

    def predict(rows, split):
        """Labels of the clips in some rows, and whether each is classified as a cry."""
        logits = np.full(windows.count, np.nan)
        logits[rows] = runs.ensemble_logits(windows, rows, split, seed)
        scores, first = clip_scores(windows, logits, manifest["calibration"], rows)
        return windows.label_names[windows.label[first]], scores >= manifest["threshold"]

    by_fold = [predict(synthetic & (windows.fold == fold), f"fold:{fold}") for fold in range(5)]
    by_kind = [
        predict(synthetic & (windows.kind == kind), KIND_SPLITS[kind])
        for kind in KIND_SPLITS if (synthetic & (windows.kind == kind)).any()
    ]
    label_of_row = windows.label_names[windows.label[synthetic]]
    labels = {
        str(label): {
            "recordings": len(np.unique(windows.recording[synthetic][label_of_row == label]))
        }
        for label in np.unique(label_of_row)
    }
    for name, parts in (("fold_held_out", by_fold), ("kind_held_out", by_kind)):
        label_of, is_cry = (np.concatenate(one) for one in zip(*parts))
        for label in labels:
            labels[label][name] = float(is_cry[label_of == label].mean())
    write_results(f"{args.results}/synthetic_negatives.json", {
        "export_sha256": windows.sha256, "labels": labels,
    })


if __name__ == "__main__":
    main()
