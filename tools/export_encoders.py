#!/usr/bin/env -S uv run --script
# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "numpy==2.4.6",
#   "onnx==1.23.2",
#   "onnxruntime==1.31.1",
#   "torch==2.11.0",
#   "transformers==5.23.0",
# ]
# ///
"""Exports the three encoders as ONNX with their manifests, from their public checkpoints.

    uv run tools/export_encoders.py --out DIR [--only ast,wav2vec2,clap] [--int8]
    babycry models import DIR/ast.onnx

Writes DIR/ID.onnx and DIR/ID.json; with --int8 also ID-int8, quantized dynamically with uint8 weights.
Compares every graph with its checkpoint before it writes the manifest. Checkpoints come from the hub, or
from the folders of --ast, --wav2vec2 and --clap. Tested with random checkpoints of the same classes and
sizes only, because the hub was not reachable.
"""
import argparse
import hashlib
import json
import logging
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import ASTModel, ClapAudioModelWithProjection, Wav2Vec2Model

OPSET = 17
# Largest difference between checkpoint and graph, relative to the largest output: both compute in float32.
TOLERANCE = 1e-4

ENCODERS = {
    "ast": {
        "model": ASTModel,
        "repository": "MIT/ast-finetuned-audioset-10-10-0.4593",
        "license": "BSD-3-Clause",
        "sample_rate_hz": 16000,
        "input_kind": "ast_fbank",
        "input": ("input_values", ["batch_size", 1024, 128]),
        "outputs": {"last_hidden_state": ["batch_size", 1214, 768], "pooler_output": ["batch_size", 768]},
        "embedding": {"output": "pooler_output", "pooling": "none", "size": 768},
        "preprocessor": {"sampling_rate": 16000, "num_mel_bins": 128, "max_length": 1024,
                         "mean": -4.2677393, "std": 4.5689974},
    },
    "wav2vec2": {
        "model": Wav2Vec2Model,
        "repository": "facebook/wav2vec2-base",
        "license": "Apache-2.0",
        "sample_rate_hz": 16000,
        "input_kind": "waveform_zero_mean_unit_variance",
        "input": ("input_values", ["batch_size", "sequence_length"]),
        "outputs": {"last_hidden_state": ["batch_size", "frames", 768]},
        "embedding": {"output": "last_hidden_state", "pooling": "mean_over_frames", "size": 768},
        "preprocessor": {"feature_size": 1, "sampling_rate": 16000, "padding_value": 0.0,
                         "do_normalize": True, "return_attention_mask": False},
    },
    "clap": {
        "model": ClapAudioModelWithProjection,
        "repository": "laion/clap-htsat-unfused",
        "license": "Apache-2.0",
        "sample_rate_hz": 48000,
        "input_kind": "clap_logmel",
        "input": ("input_features", ["batch_size", 1, 1001, 64]),
        "outputs": {"audio_embeds": ["batch_size", 512]},
        "embedding": {"output": "audio_embeds", "pooling": "none", "size": 512},
        "preprocessor": {"feature_size": 64, "sampling_rate": 48000, "hop_length": 480, "max_length_s": 10,
                         "fft_window_size": 1024, "frequency_min": 50, "frequency_max": 14000,
                         "truncation": "rand_trunc", "padding": "repeatpad"},
    },
}


class Outputs(torch.nn.Module):
    """Wraps a model as a graph with one input and the named outputs."""

    def __init__(self, model, argument, names):
        super().__init__()
        self.model, self.argument, self.names = model, argument, names

    def forward(self, x):
        out = self.model(**{self.argument: x}, return_dict=True)
        return tuple(getattr(out, name) for name in self.names)


def example(encoder, batch, seed):
    """Creates noise in the shape of the input, with two seconds on a dynamic axis."""
    _, shape = encoder["input"]
    sizes = [2 * encoder["sample_rate_hz"] if isinstance(d, str) else d for d in shape[1:]]
    return torch.randn(batch, *sizes, generator=torch.Generator().manual_seed(seed))


def export(module, encoder, path):
    name, shape = encoder["input"]
    shapes = {name: shape, **encoder["outputs"]}
    dynamic = {k: {i: d for i, d in enumerate(dims) if isinstance(d, str)} for k, dims in shapes.items()}
    torch.onnx.export(module, (example(encoder, 2, 0),), str(path), input_names=[name],
                      output_names=list(encoder["outputs"]), dynamic_axes=dynamic, opset_version=OPSET,
                      dynamo=False, do_constant_folding=True)
    graph = onnx.load(str(path))
    for value in [*graph.graph.input, *graph.graph.output]:
        dims = value.type.tensor_type.shape
        del dims.dim[:]
        for d in shapes[value.name]:
            dim = dims.dim.add()
            if isinstance(d, str):
                dim.dim_param = d
            else:
                dim.dim_value = d
    onnx.checker.check_model(graph)
    onnx.save(graph, str(path))


def difference(module, encoder, path):
    """Measures the largest relative difference of checkpoint and graph, on another batch size than traced."""
    x = example(encoder, 3, 1)
    with torch.no_grad():
        expected = [y.numpy() for y in module(x)]
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    received = session.run(list(encoder["outputs"]), {encoder["input"][0]: x.numpy()})
    return max(float(np.abs(a - b).max() / np.abs(a).max()) for a, b in zip(expected, received))


def write_manifest(path, name, precision, encoder, revision):
    graph = onnx.load(str(path))

    def described(v):
        dims = [d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim]
        dtype = onnx.TensorProto.DataType.Name(v.type.tensor_type.elem_type).lower()
        return {"name": v.name, "dtype": dtype, "shape": dims}

    data = path.read_bytes()
    manifest = {
        "id": path.stem, "family": name, "precision": precision, "input_kind": encoder["input_kind"],
        "sample_rate_hz": encoder["sample_rate_hz"], "embedding": encoder["embedding"],
        # ClapAudioModelWithProjection does not normalize, unlike ClapModel.get_audio_features.
        "l2_normalize": False,
        "preprocessor": encoder["preprocessor"],
        "source": {"repository": encoder["repository"], "revision": revision},
        "license": encoder["license"],
        "file": path.name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(),
        "opset": max(o.version for o in graph.opset_import if o.domain == ""),
        "inputs": [described(v) for v in graph.graph.input],
        "outputs": [described(v) for v in graph.graph.output],
        "operators": sorted({n.op_type for n in graph.graph.node}),
    }
    path.with_suffix(".json").write_text(json.dumps(manifest, indent=1) + "\n")
    print(f"{path}: {len(data) / 1e6:.0f} MB, sha256 {manifest['sha256']}")


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--out", required=True, type=Path)
    a.add_argument("--only", default=",".join(ENCODERS))
    a.add_argument("--int8", action="store_true", help="write quantized files too")
    for name in ENCODERS:
        a.add_argument(f"--{name}", help=f"checkpoint (default {ENCODERS[name]['repository']})")
        a.add_argument(f"--{name}-revision", help="commit of the hub's repository (default: the newest)")
    args = a.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for name in args.only.split(","):
        encoder = ENCODERS[name]
        source = getattr(args, name) or encoder["repository"]
        model, loaded = encoder["model"].from_pretrained(
            source, revision=getattr(args, f"{name}_revision") or "main", attn_implementation="eager",
            dtype=torch.float32, output_loading_info=True)
        # Weights that are missing in the checkpoint would be random, without any error.
        if loaded["missing_keys"] or loaded["mismatched_keys"]:
            missing = [*loaded["missing_keys"], *loaded["mismatched_keys"]]
            raise SystemExit(f"{name}: missing in {source}: {', '.join(map(str, missing))}")
        revision = getattr(model.config, "_commit_hash", None)
        module = Outputs(model, encoder["input"][0], list(encoder["outputs"])).eval()
        path = args.out / f"{name}.onnx"
        with tempfile.TemporaryDirectory(dir=args.out) as folder:
            fresh = Path(folder) / path.name
            export(module, encoder, fresh)
            error = difference(module, encoder, fresh)
            if not error < TOLERANCE:
                raise SystemExit(f"{name}: the graph differs from its checkpoint by {error:.1e}")
            fresh.replace(path)
        write_manifest(path, name, "fp32", encoder, revision)
        if args.int8:
            small = args.out / f"{name}-int8.onnx"
            logging.disable(logging.WARNING)
            quantize_dynamic(str(path), str(small), weight_type=QuantType.QUInt8)
            logging.disable(logging.NOTSET)
            write_manifest(small, name, "int8_dynamic", encoder, revision)


if __name__ == "__main__":
    main()
