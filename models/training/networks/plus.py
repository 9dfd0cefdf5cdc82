"""
Fits and writes `cry-detect-plus`, the members of `cry-detect` and YAMNet's class "Baby cry, infant cry":
their weights, calibration, threshold and prediction sets, on logits of networks without the fold.

A step of `deno task train`: `python plus.py EXPORT RESULTS MANIFEST YAMNET OUT`. YAMNET is the output of
`export/export_yamnet.ts`. Needs the runs of `train.py`.
"""

import hashlib
import json

import numpy as np

from conformal import conformal_scores
from evaluation import CONDITIONS, CRY_SETS, KIND_SPLITS, RECORDING, Clips, Evaluation, auc, calibrate
from results import rounded
from runs import Runs, arguments, read_manifest
from train import event_rule
from windows import KINDS

CLASSES = 521
BABY_CRY = 20
# YAMNet's share of the logit when both are calibrated.
SHARES = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
# Rule of events: one window starts one, and one that is two logits lower ends it.
EVENTS = {"windows": 1, "agreeing": 1, "start": 0.5, "end": -1.5}


def main():
    args = arguments(__doc__, "export", "results", "manifest", "yamnet", "out").parse_args()
    embedded = read_manifest(args.manifest)
    runs = Runs(args.export, args.results)
    yamnet = np.fromfile(args.yamnet, "<f4").reshape(-1, CLASSES)[:, BABY_CRY].astype(float)
    yamnet[runs.windows.level_dbfs[runs.windows.for_evaluation()] < embedded["silence_dbfs"]] = -np.inf
    seed = embedded["training"]["seed"]
    fit = Fit(runs.windows, lambda split: runs.logits(split, seed), yamnet)
    with open(args.out, "w") as file:
        manifest = create_manifest(fit, embedded, runs.windows.sha256)
        file.write(json.dumps(rounded(manifest), separators=(",", ":")) + "\n")
    print(json.dumps(rounded(manifest["training"]), indent=1))


class Fit:
    """
    The share of YAMNet, on all folds and without each fold. It has the highest mean ROC-AUC: in both
    conditions, by networks without the fold, and by networks that also lack the kind of sound or the set
    of cries.
    """

    def __init__(self, windows, embedded_of, yamnet):
        self.clips = clips = Clips(windows)
        self.embedded = Evaluation(clips, embedded_of)
        # Alone, YAMNet is used by its most probable window.
        self.yamnet = Evaluation(
            Clips(windows, {**RECORDING, "top_share": 0.2}), lambda split: yamnet
        )
        grouped = self.embedded.logits
        held_out = held_out_logits(clips, grouped, embedded_of)
        # Slope of YAMNet's logit relative to that of the embedded members.
        self.slope = self.yamnet.calibration[0] / self.embedded.calibration[0]
        candidates = {
            share: [self._sum(logits, yamnet, share) for logits in (grouped, held_out)]
            for share in SHARES
        }
        self.share = best_share(clips, candidates, np.ones(clips.count, bool))
        self.shares = [best_share(clips, candidates, clips.fold != fold) for fold in range(5)]
        evaluations = {
            share: Evaluation(
                clips, lambda split, share=share: self._sum(embedded_of(split), yamnet, share)
            )
            for share in {self.share, *self.shares}
        }
        self.plus = evaluations[self.share]
        # The share of a fold, too, is from the other folds.
        self.nested = [evaluations[share] for share in self.shares]

    def weight(self, share):
        """Weight of YAMNet's logit beside that of the embedded members together."""
        return share / (1 - share) * self.slope

    def _sum(self, embedded, yamnet, share):
        return (embedded + self.weight(share) * yamnet) / (1 + self.weight(share))


def held_out_splits(clips):
    """Clips by the split that holds out their kind of sound or set of cries."""
    return [
        (split, (clips.kind == kind) & (clips.y == 0)) for kind, split in KIND_SPLITS.items()
    ] + [
        (f"cries:{name},fold:{fold}", (clips.y == 1) & (np.char.find(clips.cry_format, name) >= 0))
        for fold, name in enumerate(CRY_SETS)
    ]


def held_out_logits(clips, grouped, logits_of):
    """Logits of windows by networks without the kind of sound or the set of cries."""
    out = grouped.copy()
    for split, own in held_out_splits(clips):
        index = clips.index[own]
        index = index[index >= 0]
        out[index] = logits_of(split)[index]
    return out


def best_share(clips, candidates, rows):
    """Share with the highest mean ROC-AUC of the clips in `rows`."""

    def mean_auc(share):
        values = []
        for logits in candidates[share]:
            scores = clips.scores(logits, calibrate(clips, logits, rows))
            for matched in (False, True):
                here = rows & (clips.matched == matched)
                values.append(auc(scores[here & (clips.y == 0)], scores[here & (clips.y == 1)]))
        return np.mean(values)

    return max(candidates, key=mean_auc)


def create_manifest(fit, embedded, export_sha256):
    """The manifest. The registry adds the members of `cry-detect` and the manifest of YAMNet."""
    plus = fit.plus
    members = embedded["members"]
    same = ("windows", "silence_dbfs", "min_seconds", "abstention", "license")
    return {
        "format": "babycry-model/1",
        "id": "cry-detect-plus",
        "task": "cry",
        "members": [{
            "weight": len(members) * fit.weight(fit.share),
            "head": {
                "format": "sklearn-json/1",
                "n_features": CLASSES,
                "classes": ["no_cry", "cry"],
                "steps": [{"type": "select", "index": [BABY_CRY]}],
                "classifier": {
                    "type": "logistic_regression", "link": "sigmoid", "coef": [[1]], "intercept": [0],
                },
            },
        }],
        **{key: embedded[key] for key in same},
        "calibration": dict(zip(("scale", "offset"), map(float, plus.calibration))),
        "threshold": float(plus.threshold),
        "recording": RECORDING,
        "events": event_rule(float(plus.threshold), **EVENTS),
        "conformal": {"scores": conformal_scores(fit.clips, plus.scores, plus.rows)},
        "training": {
            "export_sha256": export_sha256,
            "cry_detect_sha256": hashlib.sha256(
                json.dumps(members, separators=(",", ":")).encode()
            ).hexdigest(),
            "yamnet_share": fit.share,
            "yamnet_share_by_fold": fit.shares,
            "figures": figures(fit),
        },
    }


def figures(fit):
    """ROC-AUC, false positives and recall at the frozen thresholds, of both parts and their sums."""
    margins = {
        "cry-detect": {held: margin(fit.embedded, held) for held in (False, True)},
        "yamnet": {held: margin(fit.yamnet, held) for held in (False, True)},
        "cry-detect-plus": {
            held: np.choose(fit.clips.fold, [margin(one, held) for one in fit.nested])
            for held in (False, True)
        },
    }
    margins["mean"] = {
        held: (margins["cry-detect"][held] + margins["yamnet"][held]) / 2 for held in (False, True)
    }
    return {
        name: {
            condition: condition_figures(fit.clips, *one.values(), matched)
            for matched, condition in enumerate(CONDITIONS)
        }
        for name, one in margins.items()
    }


def margin(evaluation, held_out):
    """
    Logits of clips less that of the frozen threshold, by networks without the fold.

    :param held_out: also without the kind of sound, or the set of cries
    """
    clips = evaluation.clips
    scores = evaluation.scores.copy()
    if held_out:
        for split, own in held_out_splits(clips):
            scores[own] = clips.scores(evaluation.logits_of(split), evaluation.calibration)[own]
    return _logit(scores) - _logit(np.array(evaluation.threshold))


def _logit(p):
    p = np.clip(p, 1e-9, 1 - 1e-9)
    return np.log(p / (1 - p))


def condition_figures(clips, grouped, held_out, matched):
    """Figures of one condition: with groups held out, and with kinds and sets held out."""
    here = clips.matched == matched
    cries = here & (clips.y == 1)

    def share(own):
        return [float(np.mean(margin[own] >= 0)) for margin in (grouped, held_out)]

    return {
        "auc": [float(auc(one[here & (clips.y == 0)], one[cries])) for one in (grouped, held_out)],
        "false_positive_rate": {
            kind: share(here & (clips.kind == kind) & (clips.y == 0)) for kind in KINDS
        },
        "recall": {
            name: share(cries & (np.char.find(clips.cry_format, name) >= 0))
            for name in (*CRY_SETS, "caf")
        },
    }


if __name__ == "__main__":
    main()
