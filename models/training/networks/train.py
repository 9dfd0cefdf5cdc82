"""
Trains, evaluates and writes `cry-detect` from exported windows. Runs are cached and not repeated.

A step of `deno task train`: `python train.py EXPORT RESULTS MANIFEST [--seeds 1,2,3] [--workers 2]`.
"""

import json
import math
import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import torch

from conformal import conformal_scores, set_results
from ensemble import MEMBERS
from evaluation import CONDITIONS, RECALL, RECORDING, Clips, Evaluation, auc, splits
from fit import score
from quantize import quantize
from results import detection_results, rounded, seed_summary, summary, write_results
from runs import Runs, arguments
from windows import SILENCE_DBFS

# Networks that are also evaluated without the others.
PARTS = (("mlp", "cnn"), ("mlp",), ("cnn",))
# Rule of events, its thresholds in logits above that of the model.
EVENTS = {"windows": 3, "agreeing": 2, "start": -0.5, "peak": 1}


def main():
    """Trains what is missing, evaluates every seed, and writes the networks of the first one."""
    parser = arguments(__doc__, "export", "results", "manifest")
    parser.add_argument("--seeds", default="1", help="such as 1,2,3; the manifest has the first, others have folds alone")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    seeds = [int(seed) for seed in args.seeds.split(",")]
    seed = seeds[0]
    runs = Runs(args.export, args.results)
    needed = [(split, seed) for split in [*splits(), ""]]
    needed += [(f"fold:{fold}", other) for other in seeds[1:] for fold in range(5)]
    runs.train(dict.fromkeys(needed), args.workers)

    clips = Clips(runs.windows)

    def evaluate(seed, networks=None):
        return Evaluation(clips, lambda split: runs.logits(split, seed, networks))

    evaluations = {seed: evaluate(seed) for seed in seeds}
    evaluation = evaluations[seed]
    results = {
        **detection_results(evaluation),
        "seeds": {str(seed): seed_summary(one) for seed, one in evaluations.items()},
        "parts": {" ".join(networks): summary(evaluate(seed, networks)) for networks in PARTS},
        "quantization": quantization(runs, evaluation, seed),
        "sets": set_results(evaluation),
    }
    write_results(f"{args.results}/detection.json", results)
    manifest = create_manifest(runs, evaluation, seed, results)
    with open(args.manifest, "w") as file:
        file.write(json.dumps(rounded(manifest), separators=(",", ":")) + "\n")
    print(json.dumps(rounded(results["seeds"]), indent=1))


def create_manifest(runs, evaluation, seed, results):
    """The manifest, with the main results."""
    return {
        "format": "babycry-model/1",
        "id": "cry-detect",
        "task": "cry",
        "members": runs.members(seed),
        "windows": {
            "window_seconds": 2, "hop_seconds": 1, "min_partial_seconds": 0.5, "fill": "repeat",
        },
        "silence_dbfs": SILENCE_DBFS,
        "min_seconds": 0.1,
        # Many cries are missed below that length. Clipped cries are ranked nearly as well as others
        # (models/training/evaluate/degraded_audio.ts). Codecs leave peaks a little below full scale.
        "abstention": {"min_seconds": 0.5, "max_clipped_share": 0.5, "clipping_level": 0.99},
        "calibration": dict(zip(("scale", "offset"), map(float, evaluation.calibration))),
        "threshold": float(evaluation.threshold),
        "recording": RECORDING,
        "events": event_rule(float(evaluation.threshold), **EVENTS),
        # No coverage: the threshold decides unless the caller sets one.
        "conformal": {
            "scores": conformal_scores(evaluation.clips, evaluation.scores, evaluation.rows),
        },
        "license": "CC-BY-SA-4.0, see NOTICE",
        "training": {
            **provenance(runs),
            "seed": seed,
            "recall": RECALL,
            "figures": {
                **{
                    condition: {
                        name: results[condition][name]
                        for name in ("auc", "recall", "false_positive_rate")
                    }
                    for condition in CONDITIONS
                },
                "held_out_kinds": results["held_out_kinds"]["mean"],
                "held_out_cries": results["held_out_cries"],
            },
        },
    }


def event_rule(threshold, windows, agreeing, **logits):
    """The rule of events in the manifest, from thresholds in logits above that of the model."""
    return {
        "windows": windows,
        "agreeing": agreeing,
        **{
            f"{name}_threshold": 1 / (1 + math.exp(-above) * (1 - threshold) / threshold)
            for name, above in logits.items()
        },
    }


def quantization(runs, evaluation, seed):
    """Effect of int8 weights: the same held-out folds, scored by the networks of the package."""
    clips, windows = evaluation.clips, runs.windows

    def logits(split):
        total = 0
        for i, (_, member, _) in enumerate(MEMBERS):
            network, _ = quantize(runs.network(split, seed, i), runs.shares[i])
            inputs = windows.log_mels if member["network"] == "cnn" else windows.features
            total = total + score(network, inputs, windows, split)
        return total

    quantized = Evaluation(clips, logits)
    y = clips.y == 1
    change = clips.scores(quantized.logits, evaluation.calibration) - evaluation.scores
    return {
        "auc_float": auc(evaluation.scores[~y], evaluation.scores[y]),
        "auc_int8": auc(quantized.scores[~y], quantized.scores[y]),
        "largest_change_of_probability": float(np.abs(change).max()),
    }


def provenance(runs):
    """Data, versions and settings."""
    windows = runs.windows
    evaluated = windows.for_evaluation()
    return {
        "export_sha256": windows.sha256,
        "windows": int(windows.count),
        "recordings": len(np.unique(windows.recording[evaluated])),
        "synthetic_recordings": len(np.unique(windows.recording[windows.synthetic])),
        "groups": len(np.unique(windows.group[evaluated])),
        "folds": 5,
        "members": [
            {**member, "share": share} for (_, member, _), share in zip(MEMBERS, runs.shares)
        ],
        "python": sys.version.split()[0],
        "torch": torch.__version__.split("+")[0],
        "numpy": np.__version__,
    }


if __name__ == "__main__":
    main()
