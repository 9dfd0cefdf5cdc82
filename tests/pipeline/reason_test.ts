import { createClassifier, ModelError, toJson, toUpstreamJson } from "@babycry/babycry";
import {
  models,
  type ModelSource,
  type OnnxReasons,
  type ReasonManifest,
} from "@babycry/babycry/models";
import type { SessionFactory } from "@babycry/babycry/encoders";
import { acoustic193 } from "@babycry/babycry/features";
import assert from "node:assert/strict";
import { test } from "node:test";

const tone = (seconds: number, sampleRateHz: number) => ({
  samples: Float32Array.from(
    { length: Math.round(seconds * sampleRateHz) },
    (_, i) => 0.5 * Math.sin(i * 2000 / sampleRateHz),
  ),
  sampleRateHz,
});
const known = (id: string) => models.find((model) => model.id === id) as ReasonManifest;

interface Run {
  readonly shape: readonly number[];
  readonly first: number;
}

/** Creates a network whose first logit is the mean of its input, and the others are 1, 0, 1, ... */
function fakeSessions(runs: Run[] = [], files: string[] = []): SessionFactory {
  return (_, external) => {
    files.push(...(external ?? []).map(({ path }) => path));
    return Promise.resolve({
      run(feeds) {
        const { data, shape } = Object.values(feeds)[0]!;
        const batch = shape[0]!;
        runs.push({ shape, first: data[0]! });
        const k = shape[2] === 224 ? 8 : 9;
        const logits = Float32Array.from({ length: batch * k }, (_, i) => i % k % 2);
        for (let b = 0; b < batch; b++) {
          const row = data.subarray(b * data.length / batch, (b + 1) * data.length / batch);
          logits[b * k] = row.reduce((sum, value) => sum + value, 0) / row.length;
        }
        return Promise.resolve({ logits: { data: logits, shape: [batch, k] } });
      },
      dispose: () => Promise.resolve(),
    });
  };
}

const source: ModelSource = { read: () => Promise.resolve(Uint8Array.of(8, 1)) };

test("networks of the published systems by name: shapes of inputs and outputs", async () => {
  for (
    const [model, mode, clip, shapes] of [
      ["cry-resnet", undefined, tone(3, 8000), [[1, 1, 224, 224]]],
      ["cry-resnet", "lambda", tone(9, 16_000), [[1, 1, 224, 224]]],
      ["deepinfant", undefined, tone(9, 8000), [[1, 1, 80, 438]]],
      ["deepinfant", "windows", tone(2, 16_000), [[2, 1, 80, 61]]],
      ["deepinfant", "windows", tone(9.3, 16_000), [[8, 1, 80, 61], [2, 1, 80, 61]]],
    ] as const
  ) {
    const runs: Run[] = [];
    const files: string[] = [];
    const classifier = await createClassifier({
      model,
      source,
      sessions: fakeSessions(runs, files),
      ...(mode ? { mode } : {}),
    });
    const { audio, cry, valence, reason } = await classifier.predict(clip);
    assert.deepEqual(runs.map(({ shape }) => shape), shapes);
    assert.equal(audio.sampleRateHz, clip.sampleRateHz);
    assert.deepEqual([cry, valence], [undefined, undefined]);
    const { labels } = known(model) as ReasonManifest & OnnxReasons;
    assert.deepEqual(Object.keys(reason!.allProbs), labels);
    const sum = Object.values(reason!.allProbs).reduce((a, b) => a + b);
    assert.ok(Math.abs(sum - 1) < 1e-12);
    assert.deepEqual(reason!.topReasons[0], {
      label: reason!.label,
      probability: reason!.probability,
    });
    assert.equal(reason!.topReasons.length, 3);
    assert.deepEqual(
      files,
      model === "cry-resnet" ? ["baby_cry_classification_resnet18.onnx.data"] : [],
    );
    await classifier.dispose();
  }
});

test("window and hop can be chosen in a mode with variable windows", async () => {
  const clip = tone(3.1, 16_000);
  for (
    const [options, shape] of [
      [{ windowSeconds: 1 }, [3, 1, 80, 63]],
      [{ windowSeconds: 1, hopSeconds: 0.5 }, [6, 1, 80, 63]],
      [{ hopSeconds: 2 }, [2, 1, 80, 61]],
      [{ windowSeconds: 7 }, [1, 1, 80, 438]],
    ] as const
  ) {
    const runs: Run[] = [];
    const sessions = fakeSessions(runs);
    const mode = "windows";
    const given = { model: "deepinfant", mode, source, sessions, ...options };
    await (await createClassifier(given)).predict(clip);
    assert.deepEqual(runs.map(({ shape }) => shape), [shape]);
  }
  for (
    const options of [
      { model: "deepinfant", windowSeconds: 1 },
      { model: "cry-resnet", hopSeconds: 1 },
      { model: "acoustic193", windowSeconds: 1 },
      { model: "deepinfant", mode: "windows", windowSeconds: 0 },
      { model: "deepinfant", mode: "windows", hopSeconds: NaN },
    ]
  ) {
    await assert.rejects(createClassifier({ source, ...options }), RangeError);
  }
});

test("only the beginning of the recording changes the answer", async () => {
  const options = { model: "deepinfant", source, sessions: fakeSessions() } as const;
  const long = tone(30, 44_100);
  const other = { ...long, samples: long.samples.map((x, i) => i < 7.2 * 44_100 ? x : 0) };
  const classifier = await createClassifier(options);
  assert.deepEqual(
    (await classifier.predict(long)).reason,
    (await classifier.predict(other)).reason,
  );
});

test("topK is the number of listed reasons", async () => {
  const options = { model: "cry-resnet", source, sessions: fakeSessions() } as const;
  for (const [topK, listed] of [[0, 1], [1, 1], [3, 3], [8, 8], [100, 8]] as const) {
    const { reason } = await (await createClassifier({ ...options, topK })).predict(tone(1, 8000));
    assert.equal(reason!.topReasons.length, listed);
    const probabilities = reason!.topReasons.map(({ probability }) => probability);
    assert.deepEqual(probabilities, [...probabilities].sort((a, b) => b - a));
  }
  for (const topK of [-1, 1.5, NaN]) {
    await assert.rejects(createClassifier({ ...options, topK }), RangeError);
  }
});

test("predictions are converted to the keys of the published systems", async () => {
  for (const model of ["cry-resnet", "deepinfant"]) {
    const classifier = await createClassifier({ model, topK: 2, source, sessions: fakeSessions() });
    const prediction = await classifier.predict(tone(1, 16_000));
    const { label, probability, topReasons, allProbs } = prediction.reason!;
    assert.deepEqual(
      toUpstreamJson(prediction),
      model === "deepinfant"
        ? { label, confidence: probability }
        : { label, probability, top_k: topReasons, all_probs: allProbs },
    );
  }
});

/** Creates a classifier of 193 features that depends on the first one only. */
function classifierJson(count = 193) {
  return {
    format: "sklearn-json/1",
    n_features: count,
    classes: ["Belly pain", "hungryBaby", "tired"],
    steps: [],
    classifier: {
      type: "logistic_regression",
      link: "softmax",
      coef: [0.01, 0.02, 0].map((weight) =>
        Array.from({ length: count }, (_, i) => i === 0 ? weight : 0)
      ),
      intercept: [1, 0, 0],
    },
  };
}

const ofJson = (json: unknown): ModelSource => ({
  read: () => Promise.resolve(new TextEncoder().encode(JSON.stringify(json))),
});

test("acoustic193 reads the classifier from the source, and the whole recording as one window", async () => {
  const clip = tone(3.3, 16_000);
  const classifier = await createClassifier({
    model: "acoustic193",
    source: ofJson(classifierJson()),
  });
  const prediction = await classifier.predict(clip);
  const [first = 0] = acoustic193(clip.samples);
  const scores = [1 + 0.01 * first, 0.02 * first, 0].map(Math.exp);
  const sum = scores.reduce((a, b) => a + b);
  const { allProbs } = prediction.reason!;
  scores.forEach((score, i) =>
    assert.ok(Math.abs(Object.values(allProbs)[i]! - score / sum) < 1e-12)
  );
  const json = toJson(prediction) as { reason: { all_probs: Record<string, number> } };
  assert.deepEqual(Object.keys(json.reason.all_probs), ["Belly pain", "hungryBaby", "tired"]);
});

test("a classifier that is missing, not JSON, or of other features is refused", async () => {
  const sources: ModelSource[] = [
    { read: () => Promise.reject(new ModelError("gone", { modelId: "acoustic193" })) },
    { read: () => Promise.resolve(Uint8Array.of(0x80, 4)) },
    ofJson(classifierJson(40)),
  ];
  for (const source of sources) {
    const classifier = await createClassifier({ model: "acoustic193", source });
    await assert.rejects(classifier.predict(tone(1, 16_000)), ModelError);
  }
});

test("warmUp loads the files and does not change predictions", async () => {
  let reads = 0;
  const read: ModelSource["read"] = (...file) => (reads++, ofJson(classifierJson()).read(...file));
  const create = () => createClassifier({ model: "acoustic193", source: { read } });
  const [warm, cold] = [await create(), await create()];
  await warm.warmUp([8000, 22_050]);
  assert.equal(reads, 1);
  const clip = tone(3.3, 16_000);
  assert.deepEqual(await warm.predict(clip), await cold.predict(clip));
  assert.equal(reads, 2);
  await assert.rejects(warm.warmUp([0]), RangeError);
});

test("a mode or labels that the network does not have are refused", async () => {
  await assert.rejects(createClassifier({ model: "deepinfant", mode: "lambda" }), RangeError);
  const model = { ...known("deepinfant"), labels: ["cry"] } as ReasonManifest;
  await assert.rejects(createClassifier({ model }), ModelError);
});

test("silence is scored: an image of zeros, or of 0 dB", async () => {
  for (
    const [model, mode] of [
      ["cry-resnet", "trained"],
      ["cry-resnet", "lambda"],
      ["deepinfant", "whole"],
      ["deepinfant", "windows"],
    ] as const
  ) {
    const runs: Run[] = [];
    const classifier = await createClassifier({
      model,
      mode,
      source,
      sessions: fakeSessions(runs),
    });
    const silence = { samples: new Float32Array(8000), sampleRateHz: 8000 };
    const { reason } = await classifier.predict(silence);
    // Levels are single precision around -100 dB.
    assert.ok(Math.abs(runs[0]!.first) < 1e-5);
    assert.ok(Object.values(reason!.allProbs).every((p) => p > 0 && p < 1));
  }
  const acoustic = await createClassifier({
    model: "acoustic193",
    source: ofJson(classifierJson()),
  });
  const silence = { samples: new Float32Array(16_000), sampleRateHz: 16_000 };
  assert.ok(
    Object.values((await acoustic.predict(silence)).reason!.allProbs).every(Number.isFinite),
  );
});

test("a clip shorter than a frame is padded with zeros, one under 0.1 s is refused", async () => {
  for (const model of ["cry-resnet", "deepinfant", "acoustic193"]) {
    const classifier = await createClassifier({
      model,
      source: model === "acoustic193" ? ofJson(classifierJson()) : source,
      sessions: fakeSessions(),
    });
    const { reason } = await classifier.predict(tone(0.11, 8000));
    assert.ok(Object.values(reason!.allProbs).every(Number.isFinite));
    for (const seconds of [0, 0.05]) {
      await assert.rejects(classifier.predict(tone(seconds, 8000)), RangeError);
    }
  }
});

test("every label of deepinfant has a tip, which is in the answer", async () => {
  const { tips, labels } = known("deepinfant") as ReasonManifest & OnnxReasons;
  assert.deepEqual(Object.keys(tips!), labels);
  for (const { advice, indicators } of Object.values(tips!)) {
    assert.ok(advice.endsWith(".") && indicators.length > 0);
    assert.doesNotMatch(advice, /diagnos|medicin|drug|dose|treat/i);
  }
  const classifier = await createClassifier({
    model: "deepinfant",
    source,
    sessions: fakeSessions(),
  });
  const { reason } = await classifier.predict(tone(1, 16_000));
  assert.deepEqual(reason!.tip, tips![reason!.label]);
});
