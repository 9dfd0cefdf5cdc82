import { createClassifier, embeddedModels, type ModelOptions } from "@babycry/babycry";
import type { CalibrationManifest, CryManifest, ReasonManifest } from "@babycry/babycry/models";
import { createRandom } from "@babycry/babycry/augment";
import { CRY_FEATURE_NAMES } from "@babycry/babycry/features";
import { predictionSet } from "@babycry/babycry/fit";
import assert from "node:assert/strict";
import { test } from "node:test";

const RATE = 8000;
const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9, `${a} ${b}`);
const noise = (seconds: number, amplitude = 0.1) => {
  const random = createRandom("certainty");
  const length = Math.round(seconds * RATE);
  return {
    samples: Float32Array.from({ length }, () => amplitude * random.normal()),
    sampleRateHz: RATE,
  };
};
const { abstention: _, conformal: __, ...cryDetect } = embeddedModels.find(({ id }) =>
  id === "cry-detect"
) as CryManifest;
const predictCry = async (changes: Partial<CryManifest>, clip = noise(2), options = {}) =>
  (await (await createClassifier({ model: { ...cryDetect, ...changes }, ...options }))
    .predict(clip)).cry!;

/** Creates a model with the same class-balanced probabilities for every recording. */
const constantModel = (
  shares: Readonly<Record<string, number>>,
  changes: Partial<ReasonManifest> = {},
): ReasonManifest => {
  const labels = Object.keys(shares);
  const n_features = CRY_FEATURE_NAMES.length;
  const coef = labels.map(() => new Array<number>(n_features).fill(0));
  const intercept = Object.values(shares).map(Math.log);
  return {
    format: "babycry-model/1",
    id: "constant",
    task: "reason",
    min_seconds: 0.1,
    license: "",
    training: {},
    front_end: "cry-features",
    modes: { whole: { windows: cryDetect.windows } },
    mode: "whole",
    classifier: {
      format: "sklearn-json/1",
      n_features,
      classes: labels,
      steps: [],
      classifier: { type: "logistic_regression", coef, intercept, link: "softmax" },
    },
    ...changes,
  } as ReasonManifest;
};
const reasonOf = async (model: ReasonManifest, options: ModelOptions = {}, clip = noise(2)) =>
  await (await createClassifier({ model, ...options })).predict(clip);

test("a model without rules never abstains", async () => {
  const classifier = await createClassifier({ model: cryDetect });
  const { cry } = await classifier.predict(noise(0.2, 5));
  assert.deepEqual([cry!.abstained, cry!.abstentionReasons, cry!.predictionSet], [
    false,
    [],
    undefined,
  ]);
  assert.notEqual(cry!.label, "unknown");
});

test("too short and clipped: the label is unknown, the probability stays", async () => {
  const abstention = { min_seconds: 1, max_clipped_share: 0.1, clipping_level: 0.99 };
  const plain = await predictCry({}, noise(0.5, 2));
  const { label, abstentionReasons, abstained, probability } = await predictCry(
    { abstention },
    noise(0.5, 2),
  );
  assert.deepEqual([label, abstained, abstentionReasons], ["unknown", true, [
    "too_short",
    "clipped",
  ]]);
  assert.equal(probability, plain.probability);
  assert.deepEqual((await predictCry({ abstention }, noise(1))).abstentionReasons, []);
});

test("the clipping level of the manifest decides which samples are clipped", async () => {
  // A tone of amplitude 0.98: half of its samples are at least 0.69 away from 0.
  const tone = {
    samples: Float32Array.from({ length: RATE }, (_, i) => 0.98 * Math.sin(i)),
    sampleRateHz: RATE,
  };
  const reasons = async (clipping_level: number, max_clipped_share = 0.49) =>
    (await predictCry({ abstention: { max_clipped_share, clipping_level } }, tone))
      .abstentionReasons;
  assert.deepEqual(await reasons(0.99, 0), []);
  assert.deepEqual(await reasons(0.97, 0), ["clipped"]);
  assert.deepEqual(await reasons(0.69), ["clipped"]);
  assert.deepEqual(await reasons(0.71), []);
});

test("features far from the training data are out of distribution; silence is not", async () => {
  const n_features = CRY_FEATURE_NAMES.length;
  const zeros = new Array<number>(n_features).fill(0);
  const novelty = { mean: zeros, scale: zeros.map(() => 1), max_distance: 1e-3 };
  assert.deepEqual((await predictCry({ abstention: { novelty } })).abstentionReasons, [
    "out_of_distribution",
  ]);
  const wide = { ...novelty, max_distance: 1e9 };
  assert.deepEqual((await predictCry({ abstention: { novelty: wide } })).abstentionReasons, []);
  const silence = { samples: new Float32Array(RATE), sampleRateHz: RATE };
  assert.deepEqual((await predictCry({ abstention: { novelty } }, silence)).abstentionReasons, []);
});

test("a prior shifts the logit of every window", async () => {
  const clip = noise(2);
  const logit = (p: number) => Math.log(p / (1 - p));
  const even = await predictCry({}, clip);
  const rare = await predictCry({}, clip, { prior: { cry: 0.1, no_cry: 0.9 } });
  near(logit(rare.probability) - logit(even.probability), Math.log(1 / 9));
  const calibration = { ...cryDetect.calibration, prior: { cry: 0.1, no_cry: 0.9 } };
  const stated = await predictCry({ calibration }, clip);
  assert.equal(stated.probability, rare.probability);
  near(
    (await predictCry({ calibration }, clip, { prior: { cry: 0.5, no_cry: 0.5 } })).probability,
    even.probability,
  );
  for (const prior of [{ cry: 1 }, { cry: 0, no_cry: 1 }, { cry: 0.5, no_cry: 0.6 }, {}]) {
    await assert.rejects(predictCry({}, clip, { prior }), RangeError);
  }
});

test("a prediction set that is not a single label has low confidence", async () => {
  const spread = Array.from({ length: 99 }, (_, i) => (i + 0.5) / 99);
  const conformal = { coverage: 0.9, scores: { cry: spread, no_cry: spread } };
  const { predictionSet: set, abstentionReasons, label } = await predictCry({ conformal });
  assert.deepEqual(set!.coverage, 0.9);
  assert.equal(abstentionReasons.includes("low_confidence"), set!.labels.length !== 1);
  assert.equal(label === "unknown", set!.labels.length !== 1);
  const all = await predictCry({ conformal }, noise(2), { coverage: 0.999 });
  assert.deepEqual([all.predictionSet!.labels, all.abstentionReasons], [["no_cry", "cry"], [
    "low_confidence",
  ]]);
  await assert.rejects(predictCry({ conformal }, noise(2), { coverage: 1 }), RangeError);
  await assert.rejects(createClassifier({ model: cryDetect, coverage: 0.9 }), RangeError);
});

test("without a coverage in the manifest, sets are computed only on request", async () => {
  const spread = Array.from({ length: 99 }, (_, i) => (i + 0.5) / 99);
  const conformal = { scores: { cry: spread, no_cry: spread } };
  const plain = await predictCry({});
  assert.deepEqual(await predictCry({ conformal }), plain);
  assert.notEqual(plain.label, "unknown");
  const asked = await predictCry({ conformal }, noise(2), { coverage: 0.999 });
  assert.deepEqual(asked.predictionSet, { coverage: 0.999, labels: ["no_cry", "cry"] });
  assert.deepEqual([asked.label, asked.abstentionReasons], ["unknown", ["low_confidence"]]);
  assert.equal(asked.probability, plain.probability);
  const scores = conformal.scores;
  assert.throws(() => predictionSet(["cry"], [0.5], { scores }), RangeError);
});

test("a coverage applies to all embedded models, and their sets grow with it", async () => {
  const sets = async (coverage: number) => {
    const { cry, valence, reason } = await (await createClassifier({ coverage })).predict(noise(3));
    return [cry!, valence!, reason!].map(({ predictionSet: set }) => {
      assert.equal(set!.coverage, coverage);
      return set!.labels;
    });
  };
  const few = await sets(0.9);
  const all = await sets(0.999);
  assert.deepEqual(all.map(({ length }) => length), [2, 2, 5]);
  few.forEach((labels, i) => assert.ok(labels.every((label) => all[i]!.includes(label))));
  const [cry] = await sets(0.95);
  assert.deepEqual(cry, ["no_cry"]);
  const byDefault = await (await createClassifier()).predict(noise(3));
  assert.deepEqual([byDefault.cry!.predictionSet, byDefault.valence!.predictionSet], [
    undefined,
    undefined,
  ]);
});

test("a model of reasons applies the scale and prior of its calibration, or a caller's prior", async () => {
  const shares = { hungry: 0.2, tired: 0.7, cold_hot: 0.1 };
  const reasonWith = async (calibration?: CalibrationManifest, options: ModelOptions = {}) => {
    const model = constantModel(shares, calibration ? { calibration } : {});
    return (await reasonOf(model, options)).reason!;
  };
  assert.equal((await reasonWith()).label, "tired");
  const prior = { tired: 0.05, hungry: 0.9, cold_hot: 0.05 };
  const ignored = await reasonWith({ scale: 0, prior });
  for (const [label, share] of Object.entries(prior)) near(ignored.allProbs[label]!, share);
  const calibrated = await reasonWith({ scale: 1, prior });
  near(calibrated.allProbs["tired"]! / calibrated.allProbs["hungry"]!, (0.7 * 0.05) / (0.2 * 0.9));
  const even = { hungry: 1 / 3, tired: 1 / 3, cold_hot: 1 / 3 };
  const asked = await reasonWith({ scale: 1, prior }, { prior: even });
  for (const [label, share] of Object.entries(shares)) near(asked.allProbs[label]!, share);
  await assert.rejects(reasonWith(undefined, { prior }), RangeError);
  await assert.rejects(reasonWith({ scale: 1, prior }, { prior: { hungry: 1 } }), RangeError);
});

test("a reason of low confidence is unknown, without a tip and with its probabilities", async () => {
  const tips = { hungry: { advice: "Offer a feed.", indicators: ["rooting"] } };
  const all = Array.from({ length: 19 }, (_, i) => i / 19);
  const scores = { hungry: all, tired: all };
  const model = (hungry: number) =>
    constantModel({ hungry, tired: 1 - hungry }, { tips, conformal: { coverage: 0.8, scores } });
  const sure = (await reasonOf(model(0.9))).reason!;
  assert.deepEqual([sure.label, sure.predictionSet!.labels, sure.tip], [
    "hungry",
    ["hungry"],
    tips.hungry,
  ]);
  const unsure = (await reasonOf(model(0.6))).reason!;
  assert.deepEqual([unsure.label, unsure.abstentionReasons], ["unknown", ["low_confidence"]]);
  assert.deepEqual([unsure.predictionSet!.labels, unsure.tip], [["hungry", "tired"], undefined]);
  assert.equal(unsure.topReasons[0]!.label, "hungry");
  near(unsure.probability, 0.6);
  // The prior makes another label the most probable one than the single label of the set.
  const calibration = { scale: 1, prior: { hungry: 0.01, tired: 0.99 } };
  const torn = (await reasonOf({ ...model(0.9), calibration })).reason!;
  assert.deepEqual([torn.topReasons[0]!.label, torn.label], ["tired", "unknown"]);
});

test("a model of cries abstains when no cry is detected, and the prediction has the cry detector's answer", async () => {
  const model = constantModel({ hungry: 0.9, tired: 0.1 }, {
    abstention: { min_cry_probability: 0.5 },
  });
  const silence = { samples: new Float32Array(2 * RATE), sampleRateHz: RATE };
  const { cry, reason } = await reasonOf(model, {}, silence);
  assert.deepEqual([cry!.label, reason!.label, reason!.abstentionReasons], [
    "no_cry",
    "unknown",
    ["no_cry_detected"],
  ]);
});
