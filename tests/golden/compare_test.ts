import assert from "node:assert/strict";
import { test } from "node:test";
import { compare, NO_MARGIN, type Tolerance } from "./compare.ts";
import type { NdArray } from "./npy.ts";

const vector = (...data: number[]): NdArray => ({ data, shape: [data.length] });

/** Checks that `inside` just meets the tolerance and that `outside` just exceeds it. */
function bounds(
  tolerance: Tolerance,
  reference: NdArray,
  inside: NdArray,
  outside: NdArray,
): void {
  const { worst } = compare(reference, inside, tolerance);
  assert.ok(worst > 0.9 && worst <= 1, `inside: ${worst}`);
  const missed = compare(reference, outside, tolerance).worst;
  assert.ok(missed > 1 && missed < 1.2, `outside: ${missed}`);
}

test("abs is the largest error", () => {
  bounds({ abs: 0.5 }, vector(1, 2, 3), vector(1, 1.51, 3), vector(1, 2, 3.51));
});

test("rel is the largest error over the largest reference", () => {
  bounds({ rel: 0.01 }, vector(1, -10), vector(1.099, -10), vector(0.899, -10));
  assert.equal(compare(vector(0, 0), vector(0, 0), { rel: 0.1 }).worst, 0);
  assert.equal(compare(vector(0, 0), vector(0, 1e-9), { rel: 0.1 }).worst, NO_MARGIN);
});

test("snr_db is reference power over error power, and its margin is in amplitude", () => {
  bounds({ snr_db: 40 }, vector(3, 4), vector(3, 4.0495), vector(3.0505, 4));
  const { worst, error } = compare(vector(3, 4), vector(3, 4.5), { snr_db: 40 });
  assert.ok(Math.abs((error as number) - 20) < 1e-9);
  assert.ok(Math.abs(worst - 10) < 1e-9);
  assert.equal(compare(vector(3, 4), vector(3, 4), { snr_db: 130 }).worst, 0);
  assert.equal(compare(vector(0, 0), vector(0, 1e-9), { snr_db: 10 }).worst, NO_MARGIN);
});

test("exact has no margin", () => {
  assert.equal(compare(vector(1, 2), vector(1, 2), { exact: true }).worst, 0);
  const next = 2 + 2 * Number.EPSILON;
  assert.equal(compare(vector(1, 2), vector(1, next), { exact: true }).worst, NO_MARGIN);
});

test("of abs, rel and snr_db any one suffices", () => {
  const reference = vector(0, 0, 100);
  assert.ok(compare(reference, vector(0.5, 0, 100), { abs: 0.1, rel: 0.01 }).worst <= 1);
  assert.ok(compare(reference, vector(0, 0, 100.05), { abs: 0.1, rel: 1e-6 }).worst <= 1);
  assert.ok(compare(reference, vector(2, 0, 100), { abs: 0.1, snr_db: 30 }).worst <= 1);
  assert.ok(compare(reference, vector(2, 0, 100), { abs: 0.1, rel: 0.01 }).worst > 1);
});

test("rel_each is per entry, with abs as its floor", () => {
  bounds({ rel_each: 0.1, abs: 1 }, vector(5, 100), vector(5.99, 100), vector(3.99, 100));
  bounds({ rel_each: 0.1, abs: 1 }, vector(5, 100), vector(5, 109.9), vector(5, 110.5));
  assert.equal(compare(vector(0), vector(1e-9), { rel_each: 0.1 }).worst, NO_MARGIN);
});

test("fraction is the share of the entries that must be within the bound", () => {
  const reference = vector(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
  const twoOut = vector(1, 9, 1.049, 1, 9, 1, 1, 1, 1, 1);
  for (const kind of [{ abs: 0.05 }, { rel: 0.05 }, { rel_each: 0.05 }]) {
    assert.ok(compare(reference, twoOut, { ...kind, fraction: 0.8 }).worst <= 1);
    assert.ok(compare(reference, twoOut, { ...kind, fraction: 0.81 }).worst > 1);
    assert.ok(compare(reference, twoOut, kind).worst > 1);
  }
  assert.equal(compare(vector(1, 0), vector(1, 1), { abs: 0, fraction: 0.5 }).worst, 0);
  assert.equal(compare(vector(1, 0), vector(1, 1), { abs: 0, fraction: 0.6 }).worst, NO_MARGIN);
});

test("peak_dbfs is the largest output", () => {
  bounds({ peak_dbfs: -120 }, vector(0, 0), vector(-0.99e-6, 0), vector(0, 1.01e-6));
  assert.equal(compare(vector(0), vector(0), { peak_dbfs: -120 }).worst, 0);
  assert.ok(compare(vector(0, 1e-5), vector(0, 0), { peak_dbfs: -120 }).worst > 1);
});

test("another shape and values that are not finite fail whatever the bound", () => {
  const wide: Tolerance = { abs: 1e9 };
  const matrix: NdArray = { data: [1, 2, 3, 4], shape: [2, 2] };
  assert.equal(compare(matrix, vector(1, 2, 3, 4), wide).worst, NO_MARGIN);
  assert.equal(compare(vector(1, 2), vector(1), wide).worst, NO_MARGIN);
  for (const value of [NaN, Infinity, -Infinity]) {
    const { worst, error } = compare(vector(1, 2), vector(1, value), { ...wide, fraction: 0.1 });
    assert.equal(worst, NO_MARGIN);
    assert.equal(error, `${value} at index 1`);
  }
});

test("an unknown or missing bound is refused", () => {
  assert.throws(() => compare(vector(1), vector(1), { abs: 1, ulp: 2 } as Tolerance), SyntaxError);
  assert.throws(() => compare(vector(1), vector(1), {}), SyntaxError);
});
