import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { core, forAll, kernels } from "./_memory.ts";
import { assertSame, float32, float32s, roundUp } from "./_reference.ts";

test("min is the smallest value without NaN; infinity without values", () => {
  const numbers = fc.float32Array({ maxLength: 40, noNaN: true }).map((v) => Float32Array.from(v));
  forAll([fc.oneof(float32s, numbers)], (memory, values) => {
    const x = memory.put(values);
    const got = memory.run(() => kernels.min(x, values.length));
    // Either zero is a valid minimum.
    assert.equal(got + 0, Math.min(...values.filter((v) => !Number.isNaN(v))) + 0);
  });
});

test("lift computes max(x - mean, least) in place, in the length rounded up to 4; NaN stays", () => {
  const least = fc.float({ noNaN: true });
  forAll([float32s, float32, least], (memory, values, mean, least) => {
    const room = roundUp(values.length, 4);
    const x = memory.put(values, room);
    memory.run(() => kernels.lift(x, values.length, mean, least), [x, 4 * room]);
    const want = values.map((v) => {
      const lifted = Math.fround(v - mean);
      return lifted < least ? least : lifted;
    });
    assertSame(core.f32(x, values.length), want);
  });
});

test("clamp limits values in place, in the length rounded up to 4; NaN stays", () => {
  const limits = fc.constantFrom([0, 6], [0, Infinity], [-Infinity, Infinity]);
  forAll([float32s, limits], (memory, values, [floor, ceiling]) => {
    const room = roundUp(values.length, 4);
    const x = memory.put(values, room);
    memory.run(() => kernels.clamp(x, values.length, floor!, ceiling!), [x, 4 * room]);
    // A zero of either sign is within the limits.
    const want = values.map((v) => v < floor! ? floor! : v > ceiling! ? ceiling! : v);
    assertSame(core.f32(x, values.length), want);
  });
});

test("shareOfRange computes in float64, rounds once and touches the length rounded up to 2", () => {
  forAll([float32s, fc.double(), fc.double()], (memory, values, top, range) => {
    const room = roundUp(values.length, 2);
    const x = memory.put(values, room);
    memory.run(() => kernels.shareOfRange(x, values.length, top, range), [x, 4 * room]);
    const want = values.map((v) => Math.max(0, 1 + (v - top) / range));
    assertSame(core.f32(x, values.length), want);
  });
});

test("shareOfRange runs from 0 at `top - range` to 1 at `top`", () => {
  forAll([fc.constant(null)], (memory) => {
    const x = memory.put(Float32Array.of(-90, -80, -60, -20, 0, 10), 6);
    memory.run(() => kernels.shareOfRange(x, 6, 0, 80), [x, 24]);
    assertSame(core.f32(x, 6), [0, 0, 0.25, 0.75, 1, 1.125]);
  });
});

test("blend computes a + (b - a) share, also in place of either, in the length rounded up to 4", () => {
  const into = fc.constantFrom("a", "b", "out");
  forAll([float32s, float32s, float32, into], (memory, first, second, share, into) => {
    const length = Math.min(first.length, second.length);
    const room = roundUp(length, 4);
    const a = memory.put(first.subarray(0, length), room);
    const b = memory.put(second.subarray(0, length), room);
    const out = into === "a" ? a : into === "b" ? b : memory.room(4 * room);
    memory.run(() => kernels.blend(a, b, share, length, out), [out, 4 * room]);
    const want = Float32Array.from(
      { length },
      (_, i) => first[i]! + Math.fround(Math.fround(second[i]! - first[i]!) * share),
    );
    assertSame(core.f32(out, length), want);
  });
});
