"""
How `cry-detect` does where training never was: windows of `models/training/export/export_stress.ts`.

`python stress.py EXPORT RESULTS MANIFEST STRESS` writes `stress.json` into the results: each cry is
scored by the networks that have not heard its fold, all else by those that are shipped, at the frozen
threshold.
"""

import argparse
import json

import numpy as np
import torch

from figures import write_figures
from ensemble import MEMBERS
from protocol import auc
from train import Runs
from windows import SILENCE_DBFS, Windows


def main():
    """Recall by channel and false alarms by kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("export", "results", "manifest", "stress"):
        parser.add_argument(name)
    args = parser.parse_args()
    with open(args.manifest) as file:
        manifest = json.load(file)
    runs, stress = Runs(args.export, args.results), Windows(args.stress)
    scores, first = clip_scores(runs, stress, manifest["calibration"], manifest["training"]["seed"])
    y, threshold = stress.y[first] == 1, manifest["threshold"]
    variant = stress.variant_names[stress.variant[first]]
    kind = stress.kind_names[stress.kind[first]]
    others = scores[~y]
    figures = {
        "export_sha256": runs.windows.sha256, "recall": {}, "false_positive_rate": {},
    }
    for name in np.unique(variant[y]):
        mine = scores[y & (variant == name)]
        figures["recall"][str(name)] = {
            "recordings": len(mine), "recall": float(np.mean(mine >= threshold)),
            "auc": float(auc(others, mine)),
        }
    for name in np.unique(kind[~y]):
        mine = scores[~y & (kind == name)]
        figures["false_positive_rate"][str(name)] = {
            "recordings": len(mine), "passed": float(np.mean(mine >= threshold)),
            "auc": float(auc(mine, scores[y & (variant == "native")])),
        }
    write_figures(f"{args.results}/stress.json", figures)


def clip_scores(runs, stress, calibration, seed):
    """Scores of all recordings and variants, and the first window of each."""
    logits = np.full(stress.count, np.nan)
    for fold in (None, *np.unique(stress.fold[stress.y == 1])):
        rows = (stress.y == 0) if fold is None else (stress.y == 1) & (stress.fold == fold)
        split = "" if fold is None else f"fold:{fold}"
        logits[rows] = ensemble(runs, stress, rows, split, seed)
    return take_scores(stress, logits, calibration, np.ones(stress.count, bool))


def take_scores(windows, logits, calibration, rows):
    """
    Mean of the upper half of window probabilities of each recording and variant among some rows, and the
    first row of each.
    """
    rows = np.flatnonzero(rows)
    with np.errstate(over="ignore"):
        p = 1 / (1 + np.exp(-(calibration["scale"] * logits[rows] + calibration["offset"])))
    p[windows.dbfs[rows] < SILENCE_DBFS] = 0
    keys = windows.clip[rows].astype(np.int64) * len(windows.variant_names) + windows.variant[rows]
    _, first, take = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(take, kind="stable")
    parts = np.split(p[order], np.cumsum(np.bincount(take))[:-1])
    scores = [np.sort(one)[-((len(one) + 1) // 2):].mean() for one in parts]
    return np.array(scores), rows[first]


@torch.no_grad()
def ensemble(runs, stress, rows, split, seed):
    """Mean logits of the members."""
    total = 0
    for i, (_, member, _) in enumerate(MEMBERS):
        inputs = stress.log_mels if member["network"] == "cnn" else stress.features
        x = torch.from_numpy(np.asarray(inputs[np.flatnonzero(rows)]))
        network = runs.network(split, seed, i)
        parts = [network(one.float() / 255 if one.dtype == torch.uint8 else one) for one in x.split(64)]
        total = total + runs.shares[i] * torch.cat(parts).numpy()
    return total


if __name__ == "__main__":
    main()
