import { ModelError } from "@babycry/babycry";
import {
  type ClassifierJson,
  createHead,
  type ModelJson,
  type StepJson,
  type SvcModel,
  type TreeJson,
} from "@babycry/babycry/heads";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";

const head = (classifier: ModelJson, classes = ["a", "b"], steps: readonly StepJson[] = []) =>
  createHead({ format: "sklearn-json/1", n_features: 2, classes, steps, classifier }, "given");

/** Tree with leaf 1 up to 0.5 in feature 0, and leaf 2 above. */
const tree: TreeJson = {
  left: [1, -1, -1],
  right: [2, -1, -1],
  feature: [0, -2, -2],
  threshold: [0.5, -2, -2],
  value: [[0.5, 0.5], [0.9, 0.1], [0.2, 0.8]],
};

/** Identity layer with a softmax, which shows the prepared vector. */
const identity: ModelJson = {
  type: "mlp",
  activation: "identity",
  output: "softmax",
  layers: [{ weight: [[1, 0], [0, 1]], bias: [0, 0] }],
};

const near = (actual: ArrayLike<number>, expected: readonly number[]) => {
  assert.equal(actual.length, expected.length);
  // Values are at most 1, so ten ULP of 1 cover the few roundings of these small sums.
  expected.forEach((value, i) =>
    assert.ok(Math.abs(actual[i]! - value) < 2e-15, `${[...actual as []]}`)
  );
};

const softmax = (z: readonly number[]) => {
  const e = z.map(Math.exp);
  return e.map((v) => v / e.reduce((a, b) => a + b));
};

test("a forest averages its leaves and compares in float32", () => {
  const other = { ...tree, value: [[0, 1], [1, 0], [0, 1]] };
  const forest = head({ type: "forest", trees: [tree, other] });
  near(forest.probabilities([0.5, 0]), [0.95, 0.05]);
  near(forest.probabilities([0.6, 0]), [0.1, 0.9]);
  // Above 0.5 in float64, equal to it in float32.
  near(forest.probabilities([0.5 + 1e-9, 0]), [0.95, 0.05]);
});

test("gradient boosting adds the leaves to the start scores", () => {
  const leaves = { ...tree, value: [[0], [2], [-3]] };
  const boosted = head({
    type: "gradient_boosting",
    link: "sigmoid",
    learning_rate: 0.5,
    start: [0.25],
    stages: [[leaves], [leaves]],
  });
  const p = 1 / (1 + Math.exp(-2.25));
  near(boosted.probabilities([0, 0]), [1 - p, p]);
});

test("neighbors vote by count or by distance, and an exact match decides", () => {
  const knn = (change: object) =>
    head({
      type: "knn",
      k: 2,
      p: 1,
      weights: "uniform",
      points: [[0, 0], [3, 4], [1, 0]],
      point_class: [0, 1, 1],
      ...change,
    });
  near(knn({}).probabilities([0, 0]), [0.5, 0.5]);
  near(knn({ weights: "distance" }).probabilities([0.25, 0]), [0.75, 0.25]);
  near(knn({ weights: "distance" }).probabilities([0, 0]), [1, 0]);
  near(knn({ k: 3, weights: "distance", p: 2 }).probabilities([0, 1]), [
    1 / (1 + 1 / Math.hypot(3, 3) + 1 / Math.SQRT2),
    1 - 1 / (1 + 1 / Math.hypot(3, 3) + 1 / Math.SQRT2),
  ]);
});

test("the layers of a perceptron apply in order", () => {
  const mlp = (activation: "relu" | "tanh" | "logistic") =>
    head({
      type: "mlp",
      activation,
      output: "logistic",
      layers: [
        { weight: [[1, -1], [2, 1]], bias: [0, 0.5] },
        { weight: [[1], [-1]], bias: [0.25] },
      ],
    }).probabilities([-1, 0.25]);
  const hidden = [-1 + 0.5, 1 + 0.25 + 0.5] as const;
  const expected = (f: (v: number) => number) => {
    const p = 1 / (1 + Math.exp(-(f(hidden[0]) - f(hidden[1]) + 0.25)));
    return [1 - p, p];
  };
  near(mlp("relu"), expected((v) => Math.max(v, 0)));
  near(mlp("tanh"), expected(Math.tanh));
  near(mlp("logistic"), expected((v) => 1 / (1 + Math.exp(-v))));
});

const svc: SvcModel = {
  type: "svc",
  kernel: "rbf",
  gamma: 0.5,
  support_vectors: [[0, 0], [1, 1]],
  n_support: [1, 1],
  dual_coef: [[1, -1]],
  intercept: [0.1],
  prob_a: [-2],
  prob_b: [0.3],
};

test("two classes: the coupled probability is close to the pairwise one", () => {
  const decision = 1 - Math.exp(-1) + 0.1;
  const pair = 1 / (1 + Math.exp(-2 * decision + 0.3));
  const [a, b] = head(svc).probabilities([0, 0]);
  // libsvm stops its iteration at 0.005 / classes.
  assert.ok(Math.abs(a! - pair) < 0.01 && Math.abs(a! + b! - 1) < 1e-15, `${a} ${pair}`);
  const linear = head({ ...svc, kernel: "linear" }).probabilities([0, 0])[0]!;
  assert.ok(Math.abs(linear - 1 / (1 + Math.exp(-0.2 + 0.3))) < 0.01);
});

test("coupled probabilities sum to 1 and recover consistent pairwise probabilities", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { minLength: 3, maxLength: 6 }),
      (weights) => {
        const k = weights.length;
        const pairs = weights.flatMap((a, i) => weights.slice(i + 1).map((b) => Math.log(b / a)));
        const zeros = (n: number) => new Array<number>(n).fill(0);
        const p = head(
          {
            ...svc,
            support_vectors: zeros(k).map(() => [0, 0]),
            n_support: zeros(k).map(() => 1),
            dual_coef: zeros(k - 1).map(() => zeros(k)),
            intercept: zeros(pairs.length),
            prob_a: zeros(pairs.length),
            prob_b: pairs,
          },
          weights.map(String),
        ).probabilities([0, 0]);
        const sum = weights.reduce((a, b) => a + b);
        assert.ok(Math.abs(p.reduce((a, b) => a + b) - 1) < 1e-12);
        weights.forEach((w, i) => assert.ok(Math.abs(p[i]! - w / sum) < 0.1));
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

test("steps apply in order", () => {
  const steps: [StepJson, readonly number[]][] = [
    [{ type: "affine", scale: [2, 2], offset: [1, 1], clip: [0, 6] }, [6, 0]],
    [{ type: "affine", scale: [2, 2], offset: [1, 1], clip: null }, [7, -7]],
    [{ type: "pca", mean: [1, 0], components: [[0, 1], [1, 1]], scale: [2, 1] }, [-2, -2]],
    [{ type: "select", index: [1, 0] }, [-4, 3]],
    [{ type: "normalizer", norm: "l1" }, [3 / 7, -4 / 7]],
    [{ type: "normalizer", norm: "l2" }, [0.6, -0.8]],
    [{ type: "normalizer", norm: "max" }, [0.75, -1]],
  ];
  for (const [step, x] of steps) {
    near(head(identity, ["a", "b"], [step]).probabilities([3, -4]), softmax(x));
  }
  const [affine, , , , , l2] = steps.map(([step]) => step);
  near(head(identity, ["a", "b"], [affine!, l2!]).probabilities([3, -4]), softmax([1, 0]));
  near(head(identity, ["a", "b"], [l2!]).probabilities([0, 0]), [0.5, 0.5]);
});

test("inconsistent models are rejected", () => {
  const grown = (change: Partial<TreeJson>): ModelJson => ({
    type: "forest",
    trees: [{ ...tree, ...change }],
  });
  const points = { type: "knn", k: 1, p: 2, weights: "uniform" } as const;
  const invalid: readonly ModelJson[] = [
    grown({ left: [0, -1, -1] }),
    grown({ right: [1, -1, -1] }),
    grown({ left: [1, 0, -1], right: [2, 2, -1], feature: [0, 0, -2] }),
    grown({ left: [3, -1, -1] }),
    grown({ left: [1, 2, -1] }),
    grown({ feature: [2, -2, -2] }),
    grown({ feature: [-2, -2, -2] }),
    grown({ feature: [0.5, -2, -2] }),
    grown({ threshold: [0.5] }),
    grown({ threshold: [NaN, 0, 0] }),
    grown({ value: [[1], [1], [1]] }),
    grown({ value: [[1, 0], [1, 0, 0], [1, 0]] }),
    { type: "forest", trees: [] },
    {
      type: "gradient_boosting",
      link: "softmax",
      learning_rate: 0.1,
      start: [0, 0],
      stages: [[{ ...tree, value: [[0], [0], [0]] }]],
    },
    { ...points, points: [], point_class: [] },
    { ...points, points: [[0, 0]], point_class: [2] },
    { ...points, points: [[0, 0]], point_class: [0], k: 2 },
    { ...points, points: [[0]], point_class: [0] },
    { ...svc, n_support: [1, 2] },
    { ...svc, n_support: [2] },
    { ...svc, intercept: [] },
    { ...svc, dual_coef: [[1]] },
    { ...svc, prob_a: null as unknown as [], prob_b: null as unknown as [] },
    { type: "mlp", activation: "relu", output: "softmax", layers: [] },
    { ...identity, layers: [{ weight: [[1, 0]], bias: [0, 0] }] } as ModelJson,
    { ...identity, layers: [{ weight: [[1, 0], [0, Infinity]], bias: [0, 0] }] } as ModelJson,
    { ...identity, layers: [{ weight: [[1], [0]], bias: [0] }] } as ModelJson,
  ];
  for (const classifier of invalid) {
    assert.throws(() => head(classifier), ModelError, JSON.stringify(classifier));
  }
  assert.throws(() => head(identity, ["a", "b"], [{ type: "select", index: [] }]), ModelError);
  const neighbor = head({ ...points, points: [[0, 0]], point_class: [0] });
  assert.throws(() => neighbor.logits([0, 0]), ModelError);
  for (const json of [null, [], "x"]) {
    assert.throws(() => createHead(json as unknown as ClassifierJson, "given"), ModelError);
  }
});
