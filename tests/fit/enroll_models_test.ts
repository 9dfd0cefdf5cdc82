import { createClassifier, embeddedModels } from "@babycry/babycry";
import { type ModelManifest, models, type ReasonManifest } from "@babycry/babycry/models";
import {
  type AudioClip,
  datasetFromAudio,
  enrollmentLabels,
  enrollModels,
} from "@babycry/babycry/fit";
import assert from "node:assert/strict";
import { test } from "node:test";
import { RATE_HZ, voice, wav } from "../cli/_corpus.ts";

const clip = (label: string, seed: number, path = `${seed}.wav`): AudioClip => ({
  audio: wav(voice(seed)),
  label,
  path,
});
const byId = (all: readonly ModelManifest[], id: string) => all.find((one) => one.id === id)!;

test("recordings in memory adapt the embedded models", async () => {
  const seen: number[] = [];
  const dataset = datasetFromAudio([clip("tired", 1), clip("cry", 2), clip("other", 3)]);
  const enrolled = await enrollModels(dataset, { onProgress: ({ done }) => seen.push(done) });
  const { cries, reasons, others } = enrolled;
  assert.deepEqual([cries, reasons, others], [2, 1, 1]);
  assert.deepEqual(seen, [1, 2, 3]);
  assert.deepEqual(enrolled.models.map(({ id }) => id), embeddedModels.map(({ id }) => id));
  assert.equal(byId(enrolled.models, "cry-valence"), byId(embeddedModels, "cry-valence"));
  const [before, after] = [embeddedModels, enrolled.models].map((all) =>
    (byId(all, "cry-reason") as ReasonManifest).calibration!.prior["tired"]!
  );
  assert.ok(after! > before!);
});

test("a sound that was enrolled as another is less likely a cry than one enrolled as a cry", async () => {
  const sound = { samples: voice(3), sampleRateHz: RATE_HZ };
  const [cry, other] = await Promise.all(["cry", "other"].map(async (label) => {
    const { models } = await enrollModels(datasetFromAudio([{ audio: sound, label }]));
    return (await (await createClassifier({ models })).predict(sound)).cry!.probability;
  }));
  assert.ok(other! < cry!, `${other} and ${cry}`);
});

test("models without a prior and of other tasks do not change", async () => {
  const some = [byId(models, "deepinfant"), byId(models, "valence")];
  const enrolled = await enrollModels(datasetFromAudio([clip("cry", 1)]), { models: some });
  assert.deepEqual(enrolled.models, some);
  assert.deepEqual(enrollmentLabels(some), ["cry", "other"]);
  assert.ok(enrollmentLabels().includes("hungry"));
});

test("a clip that cannot be used is an error that names it", async () => {
  const short = { samples: new Float32Array(10).fill(0.5), sampleRateHz: RATE_HZ };
  const wrong: [AudioClip[], RegExp][] = [
    [[clip("bored", 1)], /Enrolling 1.wav: expected cry, other, .*, received bored/],
    [[clip("", 1)], /Enrolling 1.wav: expected a label, received an empty cell/],
    [[{ ...clip("cry", 1), audio: new Uint8Array(9) }], /Enrolling 1.wav: /],
    [[{ audio: short, label: "cry", path: "short" }], /Enrolling short: /],
    [[], /Enrolling clips: expected one or more recordings, received none/],
  ];
  for (const [clips, message] of wrong) {
    await assert.rejects(enrollModels(datasetFromAudio(clips)), { name: "RangeError", message });
  }
  const signal = AbortSignal.abort();
  await assert.rejects(enrollModels(datasetFromAudio([clip("cry", 1)]), { signal }), {
    name: "AbortError",
  });
});
