import { createClassifier, embeddedModels, ModelError } from "@babycry/babycry";
import type { ClassifierJson, NetworkJson } from "@babycry/babycry/heads";
import { type CryManifest, type CryMember, publishedEncoders } from "@babycry/babycry/models";
import { createRandom } from "@babycry/babycry/augment";
import { CRY_FEATURE_NAMES } from "@babycry/babycry/features";
import assert from "node:assert/strict";
import { test } from "node:test";

const RATE = 8000;
const random = createRandom("members");
const clip = {
  samples: Float32Array.from({ length: 5 * RATE }, () => 0.1 * random.normal()),
  sampleRateHz: RATE,
};
const encode = (values: Int8Array | Float32Array) =>
  btoa(Array.from(new Uint8Array(values.buffer), (byte) => String.fromCharCode(byte)).join(""));
const float32 = (...values: number[]) => encode(Float32Array.from(values));

/** Creates a network on log-mel with a constant logit, plus the slope times the mean level. */
const image = (logit: number, slope = 0, outputs = 1): NetworkJson => {
  const weights = new Int8Array(8 * 9);
  weights[4] = 1;
  return {
    format: "babycry-network/1",
    input: [79, 64],
    layers: [
      {
        ...{ type: "conv3x3", outputs: 8, stride: 1, relu: true, weights: encode(weights) },
        ...{ scales: encode(new Float32Array(8).fill(1)), biases: encode(new Float32Array(8)) },
      },
      { type: "mean_max_pool" },
      {
        ...{ type: "dense", outputs, relu: false },
        weights: encode(Int8Array.from({ length: 16 * outputs }, (_, i) => i % 16 === 0 ? 1 : 0)),
        scales: float32(...new Array<number>(outputs).fill(slope)),
        biases: float32(...new Array<number>(outputs).fill(logit)),
      },
    ],
  };
};
/** Creates a linear head with a constant logit. */
const linear = (logit: number): CryMember["head"] => ({
  format: "sklearn-json/1",
  n_features: CRY_FEATURE_NAMES.length,
  classes: ["no_cry", "cry"],
  steps: [{ type: "select", index: [0] }],
  classifier: { type: "logistic_regression", coef: [[0]], intercept: [logit], link: "sigmoid" },
});
const detector = embeddedModels.find(({ task }) => task === "cry") as CryManifest;
const { abstention: _, conformal: __, ...bare } = detector;
const detectorOf = (...members: CryMember[]): CryManifest => ({
  ...bare,
  calibration: { scale: 2, offset: 0.5 },
  members,
});
const timeline = async (model: CryManifest) =>
  (await (await createClassifier({ model })).predict(clip)).cry!.timeline;
const logit = (p: number) => Math.log(p / (1 - p));

test("the logit of a window is the calibrated mean of the logits of the members", async () => {
  const windows = await timeline(detectorOf(
    { front_end: "cry-log-mel", head: image(1.5) },
    { front_end: "cry-features", head: linear(-0.5) },
    { front_end: "cry-features", head: linear(2) },
  ));
  assert.equal(windows.length, 5);
  for (const { probability } of windows) {
    assert.ok(Math.abs(logit(probability) - (2 * (1.5 - 0.5 + 2) / 3 + 0.5)) < 1e-9);
  }
});

test("a member with a weight counts that many times", async () => {
  const members = [{ front_end: "cry-log-mel", head: image(1.5, 2) }, {
    front_end: "cry-features",
    head: linear(-0.5),
  }] as const;
  const [first, second] = members;
  assert.deepEqual(
    await timeline(detectorOf({ ...first, weight: 3 }, second)),
    await timeline(detectorOf(first, first, first, second)),
  );
});

test("members may have several sample rates", async () => {
  const acoustic = { front_end: "acoustic193", head: { ...linear(3), n_features: 193 } };
  const windows = await timeline(detectorOf(
    { front_end: "cry-features", head: linear(1) },
    acoustic as CryMember,
  ));
  assert.equal(windows.length, 5);
  for (const { probability } of windows) {
    assert.ok(Math.abs(logit(probability) - (2 * 2 + 0.5)) < 1e-9);
  }
});

test("members score the same windows together and alone", async () => {
  const member = { front_end: "cry-log-mel", head: image(-1, 4) };
  const alone = await timeline(detectorOf(member));
  const both = await timeline(detectorOf({ front_end: "cry-features", head: linear(0) }, member));
  assert.ok(new Set(alone.map(({ probability }) => probability)).size > 1);
  alone.forEach(({ probability }, i) => {
    const half = (logit(probability) - 0.5) / 2 + 0.5;
    assert.ok(Math.abs(logit(both[i]!.probability) - half) < 1e-9);
  });
});

test("an invalid member is refused", async () => {
  const refused = (message: RegExp, ...members: CryMember[]) =>
    assert.rejects(createClassifier({ model: detectorOf(...members) }), (error) => {
      assert.ok(error instanceof ModelError);
      assert.match(error.message, message);
      return true;
    });
  const features = { front_end: "cry-features", head: linear(0) };
  const logMel = { front_end: "cry-log-mel", head: image(0) };
  await refused(/members: expected one member or more, received a list of 0/);
  await refused(
    /members\[1\]\.head\.input: expected 344 values as cry-features gives, received 5056/,
    logMel,
    { ...logMel, front_end: "cry-features" },
  );
  await refused(
    /head\.n_features: expected 5056 values as cry-log-mel gives, received 344/,
    { ...features, front_end: "cry-log-mel" },
  );
  await refused(/head\.layers: expected one output .*, received 2/, {
    ...logMel,
    head: image(0, 0, 2),
  });
  await refused(/front_end: expected cry-features or .*, received "nothing"/, {
    ...features,
    front_end: "nothing",
  });
  const { classifier } = features.head as ClassifierJson;
  const softmax = { ...classifier, link: "softmax", coef: [[0], [0]], intercept: [0, 0] };
  await refused(/head\.classifier: expected a model of one logit, received 2 logits/, {
    ...features,
    head: { ...features.head, classifier: softmax } as ClassifierJson,
  });
  for (const weight of [0, -1, Infinity, "1"]) {
    await refused(/members\[0\]\.weight: expected a finite number above 0/, {
      ...features,
      weight,
    } as CryMember);
  }
  const { yamnet: network } = publishedEncoders;
  await refused(
    /members\[1\]\.head\.n_features: expected 1024 values as yamnet gives, received 344/,
    features,
    { network, head: features.head },
  );
  const head = { ...features.head, n_features: 1024 };
  await refused(
    /members\[0\]\.front_end: expected no key but/,
    { ...features, network, head } as unknown as CryMember,
  );
});
