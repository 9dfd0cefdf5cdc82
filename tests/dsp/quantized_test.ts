import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels, type Range } from "./_memory.ts";
import { assertSame, seeds, signal } from "./_reference.ts";

/** Arbitrary int8 values. */
function int8s(length: number, seed: number): Int8Array {
  return Int8Array.from(noise(length, seed), (v) => Math.floor(128 * v));
}

test("dequantize multiplies each row of int8 by its scale", () => {
  const sizes = fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 40 }));
  forAll([sizes, seeds], (memory, [outputs, width], seed) => {
    const weights = int8s(outputs * width, seed + 1);
    const scale = signal(outputs, seed);
    const from = memory.put(weights);
    const scales = memory.put(scale);
    const bytes = 4 * outputs * width;
    const out = memory.room(bytes);
    memory.run(() => kernels.dequantize(from, outputs, width, scales, out), [out, bytes]);
    const want = Array.from(
      { length: outputs * width },
      (_, i) => Math.fround(weights[i]! * scale[Math.floor(i / width)]!),
    );
    assertSame(core.f32(out, want.length), want);
  });
});

test("dequantizeBlocks moves weights to the order that conv3x3 reads", () => {
  const sizes = fc.tuple(fc.constantFrom(0, 8, 16), fc.integer({ min: 1, max: 4 }));
  forAll([sizes, seeds], (memory, [outputs, inputs], seed) => {
    const scale = signal(outputs, seed);
    const count = outputs * inputs * 9;
    const weights = int8s(count, seed + 1);
    const from = memory.put(weights);
    const scales = memory.put(scale);
    const out = memory.room(4 * count);
    memory.run(
      () => kernels.dequantizeBlocks(from, outputs, inputs, scales, out),
      [out, 4 * count],
    );
    const want = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const [o, input, tap] = [Math.floor(i / (9 * inputs)), Math.floor(i / 9) % inputs, i % 9];
      want[(((o >> 3) * 9 + tap) * inputs + input) * 8 + o % 8] = weights[i]! * scale[o]!;
    }
    assertSame(core.f32(out, count), want);
  });
});

const matrices = fc.record({
  rows: fc.nat({ max: 4 }),
  columns: fc.nat({ max: 7 }),
  gap: fc.nat({ max: 3 }),
});

test("standardize computes (x - mean) / scale in float64 and rounds once", () => {
  const doubles = fc.float64Array({ minLength: 28, maxLength: 28 });
  forAll([matrices, doubles, seeds], (memory, { rows, columns, gap }, doubles, seed) => {
    const values = Float64Array.from(doubles.subarray(0, rows * columns));
    const [means, deviations] = [signal(columns, seed), signal(columns, seed + 1)];
    const rowBytes = 4 * (columns + gap);
    const x = memory.put(values);
    const mean = memory.put(means);
    const scale = memory.put(deviations);
    const out = memory.room(rows * rowBytes);
    const writable = Array.from(
      { length: rows },
      (_, r): Range => [out + r * rowBytes, 4 * columns],
    );
    const finite = memory.run(
      () => kernels.standardize(x, rows, columns, mean, scale, out, rowBytes),
      ...writable,
    );
    assert.equal(finite, Number(values.every(Number.isFinite)));
    for (let r = 0; r < rows; r++) {
      const want = Float32Array.from(
        { length: columns },
        (_, c) => (values[r * columns + c]! - means[c]!) / deviations[c]!,
      );
      assertSame(core.f32(out + r * rowBytes, columns), want);
    }
  });
});

test("standardize detects a value that is not finite at any position", () => {
  const strange = fc.constantFrom(NaN, Infinity, -Infinity);
  forAll([matrices, strange, fc.nat()], (memory, { rows, columns }, value, place) => {
    const values = new Float64Array(rows * columns).fill(1e300);
    values[place % values.length] = value;
    const x = memory.put(values);
    const ones = memory.put(new Float32Array(columns).fill(1));
    const out = memory.room(4 * values.length);
    const finite = kernels.standardize(x, rows, columns, ones, ones, out, 4 * columns);
    assert.equal(finite, Number(values.length === 0));
  });
});
