"""
Trains, measures and writes `cry-detect` from exported windows; every run is kept and not repeated.

Called by `deno task train`: `python train.py EXPORT RESULTS MANIFEST [--seeds 1,2,3] [--workers 2]`.
"""

import argparse
import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import torch

from conformal import conformal_scores, set_figures
from figures import brief, figures, rounded, write_figures
from fit import fitted, score
from ensemble import MEMBERS
from networks import build
from protocol import CHANNELS, RECALL, RECORDING, Evaluation, Takes, auc, splits
from quantize import quantised
from windows import SILENCE_DBFS, Windows


# What is measured beside the whole.
PARTS = (("mlp",), ("cnn",), ("distance",), ("mlp", "cnn"))


def main():
    """Runs what is missing, then measures every seed and writes the first one's networks."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("export", "results", "manifest"):
        parser.add_argument(name)
    parser.add_argument("--seeds", default="1", help="such as 1,2,3; the first is written")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    seeds = [int(seed) for seed in args.seeds.split(",")]
    runs = Runs(args.export, args.results)
    strict, loose = splits(), splits(loosely=True)
    everything = [(split, seeds[0]) for split in [*strict, "", *loose]]
    everything += [(split, seed) for seed in seeds[1:] for split in strict]
    runs.fill(dict.fromkeys(everything), args.workers)

    takes = Takes(runs.windows)
    evaluations = {
        seed: Evaluation(takes, lambda split, seed=seed: runs.logits(split, seed)) for seed in seeds
    }
    evaluation = evaluations[seeds[0]]
    # All of them are for the card; the manifest says the main ones.
    measured = {
        **figures(evaluation),
        "seeds": {str(seed): brief(one) for seed, one in evaluations.items()},
        "parts": {
            " ".join(some): brief(
                Evaluation(takes, lambda split, some=some: runs.logits(split, seeds[0], some))
            )
            for some in PARTS
        },
        "quantisation": runs.quantisation(evaluation, seeds[0]),
        "sets": set_figures(evaluation),
    }
    write_figures(f"{args.results}/figures.json", measured)
    training = {
        **runs.provenance(),
        "seed": seeds[0],
        "recall": RECALL,
        "figures": {
            **{
                channel: {
                    name: measured[channel][name]
                    for name in ("auc", "recall", "false_positive_rate")
                }
                for channel in CHANNELS
            },
            "held_out_kinds": measured["held_out_kinds"]["strictly"]["mean"],
            "held_out_cries": measured["held_out_cries"],
        },
    }
    manifest = {
        "format": "babycry-model/1",
        "id": "cry-detect",
        "task": "cry",
        "members": runs.members(seeds[0]),
        "windows": {
            "window_seconds": 2, "hop_seconds": 1, "min_partial_seconds": 0.5, "fill": "repeat",
        },
        "silence_dbfs": SILENCE_DBFS,
        "min_seconds": 0.1,
        # Of less, many cries are missed; clipped, they are ranked nearly as well as before
        # (models/training/evaluate/degraded_audio.ts). Codecs leave peaks a little below full scale.
        "abstention": {"min_seconds": 0.5, "max_clipped_share": 0.5, "clipping_level": 0.99},
        "calibration": dict(zip(("scale", "offset"), map(float, evaluation.calibration))),
        "threshold": float(evaluation.threshold),
        "recording": RECORDING,
        "events": {"windows": 4, "agreeing": 3},
        # Without a coverage: the threshold decides, unless a caller asks for one.
        "conformal": {"scores": conformal_scores(takes, evaluation.scores, evaluation.rows)},
        "license": "CC-BY-SA-4.0, see NOTICE",
        "training": training,
    }
    with open(args.manifest, "w") as file:
        file.write(json.dumps(rounded(manifest), separators=(",", ":")) + "\n")
    print(json.dumps(rounded(measured["seeds"]), indent=1))


class Runs:
    """Trained members by split and seed, in a folder of results."""

    def __init__(self, export, results):
        self.export, self.results = export, results
        self.windows = Windows(export)
        total = sum(share for _, _, share in MEMBERS)
        self.shares = [share / total for _, _, share in MEMBERS]

    def fill(self, todo, workers):
        """Trains what is not there yet."""
        jobs = [(*self._run(split, seed, i),) for split, seed in todo for i in range(len(MEMBERS))]
        start = time.time()
        with ProcessPoolExecutor(workers) as pool:
            for done, path in enumerate(pool.map(fitted, *zip(*jobs)), 1):
                print(f"{done}/{len(jobs)} {path} {time.time() - start:.0f} s", file=sys.stderr,
                      flush=True)

    def _run(self, split, seed, index):
        # Members of one configuration differ by their seed.
        return self.export, self.results, MEMBERS[index][1], split, 100 * seed + index

    def logits(self, split, seed, some=None):
        """Shared logits of the heard windows that a split holds out, of some networks or of all."""
        return sum(
            share * np.load(fitted(*self._run(split, seed, i)))["logits"].astype(np.float64)
            for i, share in enumerate(self.shares)
            if some is None or MEMBERS[i][1]["network"] in some
        )

    def network(self, split, seed, index):
        """A trained member."""
        kept = np.load(fitted(*self._run(split, seed, index)))
        network = build(MEMBERS[index][1]).eval()
        network.load_state_dict(
            {k[2:]: torch.from_numpy(kept[k]) for k in kept.files if k.startswith("w/")}
        )
        return network

    def members(self, seed, split=""):
        """The members of the manifest, without a split or on everything; logits are averaged there."""
        return [
            {
                "front_end": front_end,
                "head": quantised(self.network(split, seed, i), self.shares[i] * len(MEMBERS))[1],
            }
            for i, (front_end, _, _) in enumerate(MEMBERS)
        ]

    def quantisation(self, evaluation, seed):
        """What int8 changes: the same held-out folds scored by the networks as they are shipped."""
        def logits(split):
            total = 0
            for i, (_, member, share) in enumerate(MEMBERS):
                network, _ = quantised(self.network(split, seed, i), self.shares[i])
                inputs = self.windows.log_mels if member["network"] == "cnn" else self.windows.features
                total = total + score(network, inputs, self.windows, split)
            return total

        rounded = Evaluation(evaluation.takes, logits)
        y = evaluation.takes.y == 1
        return {
            "auc_float": auc(evaluation.scores[~y], evaluation.scores[y]),
            "auc_int8": auc(rounded.scores[~y], rounded.scores[y]),
            "largest_change_of_probability": float(
                np.abs(
                    evaluation.takes.scores(rounded.logits, evaluation.calibration)
                    - evaluation.scores
                ).max()
            ),
        }

    def provenance(self):
        """Data, versions and recipe."""
        w = self.windows
        heard = w.heard()
        return {
            "export_sha256": w.sha256,
            "windows": int(w.count),
            "recordings": len(np.unique(w.clip[heard])),
            "made_recordings": len(np.unique(w.clip[w.made])),
            "groups": len(np.unique(w.group[heard])),
            "folds": 5,
            "members": [
                {**member, "share": share} for (_, member, _), share in zip(MEMBERS, self.shares)
            ],
            "python": sys.version.split()[0],
            "torch": torch.__version__.split("+")[0],
            "numpy": np.__version__,
        }


if __name__ == "__main__":
    main()
