import { dct } from "@babycry/babycry/features";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { applyReference, dctReference, noise, relativeError } from "./_reference.ts";

test("dct equals the float64 definition at any size", () => {
  fc.assert(
    fc.property(fc.nat(9), fc.integer({ min: 1, max: 150 }), fc.nat(), (frames, bins, pick) => {
      const data = noise(frames * bins, bins);
      const coefficients = 1 + pick % bins;
      for (const norm of ["ortho", null] as const) {
        const got = dct({ data, frames, bins }, { coefficients, norm });
        const expected = applyReference(
          data,
          dctReference(bins, coefficients, norm === "ortho"),
          bins,
        );
        assert.deepEqual([got.frames, got.bins], [frames, coefficients]);
        assert.ok(relativeError(expected, got.data) < 2e-6);
      }
    }),
    { seed: 6, numRuns: 100 },
  );
});

test("dct of more rows than one block", () => {
  const data = noise(1000 * 64, 1);
  const got = dct({ data, frames: 1000, bins: 64 }).data;
  assert.ok(relativeError(applyReference(data, dctReference(64, 64, true), 64), got) < 2e-6);
});

test("the orthogonal transform preserves energy", () => {
  const data = noise(128, 2);
  const energy = (x: Float32Array) => x.reduce((sum, v) => sum + v * v, 0);
  const got = dct({ data, frames: 1, bins: 128 });
  assert.ok(Math.abs(energy(got.data) / energy(data) - 1) < 1e-6);
});

test("more coefficients than bins, unknown norms and wrong shapes are errors", () => {
  const x = { data: new Float32Array(8), frames: 2, bins: 4 };
  assert.throws(() => dct({ ...x, frames: 3 }), TypeError);
  assert.throws(() => dct({ ...x, data: [1] as unknown as Float32Array }), TypeError);
  assert.throws(() => dct(x, { coefficients: 5 }), RangeError);
  assert.throws(() => dct(x, { coefficients: 0 }), RangeError);
  assert.throws(() => dct(x, { norm: "unit" as "ortho" }), RangeError);
});
