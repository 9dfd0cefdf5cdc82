"""
Evaluates `cry-detect` on windows unlike those of the training (`models/training/export/export_stress.ts`).

`python stress.py EXPORT RESULTS MANIFEST STRESS` writes `stress.json` to the results. A cry is scored by
networks that were not trained on its fold, any other sound by those of the manifest, at the frozen
threshold.
"""

import numpy as np

from evaluation import RECORDING, Spans, auc, group_rows
from results import write_results
from runs import Runs, arguments, read_manifest
from windows import SILENCE_DBFS, Windows


def main():
    """Computes recall by channel and false positive rates by label."""
    args = arguments(__doc__, "export", "results", "manifest", "stress").parse_args()
    manifest = read_manifest(args.manifest)
    runs, stress = Runs(args.export, args.results), Windows(args.stress)
    logits = held_out_logits(runs, stress, manifest["training"]["seed"])
    everything = np.ones(stress.count, bool)
    scores, first = clip_scores(stress, logits, manifest["calibration"], everything)
    y, threshold = stress.y[first] == 1, manifest["threshold"]
    variant = stress.variant_names[stress.variant[first]]
    label = stress.label_names[stress.label[first]]
    others, native = scores[~y], scores[y & (variant == "native")]
    results = {"export_sha256": runs.windows.sha256, "recall": {}, "false_positives": {}}
    for name in np.unique(variant[y]):
        own = scores[y & (variant == name)]
        results["recall"][str(name)] = {
            "recordings": len(own),
            "recall": float(np.mean(own >= threshold)),
            "auc": float(auc(others, own)),
        }
    for name in np.unique(label[~y]):
        own = scores[~y & (label == name)]
        results["false_positives"][str(name)] = {
            "recordings": len(own),
            "false_positive_rate": float(np.mean(own >= threshold)),
            "auc": float(auc(own, native)),
        }
    write_results(f"{args.results}/stress.json", results)


def held_out_logits(runs, stress, seed):
    """Logits of all windows: cries by networks without their fold, other sounds by the shipped ones."""
    logits = np.full(stress.count, np.nan)
    others = stress.y == 0
    logits[others] = runs.ensemble_logits(stress, others, "", seed)
    for fold in np.unique(stress.fold[stress.y == 1]):
        rows = (stress.y == 1) & (stress.fold == fold)
        logits[rows] = runs.ensemble_logits(stress, rows, f"fold:{fold}", seed)
    return logits


def clip_scores(windows, logits, calibration, rows):
    """
    Scores of each recording and variant among some rows, by the rule of the manifest, and the first row of
    each.
    """
    rows = np.flatnonzero(rows)
    with np.errstate(over="ignore"):
        p = 1 / (1 + np.exp(-(calibration["scale"] * logits[rows] + calibration["offset"])))
    p[windows.level_dbfs[rows] < SILENCE_DBFS] = 0
    variants = len(windows.variant_names)
    keys = windows.recording[rows].astype(np.int64) * variants + windows.variant[rows]
    _, first, index = group_rows(keys)
    first = rows[first]
    return Spans(index, windows.duration_seconds[first], RECORDING).scores(p), first



if __name__ == "__main__":
    main()
