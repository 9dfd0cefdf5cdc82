import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels } from "./_memory.ts";
import {
  assertSame,
  assertWithin,
  dot,
  float32,
  float32s,
  roundUp,
  seeds,
  signal,
  U64,
} from "./_reference.ts";

const lengths = fc.nat({ max: 70 });

test("affine computes (x - mean) scale in place, rounded twice, in the length rounded up to 4", () => {
  forAll([float32s, float32, float32], (memory, values, mean, scale) => {
    const room = roundUp(values.length, 4);
    const x = memory.put(values, room);
    memory.run(() => kernels.affine(x, values.length, mean, scale), [x, 4 * room]);
    const want = values.map((v) => Math.fround(v - mean) * scale);
    assertSame(core.f32(x, values.length), want);
  });
});

test("countFrom counts the values with a magnitude of at least `limit`, without NaN", () => {
  forAll([float32s, fc.float({ min: 0 })], (memory, values, limit) => {
    const x = memory.put(values);
    const count = memory.run(() => kernels.countFrom(x, values.length, limit));
    assert.equal(count, values.filter((v) => Math.abs(v) >= limit).length);
  });
});

test("countFrom counts values equal to the limit at any position", () => {
  forAll([lengths], (memory, length) => {
    const values = Float32Array.from({ length }, (_, i) => [1, -1, 0.5, NaN, Infinity][i % 5]!);
    const x = memory.put(values);
    const count = memory.run(() => kernels.countFrom(x, length, 1));
    assert.equal(count, values.filter((v) => Math.abs(v) >= 1).length);
  });
});

test("fir computes dot products of the taps with values `stepBytes` apart", () => {
  forAll(
    [lengths, fc.nat({ max: 5 }), fc.nat({ max: 20 }), seeds],
    (memory, length, n, step, seed) => {
      const values = signal(Math.max(0, n - 1) * step + length, seed);
      const weights = noise(length, seed + 1);
      const x = memory.put(values);
      const taps = memory.put(weights);
      const out = memory.room(4 * n);
      memory.run(() => kernels.fir(x, 4 * step, taps, length, n, out), [out, 4 * n]);
      // Sixteen partial sums, their sum in four steps, up to three single products after them.
      const depth = Math.ceil(length / 16) + 9;
      const want = Array.from(
        { length: n },
        (_, i) => dot(values.subarray(i * step, i * step + length), weights, depth),
      );
      assertWithin(core.f32(out, n), want.map((d) => d.value), want.map((d) => d.bound));
    },
  );
});

test("sum adds in float64", () => {
  forAll([lengths, seeds], (memory, length, seed) => {
    const values = signal(length, seed);
    const x = memory.put(values);
    const got = memory.run(() => kernels.sum(x, length));
    const want = dot(values, new Float64Array(length).fill(1), length, U64);
    assertWithin([got], [want.value], 2 * want.bound);
  });
});

test("sumSquares adds squared deviations in float64", () => {
  forAll(
    [lengths, seeds, fc.double({ min: -1, max: 1, noNaN: true })],
    (memory, length, seed, mean) => {
      const values = signal(length, seed);
      const x = memory.put(values);
      const got = memory.run(() => kernels.sumSquares(x, length, mean));
      const apart = Float64Array.from(values, (v) => v - mean);
      const want = dot(apart, apart, length + 3, U64);
      assertWithin([got], [want.value], 2 * want.bound);
    },
  );
});

test("max is the largest value, NaN if there is one, -infinity without values", () => {
  const numbers = fc.float32Array({ maxLength: 40, noNaN: true }).map((v) => Float32Array.from(v));
  forAll([fc.oneof(float32s, numbers)], (memory, values) => {
    const x = memory.put(values);
    const got = memory.run(() => kernels.max(x, values.length));
    assert.equal(got, Math.max(...values));
  });
});

test("max detects a NaN at any position", () => {
  forAll([fc.integer({ min: 1, max: 40 }), fc.nat()], (memory, length, place) => {
    const values = noise(length, length);
    values[place % length] = NaN;
    const x = memory.put(values);
    assert.equal(memory.run(() => kernels.max(x, length)), NaN);
  });
});
