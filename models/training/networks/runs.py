"""Trained members of `cry-detect`, and arguments of the scripts that use them."""

import argparse
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import torch

from ensemble import MEMBERS
from fit import forward, trained
from networks import build
from quantize import quantize
from windows import Windows


def arguments(description, *paths):
    """Parser of a script that takes paths."""
    parser = argparse.ArgumentParser(description=description)
    for name in paths:
        parser.add_argument(name)
    return parser


def read_manifest(path):
    """Reads the manifest of `cry-detect`."""
    with open(path) as file:
        return json.load(file)


class Runs:
    """Trained members by split and seed, cached in a folder of results."""

    def __init__(self, export, results):
        self.export, self.results = export, results
        self.windows = Windows(export)
        total = sum(share for _, _, share in MEMBERS)
        self.shares = [share / total for _, _, share in MEMBERS]

    def train(self, runs, workers):
        """Trains the members of all (split, seed) that are not cached."""
        jobs = [self._job(split, seed, i) for split, seed in runs for i in range(len(MEMBERS))]
        start = time.time()
        with ProcessPoolExecutor(workers) as pool:
            for done, path in enumerate(pool.map(trained, *zip(*jobs)), 1):
                print(f"{done}/{len(jobs)} {path} {time.time() - start:.0f} s", file=sys.stderr,
                      flush=True)

    def _job(self, split, seed, index):
        # Members with the same settings differ by their seed.
        return self.export, self.results, MEMBERS[index][1], split, 100 * seed + index

    def logits(self, split, seed, networks=None):
        """Weighted logits of the evaluated windows that a split holds out, of some networks or all."""
        return sum(
            share * np.load(trained(*self._job(split, seed, i)))["logits"].astype(np.float64)
            for i, share in enumerate(self.shares)
            if networks is None or MEMBERS[i][1]["network"] in networks
        )

    def network(self, split, seed, index):
        """Network of a trained member."""
        file = np.load(trained(*self._job(split, seed, index)))
        network = build(MEMBERS[index][1]).eval()
        network.load_state_dict(
            {k[2:]: torch.from_numpy(file[k]) for k in file.files if k.startswith("w/")}
        )
        return network

    def members(self, seed, split=""):
        """Members of the manifest, trained without a split. The package averages their logits."""
        return [
            {
                "front_end": front_end,
                "head": quantize(self.network(split, seed, i), self.shares[i] * len(MEMBERS))[1],
            }
            for i, (front_end, _, _) in enumerate(MEMBERS)
        ]

    def ensemble_logits(self, windows, rows, split, seed):
        """Weighted logits of some rows, which are a mask, by networks trained without a split."""
        total = 0
        for i, (_, member, _) in enumerate(MEMBERS):
            inputs = windows.log_mels if member["network"] == "cnn" else windows.features
            network = self.network(split, seed, i)
            total = total + self.shares[i] * forward(network, inputs, np.flatnonzero(rows))
        return total
