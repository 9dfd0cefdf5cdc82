import { delta } from "@babycry/babycry/features";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise } from "./_reference.ts";

const track = (values: number[]) => ({
  data: Float32Array.from(values),
  frames: values.length,
  bins: 1,
});

test("delta of a polynomial is its derivative, including the ends", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 3 }),
      fc.double({ min: -2, max: 2, noNaN: true }),
      (half, order, slope) => {
        const widthFrames = 2 * half + 1;
        fc.pre(order < widthFrames);
        const values = Array.from({ length: widthFrames + 7 }, (_, t) => slope * t ** order + 1);
        const expected = slope * [1, 1, 2, 6][order]!;
        const got = delta(track(values), { widthFrames, order }).data;
        // Inputs up to 2 * 19 ** 3 have an error of 1e-3, which the weights reduce.
        const bound = 1e-6 * Math.max(...values.map(Math.abs));
        got.forEach((v) => assert.ok(Math.abs(v - expected) <= bound));
      },
    ),
    { seed: 9, numRuns: 100 },
  );
});

test("delta of order 1 is the slope of a regression; nearest repeats the ends", () => {
  const values = [...noise(20, 1)];
  const at = (t: number) => values[Math.min(Math.max(t, 0), 19)]!;
  const got = delta(track(values), { widthFrames: 5, mode: "nearest" }).data;
  got.forEach((v, t) => {
    const slope = (2 * (at(t + 2) - at(t - 2)) + at(t + 1) - at(t - 1)) / 10;
    assert.ok(Math.abs(v - slope) < 1e-6);
  });
});

test("delta treats each column separately", () => {
  const data = noise(60, 2);
  const both = delta({ data, frames: 30, bins: 2 }).data;
  for (const bin of [0, 1]) {
    const alone = delta(track([...data].filter((_, i) => i % 2 === bin))).data;
    assert.deepEqual([...both].filter((_, i) => i % 2 === bin), [...alone]);
  }
});

test("invalid widths, orders and too few frames are errors", () => {
  const x = track([1, 2, 3, 4]);
  for (const bad of [{ widthFrames: 1 }, { widthFrames: 4 }, { widthFrames: 9 }]) {
    assert.throws(() => delta(x, bad), RangeError);
  }
  assert.throws(() => delta(x, { widthFrames: 3, order: 3 }), RangeError);
  assert.throws(() => delta(x, { widthFrames: 3, mode: "wrap" as "interp" }), RangeError);
  assert.equal(delta(x, { mode: "nearest" }).frames, 4);
});
