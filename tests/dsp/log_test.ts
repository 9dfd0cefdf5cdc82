import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { core, forAll, kernels } from "./_memory.ts";
import { assertSame, assertWithin, float32s, roundUp, U } from "./_reference.ts";

const NORMAL_MIN = 2 ** -126;

/** Distance of adjacent float32 values at `value`. */
function ulp(value: number): number {
  return 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(value)))) - 23);
}

test("logScaled is within 0.9 ULP of the natural logarithm", () => {
  // Every 40th mantissa around 1, where the logarithm is small, and of octaves far away.
  const ones = [-126, -60, -3, -2, -1, 0, 1, 2, 30, 127].map((e) => 2 ** e);
  core.scratch(() => {
    const length = Math.ceil(2 ** 23 / 40);
    const x = core.alloc(4 * length + 16);
    for (const one of ones) {
      const values = Float32Array.from({ length }, (_, i) => one * (1 + 40 * i * 2 ** -23));
      core.f32(x, length).set(values);
      kernels.logScaled(x, length, NORMAL_MIN, 1, 0);
      const got = core.f32(x, length);
      let most = 0;
      for (let i = 0; i < length; i++) {
        const want = Math.log(values[i]!);
        const error = Math.abs(got[i]! - want) / ulp(want);
        if (!(error <= most)) most = error;
      }
      assert.ok(most <= 0.9, `${most} ULP from ${one} on`);
    }
  });
});

test("logScaled scales, in place, in the length rounded up to 4; NaN and infinity stay", () => {
  const scalars = fc.float({ min: -100, max: 100, noNaN: true });
  const floors = fc.float({ min: Math.fround(NORMAL_MIN), max: 1, noNaN: true });
  forAll([float32s, floors, scalars, scalars], (memory, values, floor, scale, offset) => {
    const room = roundUp(values.length, 4);
    const x = memory.put(values, room);
    memory.run(() => kernels.logScaled(x, values.length, floor, scale, offset), [x, 4 * room]);
    const logs = Array.from(values, (v) => Math.log(v < floor ? floor : v));
    const want = logs.map((y) => y * scale + offset);
    // The logarithm has an error of 0.9 ULP = 1.8 u, the product and the sum of u each.
    const bound = want.map((v, i) => U * (2.8 * Math.abs(logs[i]! * scale) + Math.abs(v)) + 1e-44);
    assertWithin(core.f32(x, values.length), want, bound);
  });
});

test("logScaled of values below the floor is the logarithm of the floor", () => {
  forAll([fc.constant(null)], (memory) => {
    const values = Float32Array.of(-Infinity, -1, -0, 0, 1e-45, NORMAL_MIN, Infinity, NaN);
    const x = memory.put(values);
    memory.run(() => kernels.logScaled(x, 8, 1, 1, 5), [x, 32]);
    assertSame(core.f32(x, 8), [5, 5, 5, 5, 5, 5, Infinity, NaN]);
  });
});
