import { riskCoverage, wilsonInterval } from "@babycry/babycry/eval";
import assert from "node:assert/strict";
import { test } from "node:test";

test("Wilson's interval, from the formula in double precision with SciPy's percentile", () => {
  const known: [number, number, number, number][] = [
    [0, 10, 0, 0.2775328],
    [3, 10, 0.1077913, 0.6032219],
    [10, 10, 0.7224672, 1],
    [45, 50, 0.7863977, 0.9565242],
  ];
  for (const [successes, trials, low, high] of known) {
    const found = wilsonInterval(successes, trials);
    // The percentile is given to seven digits.
    assert.ok(Math.abs(found[0] - low) < 1e-6 && Math.abs(found[1] - high) < 1e-6, String(found));
  }
  assert.deepEqual(wilsonInterval(0, 0), [0, 1]);
});

test("the most confident rows are answered first, equal ones together", () => {
  const { coverage, accuracy } = riskCoverage([0.5, 0.9, 0.5, 0.7], [false, true, true, true]);
  assert.deepEqual([...coverage], [0.25, 0.5, 1]);
  assert.deepEqual([...accuracy], [1, 1, 0.75]);
});
