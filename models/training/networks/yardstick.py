"""
Compares `cry-detect` with the model before it, with YAMNet and with their mean on the recordings that were
added last, which the model before it has never had.

`python yardstick.py EXPORT RESULTS MANIFEST SCORES` writes `yardstick.json` to the results. SCORES is the
output of `evaluate/yardstick_scores.ts` for the model before it.
"""

import json

import numpy as np

from ablation import ADDED
from evaluation import CONDITIONS, CRY_SETS, KIND_SPLITS, Clips, Evaluation, auc, threshold_at
from results import write_results
from runs import Runs, arguments, read_manifest
from windows import KINDS

# Frozen threshold of the model before, and YAMNet's class "Baby cry, infant cry".
BEFORE_THRESHOLD = 0.432
BABY_CRY = 20
SETS = ("cries-22-babies", "donateacry", "esc")


def main():
    args = arguments(__doc__, "export", "results", "manifest", "scores").parse_args()
    manifest = read_manifest(args.manifest)
    runs = Runs(args.export, args.results)
    with open(args.scores) as file:
        known = {(one["recording"], one["condition"]): one for one in map(json.loads, file)}
    clips = Clips(runs.windows)
    seed = manifest["training"]["seed"]
    evaluation = Evaluation(clips, lambda split: runs.logits(split, seed))
    rows = [known[name, CONDITIONS[int(matched)]] for name, matched in zip(clips.name, clips.matched)]
    before = logit(np.array([row["cry_detect"] for row in rows]))
    yamnet = logit(np.array([row["yamnet"][BABY_CRY] for row in rows]))
    added = np.char.startswith(clips.name, tuple(ADDED)[0])
    for folder in ADDED:
        added |= np.char.startswith(clips.name, folder)
    # Threshold as frozen for the model before: 97 % of the cries that it was trained on, held out.
    yamnet -= threshold_at(yamnet[(clips.y == 1) & ~added])
    before -= logit(np.array(BEFORE_THRESHOLD))
    now = logit(evaluation.scores) - logit(np.array(manifest["threshold"]))
    held_out = held_out_logits(evaluation, now, manifest["threshold"])
    results = {"export_sha256": runs.windows.sha256, "added": {}, "all": {}}
    for name, scores, held in (
        ("before", before, before), ("yamnet", yamnet, yamnet),
        ("mean", (before + yamnet) / 2, (before + yamnet) / 2), ("now", now, held_out),
    ):
        results["added"][name] = figures(clips, scores, held, added)
        if name in ("yamnet", "now"):
            results["all"][name] = figures(clips, scores, held, np.ones(clips.count, bool))
    write_results(f"{args.results}/yardstick.json", results)


def logit(p):
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return np.log(p / (1 - p))


def held_out_logits(evaluation, now, threshold):
    """Logits less threshold by networks that had neither the kind of sound nor the set of cries."""
    clips, out = evaluation.clips, now.copy()
    for kind, split in KIND_SPLITS.items():
        own = (clips.kind == kind) & (clips.y == 0)
        scores = clips.scores(evaluation.logits_of(split), evaluation.calibration)
        out[own] = (logit(scores) - logit(np.array(threshold)))[own]
    for fold, name in enumerate(CRY_SETS):
        own = (clips.y == 1) & (np.char.find(clips.cry_format, name) >= 0)
        scores = clips.scores(evaluation.logits_of(f"cries:{name},fold:{fold}"), evaluation.calibration)
        out[own] = (logit(scores) - logit(np.array(threshold)))[own]
    return out


def figures(clips, scores, held_out, among):
    """
    By condition: ROC-AUC with groups held out; false positive rates and recall at the frozen threshold,
    with groups held out and with the kind or set held out.
    """
    out = {}
    for matched, condition in enumerate(CONDITIONS):
        here = among & (clips.matched == matched)
        cries = here & (clips.y == 1)
        out[condition] = {
            "auc": float(auc(scores[here & (clips.y == 0)], scores[cries])),
            "kinds": {
                kind: {
                    "recordings": int(own.sum()),
                    "auc": float(auc(scores[own], scores[cries])),
                    "false_positive_rate": float(np.mean(scores[own] >= 0)),
                    "kind_held_out": float(np.mean(held_out[own] >= 0)),
                }
                for kind in KINDS
                if (own := here & (clips.y == 0) & (clips.kind == kind)).any()
            },
            "sets": {
                name: {
                    "recordings": int(own.sum()),
                    "recall": float(np.mean(scores[own] >= 0)),
                    "set_held_out": float(np.mean(held_out[own] >= 0)),
                }
                for name in SETS
                if (own := cries & (np.char.find(clips.cry_format, name) >= 0)).any()
            },
        }
    return out


if __name__ == "__main__":
    main()
