import {
  groupBootstrap,
  rocAuc,
  stratifiedGroupFolds,
  thresholdAtRecall,
} from "@babycry/babycry/eval";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";

const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 9 })), {
  minLength: 2,
  maxLength: 60,
}).filter((rows) => new Set(rows.map(([y]) => y)).size === 2);

test("AUC is the share of pairs in the right order, ties half", () => {
  fc.assert(
    fc.property(cases, (rows) => {
      let [right, pairs] = [0, 0];
      for (const [y1, s1] of rows) {
        for (const [y0, s0] of rows) {
          if (y1 !== 1 || y0 !== 0) continue;
          pairs++;
          right += s1 > s0 ? 1 : s1 === s0 ? 0.5 : 0;
        }
      }
      const auc = rocAuc(rows.map(([y]) => y), rows.map(([, s]) => s));
      assert.ok(Math.abs(auc - right / pairs) < 1e-12);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("the highest threshold that the requested share of positives reaches", () => {
  fc.assert(
    fc.property(cases, fc.double({ min: 0.01, max: 1, noNaN: true }), (rows, recall) => {
      const y = rows.map(([label]) => label);
      const score = rows.map(([, s]) => s);
      const threshold = thresholdAtRecall(y, score, recall);
      const positives = score.filter((_, i) => y[i] === 1);
      const passed = (t: number) => positives.filter((s) => s >= t).length / positives.length;
      assert.ok(passed(threshold) >= recall);
      const higher = positives.filter((s) => s > threshold);
      if (higher.length > 0) assert.ok(passed(Math.min(...higher)) < recall);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("folds keep groups whole and use every fold", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { minLength: 40, maxLength: 120 }), fc.nat(), (ids, seed) => {
      const groups = ids.map(String);
      if (new Set(groups).size < 5) return;
      const y = ids.map((id) => id % 2);
      const folds = stratifiedGroupFolds(y, groups, { folds: 5, classes: 2, seed });
      const of = new Map<string, number>();
      groups.forEach((group, row) => {
        assert.equal(folds[row], of.get(group) ?? folds[row]);
        of.set(group, folds[row]!);
      });
      assert.equal(new Set(folds).size, 5);
    }),
    { seed: 1, numRuns: 100 },
  );
  assert.throws(
    () => stratifiedGroupFolds([0, 1], ["a", "b"], { folds: 3, classes: 2, seed: 1 }),
    RangeError,
  );
});

test("an interval by group is as wide as the groups differ", () => {
  const groups = Array.from({ length: 200 }, (_, i) => String(i % 10));
  const apart = groups.map((g) => Number(g) % 2);
  const mean = (values: number[]) => (rows: readonly number[]) =>
    rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;
  const options = { resamples: 2000, seed: 1 };
  const { estimate, interval: [low, high] } = groupBootstrap(groups, mean(apart), options);
  assert.equal(estimate, 0.5);
  // Ten groups of mean 0 or 1: the sd of their mean is 0.158, so the interval spans 0.2 to 0.8.
  assert.ok(Math.abs(low - 0.2) < 0.11 && Math.abs(high - 0.8) < 0.11, `${low} ${high}`);
  const mixed = groups.map((_, i) => Math.floor(i / 10) % 2);
  const within = groupBootstrap(groups, mean(mixed), options).interval;
  assert.deepEqual(within, [0.5, 0.5]);
  assert.deepEqual(groupBootstrap(groups, mean(apart), options).interval, [low, high]);
});
