#!/usr/bin/env -S uv run --script
# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy==2.4.6", "onnx==1.23.2", "onnxruntime==1.31.1", "torch==2.11.0"]
# ///
"""Exports a network with the sizes of DeepInfant as ONNX, from weights that you trained.

    uv run tools/export_deepinfant.py --weights mine.pt --out deepinfant.onnx
    babycry models import deepinfant.onnx --as deepinfant/deepinfant.onnx

mine.pt is the state_dict of the class DeepInfant below, which you import to train. Its names and shapes
match the class in https://github.com/skytells-research/DeepInfant, whose forward pass fails on every input;
models/deepinfant.md lists the repairs. --random SEED writes an untrained network, to try the export.
Compares the graph with the network before it writes it.
"""
import argparse
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import nn

LABELS = ["belly_pain", "burping", "cold_hot", "discomfort", "hungry", "lonely", "scared", "tired", "unknown"]
MELS = 80
OPSET = 17
# Largest difference between network and graph, relative to the largest logit: both compute in float32.
TOLERANCE = 1e-4


class DeepInfant(nn.Module):
    """mel [b, 1, 80, frames] in dB to logits [b, 9] in the order of LABELS."""

    def __init__(self, channels=(64, 128, 256), squeezed=16, hidden=512):
        super().__init__()
        layers, at = [], 1
        for to in channels:
            layers += [nn.Conv2d(at, to, 3, padding=1), nn.BatchNorm2d(to), nn.ReLU(), nn.MaxPool2d(2)]
            at = to
        layers += [nn.AdaptiveAvgPool2d(1), nn.Conv2d(at, squeezed, 1), nn.ReLU()]
        layers += [nn.Conv2d(squeezed, at, 1), nn.Sigmoid()]
        # Convolutions and the gate of their channels, in one list as in the published class.
        self.conv_layers = nn.Sequential(*layers)
        self.gate_from = 4 * len(channels)
        rows = MELS // 2 ** len(channels)
        self.lstm = nn.LSTM(at * rows, hidden, num_layers=2, batch_first=True, bidirectional=True, dropout=0.3)
        self.classifier = nn.Sequential(
            nn.Linear(2 * hidden, hidden), nn.ReLU(), nn.Dropout(0.3), nn.Linear(hidden, len(LABELS)))

    def forward(self, mel):
        maps = self.conv_layers[: self.gate_from](mel)
        maps = maps * self.conv_layers[self.gate_from :](maps)
        steps = maps.permute(0, 3, 1, 2).flatten(2)
        states, _ = self.lstm(steps)
        return self.classifier(states.mean(dim=1))


def bands(batch, frames, seed):
    """Creates noise in the range of mel bands, -80 to 0 dB."""
    return -80 * torch.rand(batch, 1, MELS, frames, generator=torch.Generator().manual_seed(seed))


def export(network, path):
    torch.onnx.export(
        network, (bands(2, 438, 0),), str(path), input_names=["mel"], output_names=["logits"],
        dynamic_axes={"mel": {0: "batch_size", 3: "frames"}, "logits": {0: "batch_size"}},
        opset_version=OPSET, dynamo=False, do_constant_folding=True)
    graph = onnx.load(str(path))
    onnx.checker.check_model(graph)


def difference(network, path):
    """Measures the largest relative difference, on other batch sizes and lengths than traced."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    worst = 0.0
    for batch, frames in ((1, 438), (3, 61)):
        x = bands(batch, frames, 1)
        with torch.no_grad():
            expected = network(x).numpy()
        received = session.run(["logits"], {"mel": x.numpy()})[0]
        worst = max(worst, float(np.abs(received - expected).max() / np.abs(expected).max()))
    return worst


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    weights = a.add_mutually_exclusive_group(required=True)
    weights.add_argument("--weights", type=Path, help="state_dict that torch.save wrote")
    weights.add_argument("--random", type=int, metavar="SEED", help="random weights")
    a.add_argument("--out", required=True, type=Path)
    args = a.parse_args()
    torch.manual_seed(args.random or 0)
    network = DeepInfant().eval()
    if args.weights:
        # Tensors only: any other content of the pickle is an error.
        network.load_state_dict(torch.load(args.weights, map_location="cpu", weights_only=True))
    with tempfile.TemporaryDirectory(dir=args.out.parent) as folder:
        fresh = Path(folder) / args.out.name
        export(network, fresh)
        error = difference(network, fresh)
        if not error < TOLERANCE:
            raise SystemExit(f"the graph differs from its network by {error:.1e}")
        fresh.replace(args.out)
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.0f} MB, differs from its network by {error:.1e}")


if __name__ == "__main__":
    main()
