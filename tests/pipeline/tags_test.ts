import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { createClassifier, StoreError, toJson } from "@babycry/babycry";
import { createYamnet } from "@babycry/babycry/encoders";
import { checkManifest, embeddedModels, models, type TagsManifest } from "@babycry/babycry/models";
import { YAMNET } from "../../src/encoder/yamnet/architecture.ts";
import { tfliteFile } from "../encoder/yamnet/_tflite_file.ts";
import { noise } from "../features/_reference.ts";
import { requires } from "../_requires.ts";
import { sharedFile } from "../_shared.ts";

const FILE = "teacher/yamnet.tflite";
const CLASS_MAP = "teacher/yamnet_class_map.csv";
const { bytes } = tfliteFile({ weights: "int8" }, YAMNET);
const source = sourceOf(bytes);
const manifest = models.find(({ id }) => id === "yamnet") as TagsManifest;

function sourceOf(bytes: Uint8Array) {
  return {
    read(id: string, file: string) {
      assert.deepEqual([id, file], ["yamnet", "yamnet.tflite"]);
      return Promise.resolve(bytes);
    },
  };
}

function waveform(seconds: number, sampleRateHz = 16_000) {
  const samples = noise(Math.round(seconds * sampleRateHz), 1).map((value) => 0.1 * value);
  return { samples, sampleRateHz };
}

test("tags are the most probable classes by the mean over patches", async () => {
  const yamnet = createYamnet(bytes);
  const mean = new Float64Array(521);
  const spans: [number, number][] = [];
  for await (const { startSeconds, endSeconds, scores } of yamnet.patches(waveform(2))) {
    spans.push([startSeconds, endSeconds]);
    scores.forEach((score, i) => mean[i]! += score / 3);
  }
  assert.equal(spans.length, 3);
  const best = [...mean.keys()].sort((a, b) => mean[b]! - mean[a]!);
  await using classifier = await createClassifier({ model: "yamnet", source, topK: 3 });
  const { tags: { model, tags, timeline } } = await classifier.predict(waveform(2));
  assert.equal(model, "yamnet");
  assert.deepEqual(tags.map(({ index }) => index), best.slice(0, 3));
  for (const { index, mid, label, probability } of tags) {
    assert.deepEqual([mid, label], manifest.classes[index]);
    assert.ok(Math.abs(probability - mean[index]!) < 1e-12);
  }
  assert.deepEqual(timeline.map((span) => [span.startSeconds, span.endSeconds]), spans);
  for (const { tags } of timeline) {
    assert.equal(tags.length, 3);
    assert.ok(tags.every((tag, i) => i === 0 || tag.probability <= tags[i - 1]!.probability));
  }
  const json = toJson(timeline[0]!);
  assert.deepEqual(Object.keys(json), ["start_seconds", "end_seconds", "tags"]);
  assert.deepEqual(Object.keys(json.tags[0]!), ["index", "mid", "label", "probability"]);
});

test("a recording shorter than a patch is one patch, padded with zeros", async () => {
  await using classifier = await createClassifier({ model: "yamnet", source });
  const short = waveform(0.3);
  const padded = { ...short, samples: new Float32Array(15_600) };
  padded.samples.set(short.samples);
  const { tags } = await classifier.predict(short);
  assert.deepEqual(tags.tags, (await classifier.predict(padded)).tags.tags);
  assert.deepEqual(tags.timeline.map((span) => [span.startSeconds, span.endSeconds]), [[0, 0.3]]);
  assert.equal(tags.tags.length, 5);
});

test("topK counts from 1 to all classes", async () => {
  for (const [topK, count] of [[0, 1], [600, 521]] as const) {
    await using classifier = await createClassifier({ model: "yamnet", source, topK });
    assert.equal((await classifier.predict(waveform(1))).tags.tags.length, count);
  }
});

test("samples that are not finite, none, or options of other tasks are refused", async () => {
  await using classifier = await createClassifier({ model: "yamnet", source });
  for (const samples of [Float32Array.of(0, NaN, 0), new Float32Array(0)]) {
    await assert.rejects(classifier.predict({ samples, sampleRateHz: 16_000 }), RangeError);
  }
  const wrong = { model: "yamnet", source, mode: "whole" } as { model: "yamnet" };
  await assert.rejects(createClassifier(wrong), /expected an option among source, topK/);
});

test("tags run beside the cry detector, and are not among the default models", async () => {
  await using classifier = await createClassifier({
    models: ["cry-detect", { model: "yamnet", topK: 1 }],
    source,
    sessions: () => Promise.reject(new Error("yamnet needs no runtime")),
  });
  const { cry, tags } = await classifier.predict(waveform(1));
  assert.equal(cry.label, "no_cry");
  assert.equal(tags.tags.length, 1);
  assert.ok(embeddedModels.every(({ task }) => task !== ("tags" as string)));
});

test("without its file, the error names the commands that add it, and the next call retries", async () => {
  let isMissing = true;
  await using classifier = await createClassifier({
    model: "yamnet",
    source: {
      read: () =>
        isMissing
          ? Promise.reject(new StoreError("not there", { code: "not_found" }))
          : Promise.resolve(bytes),
    },
  });
  await assert.rejects(classifier.predict(waveform(1)), {
    name: "StoreError",
    message: /babycry models pull yamnet, or babycry models import/,
  });
  isMissing = false;
  assert.ok((await classifier.predict(waveform(1))).tags);
});

test("the manifest needs 521 classes, and no rules of other tasks", () => {
  assert.equal(checkManifest(manifest), manifest);
  assert.throws(
    () => checkManifest({ ...manifest, classes: manifest.classes.slice(1) }),
    /model yamnet, classes: expected 521 pairs of a mid and a label/,
  );
  assert.throws(() => checkManifest({ ...manifest, abstention: {} }), /abstention/);
});

test(
  "classes have the published names, and silence is tagged",
  requires("shared data", FILE, CLASS_MAP),
  async () => {
    const rows = (await readFile(sharedFile(CLASS_MAP)!, "utf8")).trim().split("\n").slice(1);
    for (const [i, row] of rows.entries()) {
      const [mid, label] = manifest.classes[i]!;
      const isQuoted = label.includes(",");
      assert.equal(row.trim(), `${i},${mid},${isQuoted ? `"${label}"` : label}`);
    }
    const file = new Uint8Array(await readFile(sharedFile(FILE)!));
    await using classifier = await createClassifier({ model: "yamnet", source: sourceOf(file) });
    const silence = { samples: new Float32Array(16_000), sampleRateHz: 16_000 };
    const { tags } = await classifier.predict(silence);
    assert.equal(tags.tags[0]!.label, "Silence");
    assert.ok(tags.tags[0]!.probability > 0.9);
  },
);
