import { createClassifier, embeddedModels, toJson, toUpstreamJson } from "@babycry/babycry";
import {
  type CryManifest,
  type HeadManifest,
  type ModelManifest,
  models,
  type ReasonManifest,
  type ValenceManifest,
} from "@babycry/babycry/models";
import { createRandom } from "@babycry/babycry/augment";
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const SIZE = 344;
const WINDOWS = {
  window_seconds: 2,
  hop_seconds: 1,
  min_partial_seconds: 0.5,
  fill: "repeat",
} as const;
const random = createRandom("several models");
const noise = {
  samples: Float32Array.from({ length: 5 * 8000 }, () => 0.1 * random.normal()),
  sampleRateHz: 8000,
};

/** Creates a head with the same scores for all recordings, its intercepts. */
function head(classes: readonly string[], intercept: readonly number[]): HeadManifest {
  return {
    encoders: ["cry-features"],
    classifier: {
      format: "sklearn-json/1",
      n_features: SIZE,
      classes,
      steps: [],
      classifier: {
        type: "logistic_regression",
        link: "softmax",
        coef: classes.map(() => Array.from({ length: SIZE }, () => 0)),
        intercept,
      },
    },
  };
}

const about = { format: "babycry-model/1", min_seconds: 0.1, license: "", training: {} } as const;
/** Creates a model of valence with constant scores before the softmax. */
const valence = ([positive, distress, none]: readonly number[]): ValenceManifest => ({
  ...{ ...about, id: "feels", task: "valence", experimental: true, windows: WINDOWS },
  encoders: {},
  heads: { only: head(["distress", "none", "positive"], [distress!, none!, positive!]) },
  head: "only",
  threshold: 0.5,
  abstention: { min_infant_probability: 0.5 },
});
const reason: ReasonManifest = {
  ...{ ...about, id: "why", task: "reason", encoders: {}, mode: "whole" },
  head: head(["hungry", "tired"], [1, 0]),
  modes: { whole: { windows: WINDOWS } },
  tips: { hungry: { advice: "Offer a feed.", indicators: [] } },
};
const [detector] = embeddedModels;
const detecting = (cry: boolean): CryManifest => ({ ...detector, threshold: cry ? 0 : 1 });

const answers = async (...models: ModelManifest[]) =>
  await (await createClassifier({ models })).predict(noise);

test("without a model, all embedded models answer, the detector as it does alone", async () => {
  const classifier = await createClassifier();
  assert.deepEqual(classifier.models, embeddedModels);
  const together = await classifier.predict(noise);
  const alone = await (await createClassifier({ model: "cry-detect" })).predict(noise);
  assert.deepEqual(Object.keys(alone), ["audio", "cry"]);
  assert.deepEqual(together.cry, alone.cry);
  for (const { task } of embeddedModels) assert.ok(together[task], task);
});

test("all embedded models together are at most 100 kB gzipped", () => {
  const bytes = gzipSync(JSON.stringify(embeddedModels), { level: 9 }).length;
  assert.ok(bytes <= 100_000, `${bytes} bytes`);
});

test("predictions of the embedded models have no published format", async () => {
  const prediction = await (await createClassifier()).predict(noise);
  assert.throws(() => toUpstreamJson(prediction), RangeError);
});

test("models that share windows count each window once in the progress", async () => {
  const seen: string[] = [];
  await (await createClassifier()).predict(noise, {
    onProgress: ({ done, total }) => void seen.push(`${done}/${total}`),
  });
  assert.deepEqual(seen, ["1/5", "2/5", "3/5", "4/5", "5/5"]);
});

test("crying is never positive, and there is no distress without crying", async () => {
  const cases = [
    // Crying; scores of positive, distress and none; label; reasons.
    [true, [0, 3, 0], "distress", []],
    [true, [3, 0, 0], "unknown", ["contradicts_cry"]],
    [false, [3, 0, 0], "positive", []],
    [false, [0, 3, 0], "unknown", ["no_cry_detected"]],
    [false, [3, 0, 9], "unknown", ["no_infant_detected"]],
    [true, [3, 0, 9], "unknown", ["no_infant_detected"]],
  ] as const;
  for (const [cry, scores, label, reasons] of cases) {
    const found = await answers(detecting(cry), valence(scores));
    const detail = `${cry} ${scores}`;
    assert.equal(found.cry?.label, cry ? "cry" : "no_cry", detail);
    assert.equal(found.valence?.label, label, detail);
    assert.deepEqual(found.valence?.abstentionReasons, reasons, detail);
    assert.equal(found.valence?.abstained, label === "unknown", detail);
    const { probPositive, probDistress, experimental } = found.valence!;
    assert.ok(Math.abs(probPositive + probDistress - 1) < 1e-12, detail);
    assert.equal(probPositive > probDistress, scores[0] > scores[1], detail);
    assert.equal(experimental, true);
    assert.equal((toJson(found.valence) as { experimental: unknown }).experimental, true);
  }
});

test("when the detector abstains, all models abstain", async () => {
  const short = { ...detecting(true), abstention: { min_seconds: 60 } };
  for (const scores of [[3, 0, 0], [0, 3, 0]]) {
    const { cry, valence: feels, reason: why } = await answers(short, valence(scores), reason);
    assert.deepEqual([cry!.label, feels!.label, why!.label], ["unknown", "unknown", "unknown"]);
    assert.deepEqual([feels!.abstentionReasons, why!.abstentionReasons], [["too_short"], [
      "too_short",
    ]]);
  }
});

test("a reason is named only for a cry, whatever the order of the models", async () => {
  const loud = await answers(reason, detecting(true));
  assert.equal(loud.reason?.label, "hungry");
  assert.equal(loud.reason?.tip?.advice, "Offer a feed.");
  const quiet = await answers(reason, detecting(false));
  assert.equal(quiet.reason?.label, "unknown");
  assert.deepEqual(quiet.reason?.abstentionReasons, ["no_cry_detected"]);
  assert.equal(quiet.reason?.tip, undefined);
  assert.deepEqual(quiet.reason?.allProbs, loud.reason?.allProbs);
  assert.equal((await answers(reason)).reason?.label, "hungry");
});

test("every model has its own options", async () => {
  const prior = { cry: 0.01, no_cry: 0.99 };
  const classifier = await createClassifier({
    models: [{ model: reason, topK: 1 }, { model: detector, prior }],
  });
  const { cry, reason: found } = await classifier.predict(noise);
  assert.equal(found.topReasons.length, 1);
  assert.ok(cry.probability < (await answers(detector)).cry!.probability);
});

test("models with prediction sets share a coverage, which the options of a model override", async () => {
  const classifier = await createClassifier({
    models: ["cry-detect", { model: "cry-reason", coverage: 0.8 }, valence([3, 0, 0])],
    coverage: 0.95,
  });
  const { cry, valence: feels, reason: why } = await classifier.predict(noise);
  assert.deepEqual(
    [cry, feels, why].map(({ predictionSet }) => predictionSet?.coverage),
    [0.95, undefined, 0.8],
  );
  await assert.rejects(createClassifier({ models: [reason], coverage: 0.9 }), {
    name: "RangeError",
    message: /Loading model why: expected no coverage, as it has no prediction sets, received 0\.9/,
  });
});

test("models of one task, or none, are refused", async () => {
  await assert.rejects(createClassifier({ models: ["cry-detect", detector] }), {
    name: "RangeError",
    message: /expected one or more, each of another task, received cry-detect, cry-detect/,
  });
  await assert.rejects(createClassifier({ models: [] }), RangeError);
});

test("the embedded model of reasons answers with its prior and abstains", async () => {
  const { reason: answer } = await (await createClassifier({ model: "cry-reason" })).predict(noise);
  const manifest = models.find(({ id }) => id === "cry-reason") as ReasonManifest;
  assert.equal(manifest.calibration?.scale, 0);
  assert.equal(answer?.label, "unknown");
  assert.deepEqual(answer?.abstentionReasons, ["low_confidence"]);
  assert.deepEqual(answer?.predictionSet?.labels, Object.keys(manifest.calibration!.prior));
  for (const [label, share] of Object.entries(manifest.calibration!.prior)) {
    assert.ok(Math.abs(answer!.allProbs[label]! - share) < 1e-12, label);
  }
});
