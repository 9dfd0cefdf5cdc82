import { createClassifier, ModelError, toJson, toUpstreamJson } from "@babycry/babycry";
import type { ClassifierJson } from "@babycry/babycry/heads";
import { createMeanVector } from "../../src/pooling/mean_vector.ts";
import { models, type ModelSource } from "@babycry/babycry/models";
import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeSessions, fakeSource, type Log, SIZE, tinyValence } from "../encoder/_tiny.ts";

const RATE = 44_100;
const tone = (seconds: number) =>
  Float32Array.from({ length: Math.round(seconds * RATE) }, (_, i) => 0.5 * Math.sin(i / 10));
const newLog = (): Log => ({ runs: [], sessions: 0, disposed: 0 });
const clip = { samples: tone(5.6), sampleRateHz: RATE };

test("only the encoders of the head are loaded, on first use", async () => {
  for (
    const [head, files, batches] of [
      [undefined, ["clap/clap.onnx"], [[2, 1, 1001, 64]]],
      ["fusion", ["clap/clap.onnx", "ast/ast.onnx", "wav2vec2/wav2vec2.onnx"], [
        [2, 1, 1001, 64],
        [2, 1024, 128],
        [2, 32_000],
      ]],
    ] as const
  ) {
    const read: string[] = [];
    const log = newLog();
    const classifier = await createClassifier({
      model: tinyValence(),
      source: fakeSource(read),
      sessions: fakeSessions(log),
      batchWindows: 2,
      ...(head ? { head } : {}),
    });
    assert.deepEqual(read, []);
    const { audio, cry, valence } = await classifier.predict(clip);
    assert.deepEqual(read, files);
    assert.deepEqual(new Set(log.runs.map(String)), new Set(batches.map(String)));
    assert.equal(log.runs.length, 3 * batches.length);
    const { levelDbfs, ...rest } = audio;
    assert.deepEqual(rest, { durationSeconds: 5.6, sampleRateHz: RATE });
    assert.ok(levelDbfs > -30 && levelDbfs < 0);
    assert.equal(cry, undefined);
    assert.equal(valence!.head, head ?? "single");
    assert.ok(Math.abs(valence!.probPositive + valence!.probDistress - 1) < 1e-12);
    assert.equal(valence!.label, valence!.probPositive >= 0.5 ? "positive" : "distress");
    await classifier.predict(clip);
    assert.equal(log.sessions, files.length);
    await classifier.dispose();
    assert.equal(log.disposed, files.length);
  }
});

test("the threshold of the manifest decides the label", async () => {
  const labels = [0, 1].map(async (threshold) => {
    const options = { source: fakeSource(), sessions: fakeSessions(newLog()) };
    const model = { ...tinyValence(), threshold };
    const { valence } = await (await createClassifier({ model, ...options })).predict(clip);
    return valence!.label;
  });
  assert.deepEqual(await Promise.all(labels), ["positive", "distress"]);
});

test("quantized encoders have files of their own", async () => {
  const read: string[] = [];
  const options = { source: fakeSource(read), sessions: fakeSessions(newLog()) };
  const classifier = await createClassifier({ model: tinyValence(), dtype: "int8", ...options });
  await assert.rejects(classifier.predict(clip));
  assert.deepEqual(read, ["clap-int8/clap-int8.onnx"]);
  await assert.rejects(
    createClassifier({ model: tinyValence(), dtype: "fp16" as "int8" }),
    RangeError,
  );
});

test("progress covers all rates, and a signal stops", async () => {
  const classifier = await createClassifier({
    model: tinyValence(),
    head: "fusion",
    source: fakeSource(),
    sessions: fakeSessions(newLog()),
  });
  const seen: number[] = [];
  await classifier.predict(clip, { onProgress: ({ done, total }) => seen.push(done / total) });
  assert.deepEqual(seen, [...seen].sort((a, b) => a - b));
  assert.equal(seen.length, 12);
  assert.equal(seen.at(-1), 1);
  await assert.rejects(
    classifier.predict(clip, { signal: AbortSignal.abort(new RangeError("enough")) }),
    { message: "enough" },
  );
});

test("a manifest that contradicts itself is refused", async () => {
  const model = tinyValence();
  const options = { source: fakeSource(), sessions: fakeSessions(newLog()) };
  await assert.rejects(createClassifier({ model, head: "best", ...options }), RangeError);
  const { single } = model.heads;
  const wrong = [
    { ...single!, encoders: ["clap", "ast"] },
    { ...single!, encoders: ["yamnet"] },
    { ...single!, classifier: { ...single!.classifier as object, classes: ["cry", "no_cry"] } },
    { ...single!, classifier: "no_json.json" },
  ];
  for (const head of wrong) {
    const changed = { ...model, heads: { single: head as typeof single & object } };
    await assert.rejects(async () => {
      await (await createClassifier({ model: changed, ...options })).predict(clip);
    }, ModelError);
  }
  await assert.rejects(
    createClassifier({ model: { ...model, task: "mood" as "valence" } }),
    ModelError,
  );
});

test("an error names the size of a head and of its encoders, in a manifest and in a file", async () => {
  const model = tinyValence();
  const { classifier } = model.heads["fusion"]!;
  const withHead = (classifier: ClassifierJson | string) => ({
    ...model,
    heads: { single: { encoders: ["clap"], classifier } },
  });
  await assert.rejects(createClassifier({ model: withHead(classifier) }), {
    message: "Reading model tiny, heads.single.classifier.n_features: " +
      `expected ${SIZE} values (clap ${SIZE}), received ${3 * SIZE}`,
  });
  const json = new TextEncoder().encode(JSON.stringify(classifier));
  const source = { read: () => Promise.resolve(json) };
  const inFile = await createClassifier({ model: withHead("fusion.json"), source });
  await assert.rejects(inFile.predict(clip), {
    message: `Loading head single of tiny: expected ${SIZE} values (clap ${SIZE}), ` +
      `received ${3 * SIZE}`,
  });
});

test("a file that could not be read is read again", async () => {
  let fails = true;
  const source: ModelSource = {
    read: (...file) => fails ? Promise.reject(new RangeError("gone")) : fakeSource().read(...file),
  };
  const sessions = fakeSessions(newLog());
  const classifier = await createClassifier({ model: tinyValence(), source, sessions });
  await assert.rejects(classifier.predict(clip), { message: "gone" });
  fails = false;
  assert.ok((await classifier.predict(clip)).valence);
});

test("clips that are too short are refused, silence is scored", async () => {
  const options = { source: fakeSource(), sessions: fakeSessions(newLog()) };
  const classifier = await createClassifier({ model: tinyValence(), head: "fusion", ...options });
  for (const length of [0, RATE / 100]) {
    await assert.rejects(
      classifier.predict({ samples: new Float32Array(length), sampleRateHz: RATE }),
      RangeError,
    );
  }
  await assert.rejects(classifier.predict({ samples: tone(1) } as typeof clip), TypeError);
  const silence = { samples: new Float32Array(RATE), sampleRateHz: RATE };
  assert.ok(Number.isFinite((await classifier.predict(silence)).valence!.probPositive));
});

test("a prediction is converted to the keys of the published system", async () => {
  const options = { source: fakeSource(), sessions: fakeSessions(newLog()) };
  const prediction = await (await createClassifier({ model: tinyValence(), ...options }))
    .predict(clip);
  const { probPositive, probDistress, label } = prediction.valence!;
  const original = {
    label,
    prob_positive: probPositive,
    prob_distress: probDistress,
    head: "single",
  };
  assert.deepEqual(toUpstreamJson(prediction), original);
  const certain = { abstained: false, abstention_reasons: [] };
  assert.deepEqual(
    (toJson(prediction) as { valence: object }).valence,
    { ...original, ...certain },
  );
  assert.throws(() => toUpstreamJson({ audio: prediction.audio }), RangeError);
});

test("valence is known by name and agrees with its encoders", () => {
  const valence = models.find(({ id }) => id === "valence")!;
  assert.ok(valence.task === "valence");
  assert.equal(valence.threshold, 0.5);
  assert.equal(valence.head, "single_logreg");
  for (const { encoders } of Object.values(valence.heads)) {
    for (const name of encoders) assert.equal(valence.encoders[name]!.id, name);
  }
});

test("the mean of vectors is computed, and another length is refused", () => {
  const mean = createMeanVector(2);
  mean.add(Float32Array.of(1, 2));
  mean.add(Float32Array.of(3, -4));
  assert.deepEqual(mean.mean(), Float64Array.of(2, -1));
  assert.throws(() => mean.add(new Float32Array(3)), RangeError);
});
