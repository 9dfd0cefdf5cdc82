import { createClassifier, embeddedModels, StoreError } from "@babycry/babycry";
import { createYamnetEncoder, encodeWindows } from "@babycry/babycry/encoders";
import { type CryManifest, models, type ValenceManifest } from "@babycry/babycry/models";
import fc from "fast-check";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { YAMNET } from "../../src/encoder/yamnet/architecture.ts";
import { tfliteFile } from "../encoder/yamnet/_tflite_file.ts";
import { noise } from "../features/_reference.ts";

const { bytes } = tfliteFile({ weights: "int8" }, YAMNET);
const source = { read: () => Promise.resolve(bytes) };
const detector = embeddedModels[0];
const known = (id: string) => models.find((model) => model.id === id)!;
const plus = known("cry-detect-plus") as CryManifest;
const valencePlus = known("cry-valence-plus") as ValenceManifest;
const WINDOWS = {
  windowSeconds: 2,
  hopSeconds: 1,
  minPartialSeconds: 0.5,
  fill: "repeat",
} as const;

function waveform(seconds: number, sampleRateHz = 16_000) {
  const samples = noise(Math.round(seconds * sampleRateHz), 1).map((value) => 0.1 * value);
  return { samples, sampleRateHz };
}

test("cry-detect-plus averages the members of cry-detect and a class of YAMNet", async () => {
  const recording = waveform(4.6);
  const timelineOf = async (model: CryManifest) =>
    (await (await createClassifier({ model, source })).predict(recording)).cry.timeline;
  const logit = (p: number) => Math.log(p / (1 - p));
  const plain = { scale: 1, offset: 0 };
  const embedded = await timelineOf({ ...detector, calibration: plain });
  const both = await timelineOf(plus);
  const { weight = 1 } = plus.members.at(-1)!;
  const count = detector.members.length;
  const encoder = createYamnetEncoder({ source, output: "logits" });
  let i = 0;
  for await (const { vectors: [logits] } of encodeWindows(recording, [encoder], WINDOWS)) {
    const sum = count * logit(embedded[i]!.probability) + weight * logits![20]!;
    const { scale, offset } = plus.calibration;
    const expected = scale * sum / (count + weight) + offset;
    assert.ok(Math.abs(logit(both[i]!.probability) - expected) < 1e-6);
    i++;
  }
  assert.equal(both.length, i);
});

test("a stream of cry-detect-plus has the windows of the whole recording", async () => {
  await using classifier = await createClassifier({ model: "cry-detect-plus", source });
  async function* pieces(samples: Float32Array, cuts: readonly number[]) {
    const places = [0, ...cuts.toSorted((a, b) => a - b), samples.length];
    for (const [i, end] of places.slice(1).entries()) yield samples.subarray(places[i], end);
  }
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(8000, 16_000, 44_100),
      fc.double({ min: 0.11, max: 4.9, noNaN: true }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 9 }),
      async (sampleRateHz, seconds, cuts) => {
        const { samples } = waveform(seconds, sampleRateHz);
        const { cry } = await classifier.predict({ samples, sampleRateHz });
        const places = cuts.map((share) => Math.round(share * samples.length));
        const timeline = [];
        for await (
          const { startSeconds, endSeconds, probability, levelDbfs } of classifier.stream(
            pieces(samples, places),
            { sampleRateHz },
          )
        ) timeline.push({ startSeconds, endSeconds, probability, levelDbfs });
        assert.deepEqual(timeline, cry.timeline);
      },
    ),
    { seed: 1, numRuns: 8 },
  );
});

test("both models encode a recording with YAMNet once", async () => {
  let reads = 0;
  const counting = {
    read(id: string, file: string) {
      assert.deepEqual([id, file], ["yamnet", "yamnet.tflite"]);
      reads++;
      return Promise.resolve(bytes);
    },
  };
  const encoder = createYamnetEncoder({ source: counting, output: "logits" });
  assert.equal(createYamnetEncoder({ source: counting, output: "logits" }), encoder);
  assert.notEqual(createYamnetEncoder({ source: counting }), encoder);
  assert.notEqual(createYamnetEncoder({ source, output: "logits" }), encoder);
  let windows = 0;
  const { encode } = encoder;
  encoder.encode = (batch) => {
    windows += batch.length;
    return encode(batch);
  };
  await using classifier = await createClassifier({
    models: ["cry-detect-plus", "cry-valence-plus"],
    source: counting,
  });
  const { cry, valence } = await classifier.predict(waveform(3));
  assert.deepEqual([reads, windows], [1, cry.timeline.length]);
  assert.equal(valence.experimental, true);
  await using alone = await createClassifier({ model: "cry-valence-plus", source });
  const { probPositive } = (await alone.predict(waveform(3))).valence;
  assert.equal(valence.probPositive, probPositive);
});

test("without YAMNet's file, the error names the commands that add it", async () => {
  for (const model of ["cry-detect-plus", "cry-valence-plus"] as const) {
    await using classifier = await createClassifier({
      model,
      source: { read: () => Promise.reject(new StoreError("not there", { code: "not_found" })) },
    });
    await assert.rejects(classifier.predict(waveform(1)), {
      name: "StoreError",
      code: "not_found",
      message: /babycry models pull yamnet, or babycry models import yamnet.tflite/,
    });
  }
});

test("YAMNet's file does not change the default models", async () => {
  const unread = { read: () => Promise.reject(new Error("the embedded models need no file")) };
  await using classifier = await createClassifier({ source: unread });
  assert.deepEqual(classifier.models.map(({ id }) => id), [
    "cry-detect",
    "cry-valence",
    "cry-reason",
  ]);
  assert.ok((await classifier.predict(waveform(1))).cry);
});

test("both models were fitted with the embedded models of this version", () => {
  const sha256 = (value: unknown) =>
    createHash("sha256").update(JSON.stringify(value)).digest("hex");
  assert.equal(plus.training["cry_detect_sha256"], sha256(detector.members));
  const { heads } = embeddedModels[1];
  assert.equal(valencePlus.training["cry_valence_sha256"], sha256(heads["proxy"]));
  assert.deepEqual(plus.members.slice(0, -1), detector.members);
});
