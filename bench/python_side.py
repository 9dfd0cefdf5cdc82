"""Measures libraries in Python: the same work on the same kind of signal, in processor time.

    python bench/python_side.py > python.json
    deno task bench --results --python python.json

Needs librosa and soxr. Measures FFmpeg if av and the program ffmpeg are installed, Hugging Face's
extractors if transformers and torch are installed, logistic regression if scikit-learn is installed, and
YAMNet if ai-edge-litert is installed and the folder BABYCRY_SHARED (default ../shared) has
teacher/yamnet.tflite. Prints one JSON row for each case, and a table on standard error.
"""

import io
import json
import os
import subprocess
import sys
import time
from importlib.metadata import version

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[threads] = "1"

import librosa
import numpy as np
import soxr

RUNS = 15
CONTEST_SECONDS = 4.0


def cry_like(seconds, rate):
    """Bursts of twelve harmonics of 450 Hz with vibrato, and noise, as in bench/signals.ts."""
    n = round(seconds * rate)
    t = np.arange(n) / rate
    phase = 2 * np.pi * 450 * t + 1.5 * np.sin(2 * np.pi * 6 * t)
    tone = sum(np.sin(h * phase) / h for h in range(1, 13))
    noise = np.random.default_rng(1).uniform(-1, 1, n)
    bursts = np.maximum(0, np.sin(2 * np.pi * 0.8 * t))
    return (0.2 * bursts * tone + 0.02 * noise).astype(np.float32)


def decoding():
    try:
        import av
    except ImportError:
        return
    first = cry_like(60, 44_100)
    second = 0.8 * np.concatenate([np.zeros(12, np.float32), first[:-12]])
    pcm = np.round(32_767 * np.stack([first, second], 1)).astype("<i2").tobytes()
    source = "ffmpeg -loglevel error -f s16le -ar 44100 -ac 2 -i -".split()
    for codec, options in (
        ("FLAC", "-f flac"),
        ("AAC", "-c:a aac -b:a 128k -f adts"),
        ("Opus", "-c:a libopus -b:a 96k -f ogg"),
        ("MP3", "-c:a libmp3lame -b:a 128k -f mp3"),
    ):
        encoded = subprocess.run(
            [*source, *options.split(), "-"], input=pcm, stdout=subprocess.PIPE, check=True
        ).stdout

        def work(encoded=encoded):
            with av.open(io.BytesIO(encoded)) as file:
                file.streams.audio[0].codec_context.thread_count = 1
                return sum(frame.samples for frame in file.decode(audio=0))

        library = f"FFmpeg {av.ffmpeg_version_info} (Python)"
        yield f"decode {codec}, 44.1 kHz stereo, 60 s", library, work


def resampling():
    for source, target in ((48, 16), (44.1, 16), (44.1, 48), (16, 48), (8, 16)):
        x = cry_like(60, source * 1000)
        name = f"resample {source} to {target} kHz, 60 s"
        work = lambda: soxr.resample(x, source * 1000, target * 1000, quality="HQ")
        yield name, f"soxr {soxr.__version__} HQ (Python)", work


def features():
    library = f"librosa {librosa.__version__} (Python)"
    rate = 16_000
    minute, clip = cry_like(60, rate), cry_like(7, rate)
    mel = {"y": minute, "sr": rate}
    yield "log-mel, 128 bands, FFT 1024, hop 256, 60 s", library, lambda: librosa.power_to_db(
        librosa.feature.melspectrogram(**mel, n_fft=1024, hop_length=256, n_mels=128)
    )
    yield "MFCC, 13 of 26 bands, FFT 512, hop 160, 60 s", library, lambda: librosa.feature.mfcc(
        **mel, n_fft=512, hop_length=160, n_mels=26, n_mfcc=13, center=False
    )
    yield "MFCC, 20 of 128 bands, FFT 2048, hop 512, 60 s", library, lambda: librosa.feature.mfcc(**mel)
    pitch = {"fmin": 65.406, "fmax": 2093.005, "sr": rate}
    yield "YIN, 7 s", library, lambda: librosa.yin(clip, **pitch)
    yield "pYIN, 7 s", library, lambda: librosa.pyin(clip, **pitch)


def classifier_front_ends():
    library = f"librosa {librosa.__version__} (Python)"
    at_8, at_16 = cry_like(7, 8000), cry_like(7, 16_000)

    def mel_db(y, rate, **options):
        S = librosa.feature.melspectrogram(y=y, sr=rate, n_fft=1024, hop_length=256, **options)
        return librosa.power_to_db(S, ref=np.max)

    def blend(D, axis, size):
        place = np.maximum(0, (np.arange(size) + 0.5) * D.shape[axis] / size - 0.5)
        low = np.floor(place).astype(int)
        high = np.minimum(low + 1, D.shape[axis] - 1)
        share = np.expand_dims(place - low, 1 - axis).astype(np.float32)
        return np.take(D, low, axis) * (1 - share) + np.take(D, high, axis) * share

    def image():
        D = mel_db(at_8, 8000, n_mels=128)
        D = (D - D.min()) / (D.max() - D.min() + 1e-9)
        return blend(blend(D, 0, 224), 1, 224)

    def acoustic193():
        y, rate = at_16, 16_000
        S = np.abs(librosa.stft(y))
        parts = (
            librosa.feature.mfcc(y=y, sr=rate, n_mfcc=40),
            librosa.feature.chroma_stft(S=S, sr=rate),
            librosa.feature.melspectrogram(y=y, sr=rate),
            librosa.feature.spectral_contrast(S=S, sr=rate),
            librosa.feature.tonnetz(y=y, sr=rate),
        )
        return np.concatenate([part.mean(axis=1) for part in parts])

    yield "cry-resnet image, 7 s", library, image
    yield "DeepInfant mel, 7 s", library, lambda: mel_db(at_16, 16_000, n_mels=80, fmin=20, fmax=8000)
    yield "acoustic193, 7 s", library, acoustic193


def extractors():
    try:
        import torch
        import transformers
    except ImportError:
        print("Skipped the extractors: transformers or torch is not installed", file=sys.stderr)
        return
    torch.set_num_threads(1)
    library = f"transformers {transformers.__version__} (Python)"
    for label, extractor, rate in (
        ("AST filter bank", transformers.ASTFeatureExtractor(), 16_000),
        ("CLAP log-mel", transformers.ClapFeatureExtractor(truncation="rand_trunc"), 48_000),
        ("wav2vec2 normalization", transformers.Wav2Vec2FeatureExtractor(), 16_000),
    ):
        x = cry_like(2, rate)
        work = lambda: extractor(x, sampling_rate=rate, return_tensors="np")
        yield f"{label}, 2 s window", library, work


def fits():
    try:
        import sklearn
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        print("Skipped logistic regression: scikit-learn is not installed", file=sys.stderr)
        return
    library = f"scikit-learn {sklearn.__version__} lbfgs (Python)"
    for classes in (2, 5):
        rng = np.random.default_rng(1)
        x = rng.standard_normal((5000, 200))
        weights = 0.3 * rng.standard_normal((200, classes))
        y = np.argmax(x @ weights + rng.gumbel(size=(5000, classes)), axis=1)
        for tolerance in ("0.0001", "1e-10"):
            model = LogisticRegression(C=1, tol=float(tolerance), max_iter=20_000)
            name = f"logistic regression, 5,000 x 200, {classes} classes, tolerance {tolerance}"
            yield name, library, lambda: model.fit(x, y)


def yamnet():
    path = os.path.join(os.environ.get("BABYCRY_SHARED", "../shared"), "teacher/yamnet.tflite")
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError:
        print("Skipped YAMNet: ai-edge-litert is not installed", file=sys.stderr)
        return
    if not os.path.exists(path):
        print(f"Skipped YAMNet: {path} is missing", file=sys.stderr)
        return
    interpreter = Interpreter(path, num_threads=1)
    interpreter.allocate_tensors()
    x = cry_like(10, 16_000)
    inputs, outputs = interpreter.get_input_details()[0], interpreter.get_output_details()[0]

    def scores():
        patches = []
        for start in range(0, len(x) - 15_600 + 1, 7680):
            interpreter.set_tensor(inputs["index"], x[start : start + 15_600])
            interpreter.invoke()
            patches.append(interpreter.get_tensor(outputs["index"]))
        return patches

    yield "YAMNet, 10 s", f"ai-edge-litert {version('ai-edge-litert')} (Python)", scores


def measure(work):
    """Least and median processor time in milliseconds, and the number of runs."""
    work()
    work()
    times = []
    started = time.process_time()
    while len(times) < 3 or (
        len(times) < RUNS and time.process_time() - started < CONTEST_SECONDS
    ):
        calls, begin = 0, time.process_time()
        while calls == 0 or time.process_time() - begin < 0.008:
            work()
            calls += 1
        times.append((time.process_time() - begin) * 1000 / calls)
    return min(times), float(np.median(times)), len(times)


def main():
    rows = []
    for group in (decoding, resampling, features, classifier_front_ends, extractors, yamnet, fits):
        for name, rival, work in group():
            least, middle, runs = measure(work)
            rows.append(
                {
                    "name": name,
                    "rival": rival,
                    "rival_ms": round(least, 4),
                    "rival_median_ms": round(middle, 4),
                    "runs": runs,
                }
            )
            print(f"{name:40} {rival:28} {least:9.3f} ({middle:.3f}) ms", file=sys.stderr)
    print(json.dumps(rows, indent=2))


main()
