import { createClassifier, embeddedModels, toJson } from "@babycry/babycry";
import {
  checkManifest,
  type CryManifest,
  models,
  type ReasonManifest,
} from "@babycry/babycry/models";
import { createRandom } from "@babycry/babycry/augment";
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { loadModel, modelNames } from "../../src/models/registry.ts";

const random = createRandom("pain");
const noise = {
  samples: Float32Array.from({ length: 5 * 8000 }, () => 0.1 * random.normal()),
  sampleRateHz: 8000,
};
const [detector] = embeddedModels;
const detecting = (cry: boolean): CryManifest => ({ ...detector, threshold: cry ? 0 : 1 });
const pain = await loadModel("cry-pain") as ReasonManifest;

test("cry-pain is valid, experimental, known by its name and at most 15 kB gzipped", () => {
  assert.equal(checkManifest(pain), pain);
  assert.equal(pain.experimental, true);
  assert.ok(modelNames.includes("cry-pain"));
  assert.ok(models.every(({ id }) => id !== "cry-pain"), "not loaded with the others");
  const bytes = gzipSync(JSON.stringify(pain), { level: 9 }).length;
  assert.ok(bytes <= 15_000, `${bytes} bytes`);
});

test("cry-pain answers only where there is a cry", async () => {
  const answer = async (cry: boolean) => {
    const models = [detecting(cry), "cry-pain"] as const;
    return (await (await createClassifier({ models })).predict(noise)).reason;
  };
  const { label, abstentionReasons } = await answer(false);
  assert.equal(label, "unknown");
  assert.ok(abstentionReasons.includes("no_cry_detected"));
  assert.ok(!(await answer(true)).abstentionReasons.includes("no_cry_detected"));
});

test("without a detector, cry-pain brings one", async () => {
  const classifier = await createClassifier({ model: "cry-pain" });
  const { cry, reason } = await classifier.predict(noise);
  assert.equal(cry?.label, "no_cry");
  assert.equal(reason.label, "unknown");
  assert.equal(reason.model, "cry-pain");
  assert.equal(toJson({ reason })["reason"]!["experimental" as never], true);
});

test("cry-pain abstains where it cannot rule out one of its labels", async () => {
  const answer = async (coverage: number) => {
    const models = [detecting(true), { model: "cry-pain", coverage }] as const;
    return (await (await createClassifier({ models })).predict(noise)).reason;
  };
  const { label, abstentionReasons, predictionSet } = await answer(0.99);
  assert.equal(label, "unknown");
  assert.deepEqual(abstentionReasons, ["low_confidence"]);
  assert.deepEqual(predictionSet?.labels, ["discomfort", "pain"]);
  const loose = await answer(0.01);
  assert.ok(loose.predictionSet!.labels.length < 2);
});
