import {
  averagePrecision,
  bestClasses,
  brierScore,
  calibrationError,
  classificationReport,
  confusionMatrix,
  evaluate,
  leaveOneGroupOut,
  logLoss,
  oneVsRest,
  precisionRecallCurve,
  rocAuc,
  rocCurve,
} from "@babycry/babycry/eval";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}`);

test("metrics of a small table, by hand", () => {
  const y = [0, 0, 0, 1, 1, 2];
  const confusion = confusionMatrix(y, [0, 0, 1, 1, 0, 1], 4);
  assert.deepEqual([...confusion.subarray(0, 12)], [2, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0]);
  const metrics = classificationReport(confusion, 4);
  near(metrics.accuracy, 3 / 6);
  near(metrics.balancedAccuracy, (2 / 3 + 1 / 2 + 0) / 3);
  assert.deepEqual([...metrics.precision], [2 / 3, 1 / 3, 0, 0]);
  assert.deepEqual([...metrics.recall], [2 / 3, 1 / 2, 0, 0]);
  assert.deepEqual([...metrics.f1], [2 / 3, 2 / 5, 0, 0]);
  assert.deepEqual([...metrics.support], [3, 2, 1, 0]);
  near(metrics.macro.precision, 1 / 3);
  near(metrics.weighted.f1, (3 * 2 / 3 + 2 * 2 / 5) / 6);
  // Agreement 1/2, by chance (3 * 3 + 2 * 3) / 36.
  near(metrics.cohenKappa, (1 / 2 - 15 / 36) / (1 - 15 / 36));
  near(metrics.matthews, (18 - 15) / Math.sqrt((36 - 18) * (36 - 14)));
  const alone = classificationReport(confusionMatrix([0, 0], [0, 0], 2), 2);
  assert.deepEqual([alone.accuracy, alone.matthews, alone.cohenKappa], [1, 0, 0]);
  assert.throws(() => confusionMatrix([0], [2], 2), RangeError);
  assert.throws(() => confusionMatrix([0], [], 2), RangeError);
});

const scored = fc.array(fc.tuple(fc.nat(1), fc.nat(9)), { minLength: 2, maxLength: 60 })
  .filter((rows) => new Set(rows.map(([y]) => y)).size === 2);

test("the area under the curve equals that of its points, and both curves have the right ends", () => {
  fc.assert(
    fc.property(scored, (rows) => {
      const [y, score] = [rows.map(([label]) => label), rows.map(([, s]) => s)];
      const { falsePositiveRate: x, truePositiveRate: t } = rocCurve(y, score);
      let area = 0;
      for (let i = 1; i < x.length; i++) area += (x[i]! - x[i - 1]!) * (t[i]! + t[i - 1]!) / 2;
      near(area, rocAuc(y, score));
      assert.deepEqual([x[0], t[0], x.at(-1), t.at(-1)], [0, 0, 1, 1]);
      const { precision, recall } = precisionRecallCurve(y, score);
      assert.equal(precision.length, new Set(score).size + 1);
      assert.deepEqual([precision.at(-1), recall.at(-1), recall[0]], [1, 0, 1]);
      near(precision[0]!, y.filter((label) => label === 1).length / y.length);
      const ap = averagePrecision(y, score);
      assert.ok(ap > 0 && ap <= 1 + 1e-12);
    }),
    { seed: 1, numRuns: 200 },
  );
  // Ranks 1 and 3 of four.
  near(averagePrecision([1, 0, 1, 0], [4, 3, 2, 1]), (1 + 2 / 3) / 2);
});

test("metrics of probabilities, by hand", () => {
  const probability = {
    data: Float64Array.of(0.5, 0.5, 0, 0.2, 0.3, 0.5, 1, 0, 0),
    rows: 3,
    columns: 3,
  };
  const y = [0, 2, 1];
  assert.deepEqual([...bestClasses(probability)], [0, 2, 0]);
  near(logLoss(probability, y), (Math.log(2) + Math.log(2) + 52 * Math.log(2)) / 3);
  near(brierScore(probability, y), (0.5 + 0.04 + 0.09 + 0.25 + 2) / 3);
  // 0.5 and 0.5 are in the fifth of ten bins, 1 in the last, 0 in the first.
  near(calibrationError([0.5, 0.5, 1, 0], [true, false, true, true], 10), 1 / 4);
  const auc = oneVsRest(probability, y, rocAuc);
  near(auc.macro, (1 / 2 + 0 + 1) / 3);
  near(auc.weighted, (1 / 2 + 0 + 1) / 3);
  assert.throws(() => logLoss(probability, [0, 1]), RangeError);
  assert.throws(() => logLoss(probability, [0, 1, 3]), RangeError);
});

test("accuracy, recall and the confusion matrix are of one decision", () => {
  const rows = fc.array(fc.tuple(fc.nat(1), fc.double({ min: 0, max: 1, noNaN: true })), {
    minLength: 4,
    maxLength: 40,
  }).filter((some) => new Set(some.map(([y]) => y)).size === 2);
  fc.assert(
    fc.property(rows, fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), (some, at, own) => {
      const p = some.map(([, value]) => value);
      const probability = {
        data: Float64Array.from(p.flatMap((value) => [1 - value, value])),
        rows: p.length,
        columns: 2,
      };
      const report = evaluate({
        labels: ["no_cry", "cry"],
        y: Int32Array.from(some, ([y]) => y),
        groups: some.map((_, row) => String(row)),
        probability,
        score: probability,
        prior: probability,
        slices: [],
        ...(own ? { decisions: Int32Array.from(p, (value) => Number(value >= at)) } : {}),
      }, { seed: 1 });
      const { classes, confusion, metrics } = report;
      const accuracy = (confusion[0]![0]! + confusion[1]![1]!) / p.length;
      near(metrics.accuracy.estimate, accuracy);
      near(metrics.balancedAccuracy.estimate, (classes[0]!.recall + classes[1]!.recall) / 2);
      near(report.weighted.recall, accuracy);
      near(report.riskCoverage.accuracy.at(-1)!, accuracy);
      assert.equal(report.decision, own ? "model" : "class-balanced score");
    }),
    { seed: 1, numRuns: 20 },
  );
});

test("one fold for each group, in the order of numbers or words", () => {
  assert.deepEqual([...leaveOneGroupOut([10, 9, 10, 100])], [1, 0, 1, 2]);
  assert.deepEqual([...leaveOneGroupOut(["b", "a", "b"])], [1, 0, 1]);
  assert.throws(() => leaveOneGroupOut([1, 1]), RangeError);
});
