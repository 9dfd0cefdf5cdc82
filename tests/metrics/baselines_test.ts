import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { scoreAttribute, scoreMajority, scoreSiblings } from "../../src/metrics/baselines.ts";
import { attributeValues, numbered } from "../../src/metrics/file_attributes.ts";

const CLASSES = 3;

/** Rows with a class, a value and a fold. */
const rows = fc.array(fc.tuple(fc.nat(CLASSES - 1), fc.nat(4), fc.nat(2)), {
  minLength: 4,
  maxLength: 40,
});
const options = { seed: 1, numRuns: 300 };

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-12, `${actual}, expected ${expected}`);
}

/** Number of rows of each class. */
function count(y: readonly number[]): number[] {
  return Array.from({ length: CLASSES }, (_, c) => y.filter((label) => label === c).length);
}

const argmax = (values: readonly number[]) => values.indexOf(Math.max(...values));

/** Accuracy and balanced accuracy of decisions from rows that may be seen, one row at a time. */
function reference(y: readonly number[], seen: (row: number) => [all: number[], same: number[]]) {
  const hits = { common: [] as boolean[], typical: [] as boolean[] };
  y.forEach((label, row) => {
    const [all, same] = seen(row).map(count) as [number[], number[]];
    const known = same.some((n) => n > 0);
    hits.common.push(argmax(known ? same : all) === label);
    hits.typical.push(argmax(known ? same.map((n, c) => n / (all[c]! || 1)) : all) === label);
  });
  const mean = (some: readonly boolean[]) => some.filter(Boolean).length / some.length;
  const recalls = [...new Set(y)].map((c) => mean(hits.typical.filter((_, row) => y[row] === c)));
  return {
    accuracy: mean(hits.common),
    balancedAccuracy: recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length,
  };
}

test("an attribute is scored by the labels of the other folds", () => {
  fc.assert(
    fc.property(rows, (some) => {
      const [y, values, folds] = [0, 1, 2].map((i) => some.map((row) => row[i]!)) as [
        number[],
        number[],
        number[],
      ];
      const all = [...y.keys()];
      const parts = [...new Set(folds)].map((fold) => ({
        name: String(fold),
        train: all.filter((row) => folds[row] !== fold),
        test: all.filter((row) => folds[row] === fold),
      }));
      const score = scoreAttribute(Int32Array.from(y), Int32Array.from(values), parts, CLASSES);
      const expected = reference(y, (row) => {
        const others = all.filter((other) => folds[other] !== folds[row]);
        const same = others.filter((other) => values[other] === values[row]);
        return [others.map((other) => y[other]!), same.map((other) => y[other]!)];
      });
      near(score.accuracy, expected.accuracy);
      near(score.balancedAccuracy, expected.balancedAccuracy);
    }),
    options,
  );
});

test("siblings are an attribute with one row held out at a time", () => {
  fc.assert(
    fc.property(rows, (some) => {
      const y = Int32Array.from(some, ([label]) => label);
      const units = Int32Array.from(some, ([, unit]) => unit);
      const all = [...y.keys()];
      const folds = all.map((row) => ({
        name: String(row),
        train: all.filter((other) => other !== row),
        test: [row],
      }));
      assert.deepEqual(
        scoreSiblings(y, units, CLASSES),
        scoreAttribute(y, units, folds, CLASSES),
      );
    }),
    options,
  );
});

test("the accuracy of the majority class is its share", () => {
  const y = Int32Array.of(0, 1, 1, 2, 1, 0);
  assert.deepEqual(scoreMajority(y, 3), { accuracy: 1 / 2, balancedAccuracy: 1 / 3 });
});

test("missing values are distinct; equal numbers share a bin", () => {
  assert.deepEqual([...numbered(["b", undefined, "a", undefined, "b"])], [0, 1, 2, 3, 0]);
  const file = { format: "wav", sampleRateHz: 8000, levelDbfs: -20, bandwidthHz: 4000 };
  const values = attributeValues(
    Array.from({ length: 16 }, (_, i) => ({ ...file, durationSeconds: i < 12 ? 1 : i })),
  );
  assert.equal(new Set(values.level).size, 1);
  assert.equal(new Set(values.duration.subarray(0, 12)).size, 1);
});
