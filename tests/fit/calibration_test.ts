import { applyPlatt, applyTemperature, fitPlatt, fitTemperature } from "@babycry/babycry/fit";
import { logLoss } from "@babycry/babycry/eval";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";

const rows = fc.array(
  fc.tuple(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -30, max: 30 }), fc.nat(1)),
  { minLength: 4, maxLength: 40 },
);

test("the fitted temperature has the lowest loss", () => {
  fc.assert(
    fc.property(rows, fc.double({ min: 0.1, max: 10, noNaN: true }), (cases, other) => {
      const data = Float64Array.from(cases.flatMap(([a, b]) => [a / 10, b / 10]));
      const logits = { data, rows: cases.length, columns: 2 };
      const y = cases.map(([, , label]) => label);
      const loss = (t: number) => logLoss(applyTemperature(logits, t), y);
      assert.ok(loss(fitTemperature(logits, y)) <= loss(other) + 1e-12);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("doubled logits get twice the temperature", () => {
  const data = Float64Array.from({ length: 60 }, (_, i) => Math.sin(i * 1.7));
  // Two thirds are the loudest of their row.
  const y = Array.from({ length: 20 }, (_, i) => {
    const row = data.subarray(3 * i, 3 * i + 3);
    return i % 3 === 0 ? 0 : row.indexOf(Math.max(...row));
  });
  const t = fitTemperature({ data, rows: 20, columns: 3 }, y);
  const twice = fitTemperature({ data: data.map((v) => 2 * v), rows: 20, columns: 3 }, y);
  assert.ok(Math.abs(twice / t - 2) < 1e-9);
  const right = { data: Float64Array.of(1, 0, 0, 1), rows: 2, columns: 2 };
  assert.ok(logLoss(applyTemperature(right, fitTemperature(right, [0, 1])), [0, 1]) < 1e-15);
  assert.throws(() => fitTemperature(right, [0]), RangeError);
});

test("the gradient of the loss vanishes at Platt's scaling", () => {
  fc.assert(
    fc.property(rows, fc.constantFrom(0.01, 1, 1000), (cases, scale) => {
      const score = cases.map(([s]) => s * scale);
      const y = cases.map(([, , label]) => label);
      const p = applyPlatt(fitPlatt(score, y), score);
      const ones = y.filter((label) => label === 1).length;
      const target = y.map((v) => v === 1 ? (ones + 1) / (ones + 2) : 1 / (y.length - ones + 2));
      const slope = (weight: (i: number) => number) =>
        y.reduce((sum, _, i) => sum + (p[i]! - target[i]!) * weight(i), 0);
      // Newton's steps end where the loss no longer changes: at half the digits of its slope.
      assert.ok(Math.abs(slope(() => 1)) < 1e-5);
      assert.ok(Math.abs(slope((i) => score[i]! / (30 * scale))) < 1e-5);
    }),
    { seed: 1, numRuns: 200 },
  );
  assert.throws(() => fitPlatt([], []), RangeError);
});
