import { ModelError } from "@babycry/babycry";
import {
  type ClassifierJson,
  createHead,
  type LogisticRegressionModel,
} from "@babycry/babycry/heads";
import assert from "node:assert/strict";
import { test } from "node:test";

const linear: LogisticRegressionModel = {
  type: "logistic_regression",
  coef: [[3, -1]],
  intercept: [0.5],
  link: "sigmoid",
};
const binary: ClassifierJson = {
  format: "sklearn-json/1",
  n_features: 2,
  classes: ["no", "yes"],
  steps: [{ type: "standard_scaler", mean: [1, 2], scale: [2, 4] }],
  classifier: linear,
};

test("a scaler and a logistic regression follow their formulas", () => {
  const head = createHead(binary, "test");
  const score = 3 * (5 - 1) / 2 - (10 - 2) / 4 + 0.5;
  const p = 1 / (1 + Math.exp(-score));
  const [no, yes] = head.probabilities([5, 10]);
  assert.ok(Math.abs(yes! - p) < 1e-15 && Math.abs(no! + yes! - 1) < 1e-15);
  assert.ok(Math.abs(head.logits([5, 10])[0]! - score) < 1e-14);
  assert.throws(() => head.probabilities([1]), RangeError);
  assert.throws(() => head.probabilities([1, NaN]), RangeError);
});

test("softmax over three classes sums to 1 and does not overflow", () => {
  const head = createHead({
    ...binary,
    classes: ["a", "b", "c"],
    steps: [],
    classifier: {
      ...linear,
      coef: [[1, 0], [0, 1], [0, 0]],
      intercept: [0, 0, 0],
      link: "softmax",
    },
  }, "test");
  const p = head.probabilities([2000, 1999]);
  assert.ok(Math.abs(p[0]! - 1 / (1 + Math.exp(-1))) < 1e-12 && p[2] === 0);
});

test("inconsistent heads are rejected with the model's name", () => {
  const invalid: Partial<ClassifierJson>[] = [
    { n_features: 3 },
    { classifier: { ...linear, intercept: [] } },
    { classifier: { ...linear, link: "softmax" } },
    { classifier: { ...linear, coef: [[1, NaN]] } },
    { steps: [{ type: "standard_scaler", mean: [0, 0], scale: [1, 0] }] },
    { steps: [{ type: "standard_scaler", mean: [0], scale: [1, 1] }] },
    { classes: ["one"] },
    { classes: ["same", "same"] },
    { classes: ["a", "b", "c"] },
    { extra: 1 } as object,
    { classifier: { ...linear, extra: 1 } as LogisticRegressionModel },
    { classifier: { type: "other" } as unknown as LogisticRegressionModel },
    { steps: [{ type: "select", index: [2] }] },
    { steps: [{ type: "select", index: [0] }] },
    { steps: [{ type: "affine", scale: [1, 1], offset: [0, 0], clip: [1, 0] }] },
    { steps: null as unknown as [] },
  ];
  for (const change of invalid) {
    assert.throws(
      () => createHead({ ...binary, ...change }, "my-model"),
      (error) => error instanceof ModelError && error.modelId === "my-model",
    );
  }
});
