"""Measures the original encoders: transformers and torch on one thread, from the samples of a recording
to its vector, with the networks of oracle/generate/full_size_encoders.py.

    python bench/encoders.py GENERATE FOLDER NAME...

GENERATE is the folder of that script. FOLDER holds recording.f32 at 44.1 kHz. Prints names, processor
times and vectors as JSON.
"""

import json
import os
import sys
import time

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

generate, folder, *wanted = sys.argv[1:]
sys.path.insert(0, generate)

import _encoders as enc
import numpy as np
import soxr
import torch
import transformers
from full_size_encoders import SIZES

RECORDING_HZ = 44_100
RUNS_MIN, RUNS_MAX, BUDGET_SECONDS = 5, 25, 4

torch.set_num_threads(1)
transformers.logging.set_verbosity_error()
recording = np.fromfile(f"{folder}/recording.f32", dtype="<f4")

EXTRACTORS = {
    "ast": lambda: transformers.ASTFeatureExtractor(**enc.AST_EXTRACTOR),
    "wav2vec2": lambda: transformers.Wav2Vec2FeatureExtractor(**enc.WAV2VEC2_EXTRACTOR),
    "clap": lambda: transformers.ClapFeatureExtractor(**enc.CLAP_EXTRACTOR),
}
VECTORS = {
    "ast": lambda out: out.pooler_output,
    "wav2vec2": lambda out: out.last_hidden_state.mean(dim=1),
    "clap": lambda out: out.audio_embeds,
}


def measure(kind, size):
    extractor = EXTRACTORS[kind]()
    model = enc.BUILD[kind](0, **size)
    if kind != "clap":  # CLAP has one implementation only
        model.set_attn_implementation("sdpa")
    rate = enc.KINDS[kind]["sample_rate_hz"]
    argument = enc.KINDS[kind]["argument"]

    def work():
        x = soxr.resample(recording, RECORDING_HZ, rate, quality="HQ")
        features = extractor(x, sampling_rate=rate, return_tensors="pt")[argument]
        with torch.inference_mode():
            return VECTORS[kind](model(**{argument: features}))[0].numpy()

    vector = work()
    times = []
    started = time.process_time()
    while len(times) < RUNS_MIN or time.process_time() - started < BUDGET_SECONDS:
        if len(times) == RUNS_MAX:
            break
        begin = time.process_time()
        work()
        times.append((time.process_time() - begin) * 1000)
    return times, vector


rows = []
for kind, (name, size) in SIZES.items():
    if name not in wanted:
        continue
    times, vector = measure(kind, size)
    rows.append(
        {
            "name": name,
            "library": f"transformers {transformers.__version__}, torch {torch.__version__.split('+')[0]}",
            "ms": min(times),
            "median_ms": float(np.median(times)),
            "vector": vector.tolist(),
        }
    )
print("\x1e" + json.dumps(rows))
