import {
  audioFreeBaselines,
  averagePrecision,
  bestClasses,
  brierScore,
  calibrationError,
  classificationReport,
  computeMetrics,
  confusionMatrix,
  evaluate,
  groupBootstrap,
  heldOutSets,
  logLoss,
  makeFolds,
  oneVsRest,
  precisionRecallCurve,
  rateAtThreshold,
  riskCoverage,
  rocAuc,
  rocCurve,
  setCoverage,
  stratifiedGroupFolds,
  thresholdAtRecall,
  wilsonInterval,
} from "@babycry/babycry/eval";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";

/** Rows of two classes with all that a metric may be computed from. */
interface Rows {
  y: number[];
  score: number[];
  predicted: number[];
  right: boolean[];
  groups: string[];
}

const valid = (): Rows => ({
  y: [0, 1, 1, 0, 1, 0],
  score: [0.1, 0.9, 0.4, 0.3, 0.8, 0.6],
  predicted: [0, 1, 0, 0, 1, 1],
  right: [true, true, false, true, true, false],
  groups: ["a", "b", "c", "a", "d", "e"],
});

const matrix = (score: readonly number[]) => ({
  data: Float64Array.from(score.flatMap((p) => [1 - p, p])),
  rows: score.length,
  columns: 2,
});

const answers = ({ y, score, predicted, groups }: Rows) => ({
  labels: ["no_cry", "cry"],
  y: Int32Array.from(y),
  groups,
  probability: matrix(score),
  score: matrix(score),
  prior: matrix(score),
  decisions: Int32Array.from(predicted),
  slices: [{ name: "all", rows: [...y.keys()] }],
});

/** Metrics, and the fields of the rows that they read. */
const METRICS: readonly (readonly [(rows: Rows) => unknown, ...(keyof Rows)[]])[] = [
  [({ y, score }) => rocAuc(y, score), "y", "score"],
  [({ y, score }) => rocCurve(y, score), "y", "score"],
  [({ y, score }) => precisionRecallCurve(y, score), "y", "score"],
  [({ y, score }) => averagePrecision(y, score), "y", "score"],
  [({ y, score }) => thresholdAtRecall(y, score, 0.9), "y", "score"],
  [({ y, score }) => rateAtThreshold(y, score, 1, 0.5), "y", "score"],
  [({ y, predicted }) => confusionMatrix(y, predicted, 2), "y", "predicted"],
  [({ y, score }) => logLoss(matrix(score), y), "y", "score"],
  [({ y, score }) => brierScore(matrix(score), y), "y", "score"],
  [({ y, score }) => oneVsRest(matrix(score), y, rocAuc), "y", "score"],
  [({ score, right }) => calibrationError(score, right, 10), "right", "score"],
  [({ score, right }) => riskCoverage(score, right), "right", "score"],
  [(rows) => computeMetrics(answers(rows)), "y", "score", "predicted"],
  [(rows) => evaluate(answers(rows), { seed: 1 }), "y", "score", "predicted", "groups"],
  [
    (rows) => heldOutSets(answers(rows), [[0, 1, 2], [3, 4, 5]], { coverage: 0.8, seed: 1 }),
    "y",
    "score",
    "groups",
  ],
  [
    ({ y, groups }) => stratifiedGroupFolds(y, groups, { folds: 2, classes: 2, seed: 1 }),
    "y",
    "groups",
  ],
];

/** A metric and one of its fields. */
const fields = fc.constantFrom(
  ...METRICS.flatMap(([metric, ...fields]) => fields.map((field) => ({ metric, field }))),
);

test("metrics of well-formed rows are computed", () => {
  for (const [metric] of METRICS) assert.doesNotThrow(() => metric(valid()), String(metric));
});

test("rows of unequal number are refused", () => {
  fc.assert(
    fc.property(fields, fc.nat(5), ({ metric, field }, length) => {
      const rows = valid();
      rows[field].length = length;
      assert.throws(() => metric(rows), RangeError);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("labels out of range and scores that are NaN are refused", () => {
  const numeric = fields.filter(({ field }) => field !== "right" && field !== "groups");
  fc.assert(
    fc.property(numeric, fc.nat(5), fc.constantFrom(-1, 2), ({ metric, field }, row, label) => {
      const rows = valid();
      (rows[field] as number[])[row] = field === "score" ? NaN : label;
      assert.throws(() => metric(rows), RangeError);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("messages name the metric, the expected and the received value", () => {
  const message = (text: string) => ({ name: "RangeError", message: text });
  assert.throws(
    () => rocAuc([0, 1, 1, 0], [0.1, NaN, 0.4, 0.3]),
    message("Computing ROC AUC: expected numbers, received NaN at index 1"),
  );
  assert.throws(
    () => rocAuc([0, 1, 1, 0], [0.1, 0.4]),
    message(
      "Computing ROC AUC: expected the same number of labels and scores, at least 1, " +
        "received 4 and 2",
    ),
  );
  assert.throws(
    () => logLoss(matrix([1.5]), [1]),
    message("Computing log loss: expected numbers from 0 to 1, received -0.5 at index 0"),
  );
  assert.throws(() => rocAuc([0, 1], ["0.1", "0.4"] as never), TypeError);
  assert.throws(() => rocAuc([0, 0.5], [0.1, 0.4]), RangeError);
});

test("arguments out of range are refused", () => {
  const { y, score, right, groups } = valid();
  const bad: readonly (() => unknown)[] = [
    () => thresholdAtRecall(y, score, 0),
    () => thresholdAtRecall(y, score, NaN),
    () => thresholdAtRecall([0, 0], [0.1, 0.2], 0.5),
    () => rateAtThreshold(y, score, 2, 0.5),
    () => rateAtThreshold(y, score, 1, NaN),
    () => bestClasses({ data: Float64Array.of(0.5, NaN), rows: 1, columns: 2 }),
    () => bestClasses({ data: Float64Array.of(0.5), rows: 1, columns: 2 }),
    () => confusionMatrix([], [], 2),
    () => classificationReport(Int32Array.of(1, 2, 3), 2),
    () => calibrationError(score, right, 0),
    () => wilsonInterval(3, 2),
    () => wilsonInterval(NaN, 2),
    () => groupBootstrap(groups, () => 1, { resamples: NaN, seed: 1 }),
    () => stratifiedGroupFolds(y, groups, { folds: 1.5, classes: 2, seed: 1 }),
    () => setCoverage(answers(valid()), { coverage: 0.9, labels: [] }, { seed: 1 }),
    () => evaluate({ ...answers(valid()), slices: [{ name: "all", rows: [6] }] }, { seed: 1 }),
    () => evaluate({ ...answers(valid()), labels: ["cry"] }, { seed: 1 }),
    () => audioFreeBaselines({ ...answers(valid()), classes: 2, facts: [], sessions: [] }, []),
    () =>
      makeFolds({
        protocol: "held-out",
        ...answers(valid()),
        classes: 2,
        column: ["a", "b"],
        folds: 2,
        seed: 1,
      }),
  ];
  for (const call of bad) assert.throws(call, RangeError, String(call));
});
