import { type ClassifierJson, createHead, ModelError } from "@babycry/babycry";
import assert from "node:assert/strict";
import { test } from "node:test";

const binary: ClassifierJson = {
  format: "sklearn-json/1",
  n_features: 2,
  classes: ["no", "yes"],
  steps: [{ type: "standard_scaler", mean: [1, 2], scale: [2, 4] }],
  classifier: {
    type: "logistic_regression",
    coef: [[3, -1]],
    intercept: [0.5],
    link: "sigmoid",
  },
};

test("a scaler and a linear layer give the probability that the formula says", () => {
  const head = createHead(binary, "test");
  const score = 3 * (5 - 1) / 2 - (10 - 2) / 4 + 0.5;
  const p = 1 / (1 + Math.exp(-score));
  const [no, yes] = head.probabilities([5, 10]);
  assert.ok(Math.abs(yes! - p) < 1e-15 && Math.abs(no! + yes! - 1) < 1e-15);
  assert.throws(() => head.probabilities([1]), RangeError);
});

test("softmax over three classes sums to 1 and does not overflow", () => {
  const head = createHead({
    ...binary,
    classes: ["a", "b", "c"],
    steps: [],
    classifier: {
      ...binary.classifier,
      coef: [[1, 0], [0, 1], [0, 0]],
      intercept: [0, 0, 0],
      link: "softmax",
    },
  }, "test");
  const p = head.probabilities([2000, 1999]);
  assert.ok(Math.abs(p[0]! - 1 / (1 + Math.exp(-1))) < 1e-12 && p[2] === 0);
});

test("a head that contradicts itself is refused by name", () => {
  const broken: Partial<ClassifierJson>[] = [
    { n_features: 3 },
    { classifier: { ...binary.classifier, intercept: [] } },
    { classifier: { ...binary.classifier, link: "softmax" } },
    { classifier: { ...binary.classifier, coef: [[1, NaN]] } },
    { steps: [{ type: "standard_scaler", mean: [0, 0], scale: [1, 0] }] },
    { steps: [{ type: "standard_scaler", mean: [0], scale: [1, 1] }] },
  ];
  for (const change of broken) {
    assert.throws(
      () => createHead({ ...binary, ...change }, "my-model"),
      (error) => error instanceof ModelError && error.modelId === "my-model",
    );
  }
});
