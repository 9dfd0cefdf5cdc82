import assert from "node:assert/strict";
import { test } from "node:test";
import { columns, compareAligned } from "./align.ts";
import { NO_MARGIN } from "./compare.ts";
import type { NdArray } from "./npy.ts";

/** Two channels that differ from all shifts of themselves. */
function stereo(length: number): NdArray {
  const value = (i: number) => Math.sin(i * i * 0.37) * (i < length ? 1 : 0.5);
  return {
    data: Float64Array.from({ length: 2 * length }, (_, i) => value(i)),
    shape: [2, length],
  };
}

const reference = stereo(100);

/** Inserts `n` samples of silence before the reference. */
function delayed(n: number): NdArray {
  const data = [0, 1].flatMap((row) => [
    ...new Array(n).fill(0),
    ...columns(reference, 0, 100).data.slice(row * 100, row * 100 + 100),
  ]);
  return { data, shape: [2, 100 + n] };
}

const exact = { exact: true };

test("a delay within the allowed offset is found, one beyond it is not", () => {
  const at = { position: 0, maxOffsetSamples: 7 };
  assert.equal(compareAligned(reference, delayed(7), at, exact).worst, 0);
  assert.equal(compareAligned(reference, delayed(8), at, exact).worst, NO_MARGIN);
});

test("an output that starts early is found", () => {
  const early = columns(reference, 5, 100);
  const at = { position: 0, maxOffsetSamples: 5 };
  assert.equal(compareAligned(reference, early, at, exact).worst, 0);
  assert.equal(
    compareAligned(reference, early, { position: 0, maxOffsetSamples: 4 }, exact).worst,
    NO_MARGIN,
  );
});

test("at least 80 % of the reference must overlap", () => {
  const at = { position: 0, maxOffsetSamples: 0 };
  assert.equal(compareAligned(reference, columns(reference, 0, 80), at, exact).worst, 0);
  assert.equal(compareAligned(reference, columns(reference, 0, 79), at, exact).worst, NO_MARGIN);
});

test("a reference from the middle is found at its position", () => {
  const tail = columns(reference, 70, 100);
  const at = { position: 70, maxOffsetSamples: 0 };
  assert.equal(compareAligned(tail, reference, at, exact).worst, 0);
  assert.equal(
    compareAligned(tail, reference, { position: 69, maxOffsetSamples: 0 }, exact).worst,
    NO_MARGIN,
  );
});

test("one changed sample fails at any shift", () => {
  const changed = delayed(3);
  (changed.data as number[])[150] = 0.123;
  const at = { position: 0, maxOffsetSamples: 10 };
  assert.equal(compareAligned(reference, changed, at, exact).worst, NO_MARGIN);
  assert.ok(compareAligned(reference, changed, at, { snr_db: 60 }).worst > 1);
  assert.ok(compareAligned(reference, delayed(3), at, { snr_db: 60 }).worst <= 1);
});

test("another number of channels and values that are not finite fail", () => {
  const at = { position: 0, maxOffsetSamples: 0 };
  const mono: NdArray = { data: new Float64Array(100), shape: [1, 100] };
  assert.equal(compareAligned(reference, mono, at, { abs: 9 }).worst, NO_MARGIN);
  const strange = delayed(0);
  (strange.data as number[])[199] = NaN;
  assert.equal(compareAligned(reference, strange, at, { abs: 9 }).worst, NO_MARGIN);
});
