import { createClassifier } from "@babycry/babycry";
import {
  coloredNoise,
  compress,
  createRandom,
  equalize,
  gain,
  lowPass,
  mixAtSnr,
  normalizeLevel,
  overdrive,
  pitchShift,
  reverberate,
  roomResponse,
  suppressNoise,
  tilt,
  timeShift,
  timeStretch,
  transformRoundTrip,
} from "@babycry/babycry/augment";
import { encodeWindows, slidingWindows } from "@babycry/babycry/encoders";
import { groupBootstrap, stratifiedGroupFolds, thresholdAtRecall } from "@babycry/babycry/eval";
import {
  kaldiFbank,
  melSpectrogram,
  mfcc,
  spectralRolloff,
  stft,
  yin,
} from "@babycry/babycry/features";
import {
  applyTemperature,
  conformalScores,
  fitLogisticRegression,
  fitMlp,
  fitNovelty,
  predictionSet,
  scaleProbabilities,
} from "@babycry/babycry/fit";
import { clipVector } from "@babycry/babycry/heads";
import { resample } from "@babycry/babycry/resample";
import assert from "node:assert/strict";
import { test } from "node:test";

const x = Float32Array.from({ length: 4000 }, (_, i) => Math.sin(i / 5));
const random = createRandom(1);
const waveform = { samples: x, sampleRateHz: 8000 };
const matrix = { data: Float64Array.of(-2, -1, 1, 2), rows: 4, columns: 1 };
const rows = { x: matrix, y: [0, 0, 1, 1], groups: ["a", "b", "c", "d"], classes: 2 };
const encoder = {
  id: "mean",
  sampleRateHz: 8000,
  size: 1,
  encode: (windows: readonly Float32Array[]) =>
    Promise.resolve(windows.map((window) => window.slice(0, 1))),
  dispose: () => Promise.resolve(),
};
const windows = {
  windowSeconds: 0.2,
  hopSeconds: 0.1,
  minPartialSeconds: 0,
  fill: "zero" as const,
};
const conformal = { coverage: 0.8, scores: { cry: [0.5], no_cry: [0.5] } };
const place = {
  sizeMetres: [4, 3, 2],
  sourceMetres: [1, 1, 1],
  microphoneMetres: [2, 1, 1],
} as const;

type Call = (options: never) => unknown;
const on = (call: (samples: Float32Array, options: never) => unknown): Call => (options) =>
  call(x, options);

/** Functions with valid options; the tests replace one option at a time by another type. */
const CALLS: readonly (readonly [Call, Record<string, unknown>])[] = [
  [on(gain), { gainDb: 3, clip: true }],
  [(o: never) => mixAtSnr(x, x, o), { snrDb: 3 }],
  [on(timeShift), { shiftSamples: 3, mode: "zero" }],
  [on(timeStretch), { rate: 1.5 }],
  [on(pitchShift), { semitones: 1 }],
  [on(lowPass), { cutoffHz: 1000, sampleRateHz: 8000 }],
  [on(reverberate), { t60Seconds: 0.2, directDb: 3, sampleRateHz: 8000, random }],
  [roomResponse, { ...place, t60Seconds: 0.4, sampleRateHz: 8000, random }],
  [on(equalize), { hz: [100], db: [3], sampleRateHz: 8000 }],
  [on(overdrive), { driveDb: 3, shape: "hard" }],
  [on(compress), {
    thresholdDbfs: -20,
    ratio: 2,
    attackSeconds: 0.1,
    releaseSeconds: 0.1,
    sampleRateHz: 8000,
  }],
  [on(suppressNoise), { depthDb: 10 }],
  [on(transformRoundTrip), { bandSnrDb: 10, rangeDb: 40 }],
  [on(resample), { fromHz: 8000, toHz: 16_000, band: "flat" }],
  [on(stft), { nFft: 512, hopSamples: 256, windowSamples: 400 }],
  [on(melSpectrogram), { sampleRateHz: 8000, nFft: 512, hopSamples: 256, nMels: 20, power: 1 }],
  [on(mfcc), { sampleRateHz: 8000, nFft: 512, hopSamples: 256, nMels: 20, nMfcc: 5, lifter: 2 }],
  [on(kaldiFbank), {
    sampleRateHz: 8000,
    nMels: 10,
    frameLengthMs: 25,
    fMinHz: 20,
    preemphasis: 0.9,
  }],
  [on(yin), { sampleRateHz: 8000, fMinHz: 100, fMaxHz: 1000 }],
  [on(spectralRolloff), { sampleRateHz: 8000, rollPercent: 0.5 }],
  [slidingWindows, {
    lengthSamples: 9,
    sampleRateHz: 9,
    windowSeconds: 1,
    hopSeconds: 1,
    minPartialSeconds: 1,
  }],
  [(o: never) => drain(encodeWindows(waveform, [encoder], o)), {
    ...windows,
    batchWindows: 1,
    signal: AbortSignal.timeout(60_000),
    onProgress: () => {},
  }],
  [(o: never) => clipVector(waveform, [encoder], o), { ...windows, pooling: "mean" }],
  [(o: never) => fitLogisticRegression(rows, o), {
    C: 1,
    tolerance: 1e-3,
    fitIntercept: true,
    classWeight: "balanced",
  }],
  [(o: never) => fitMlp(rows, o), {
    hiddenUnits: 2,
    alpha: 1e-3,
    seed: 1,
    learningRate: 0.1,
    batchRows: 2,
    epochsMax: 2,
  }],
  [(o: never) => fitNovelty(matrix, o), { share: 0.5 }],
  [(o: never) => conformalScores(["all"], matrix, [0, 0, 0, 0], rows.groups, o), { seed: 1 }],
  [(o: never) => groupBootstrap(rows.groups, () => 1, o), { resamples: 2, seed: 1 }],
  [(o: never) => stratifiedGroupFolds(rows.y, rows.groups, o), { folds: 2, classes: 2, seed: 1 }],
  [(o: never) => createClassifier(o), { model: "cry-detect", coverage: 0.9 }],
  [(o: never) => createClassifier(o), { model: "cry-detect", prior: { cry: 0.2, no_cry: 0.8 } }],
  [(o: never) => createClassifier(o), {
    model: "deepinfant",
    mode: "windows",
    windowSeconds: 2,
    hopSeconds: 1,
    topK: 2,
    source: { read: () => Promise.reject(new Error("no files")) },
  }],
  [(o: never) => createClassifier(o), {
    model: "valence",
    dtype: "fp32",
    batchWindows: 2,
    sessions: () => Promise.reject(new Error("no sessions")),
  }],
];

async function drain(values: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of values);
}

test("an option of another type is a TypeError", async () => {
  for (const [call, options] of CALLS) {
    await (async () => await call(options as never))();
    for (const [name, value] of Object.entries(options)) {
      if (value === random) continue;
      const other = typeof value === "string" || typeof value === "object" ? 5 : String(value);
      await assert.rejects(
        async () => await call({ ...options, [name]: other } as never),
        TypeError,
        `${call} with ${name} ${other}`,
      );
    }
  }
});

test("a number argument of another type is a TypeError", () => {
  const text = "0.5" as unknown as number;
  const calls: readonly (() => unknown)[] = [
    () => normalizeLevel(x, text),
    () => tilt(x, text),
    () => coloredNoise(text, 0.5, random),
    () => coloredNoise(9, text, random),
    () => thresholdAtRecall([0, 1], [0.1, 0.9], text),
    () => scaleProbabilities(matrix, matrix, text),
    () => applyTemperature(matrix, text),
    () => predictionSet(["no_cry", "cry"], [0.2, 0.8], conformal, text),
  ];
  for (const call of calls) assert.throws(call, TypeError, String(call));
});

test("coverage is a number between 0 and 1", async () => {
  const message = (text: string) => ({
    message: `Creating a classifier: expected coverage to be ${text}`,
  });
  await assert.rejects(
    createClassifier({ model: "cry-detect", coverage: "0.95" as unknown as number }),
    {
      name: "TypeError",
      ...message('a finite number above 0 and below 1, received the string "0.95"'),
    },
  );
  await assert.rejects(
    createClassifier({ model: "cry-detect", coverage: 1 }),
    { name: "RangeError", ...message("a finite number above 0 and below 1, received 1") },
  );
});

test("options of a call are checked before its work", async () => {
  const classifier = await createClassifier({ model: "cry-detect" });
  const bad: readonly unknown[] = [
    { signal: {} },
    { signal: "now" },
    { signal: new AbortController() },
    { signal: null },
    { onProgress: 5 },
    5,
  ];
  for (const options of bad) {
    await assert.rejects(classifier.predict(waveform, options as never), TypeError);
    await assert.rejects(classifier.predict([], options as never), TypeError);
  }
  await assert.rejects(classifier.predict(waveform, { signal: new AbortController() as never }), {
    message:
      "Classifying a recording: expected signal to be an AbortSignal, received an AbortController",
  });
  await assert.rejects(
    drain(
      classifier.stream((async function* () {})(), { sampleRateHz: 8000, signal: {} as never }),
    ),
    { name: "TypeError", message: /an AbortSignal, received an object/ },
  );
});
