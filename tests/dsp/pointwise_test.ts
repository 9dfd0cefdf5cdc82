import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels } from "./_memory.ts";
import { assertSame, seeds, signal } from "./_reference.ts";

/** Integers of `bits`, both ends included. */
function integers(length: number, bits: number, seed: number): number[] {
  return Array.from(noise(length, seed), (v) => Math.round(2 ** (bits - 1) * v - 0.5));
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

test("quantizeRows rounds to the largest magnitude of each row over the limit", () => {
  const sizes = fc.record({
    rows: fc.nat({ max: 4 }),
    width: fc.constantFrom(8, 16, 40),
    limit: fc.constantFrom(32767, 1000, 1),
    seed: seeds,
  });
  forAll([sizes], (memory, { rows, width, limit, seed }) => {
    const values = signal(rows * width, seed);
    if (rows > 1) values.fill(0, width, 2 * width);
    const x = memory.put(values);
    const out = memory.room(2 * values.length, 2);
    const scales = memory.room(4 * rows);
    memory.run(
      () => kernels.quantizeRows(x, rows, width, limit, out, scales),
      [out, 2 * values.length],
      [scales, 4 * rows],
    );
    const got = new Int16Array(core.u8(out, 2 * values.length).slice().buffer);
    for (let r = 0; r < rows; r++) {
      const row = values.subarray(r * width, (r + 1) * width);
      const most = Math.max(...row.map(Math.abs));
      assertSame(core.f32(scales + 4 * r, 1), [Math.fround(most / limit)]);
      if (!Number.isFinite(most)) continue;
      const factor = most > 0 ? Math.fround(limit / most) : 0;
      const want = Array.from(row, (v) => roundHalfEven(Math.fround(v * factor)) + 0);
      assert.deepEqual([...got.subarray(r * width, (r + 1) * width)], want);
    }
  });
});

/** Calls `pointwise` with weights `[outputs][inputs]`. @returns its outputs */
function multiply(
  memory: Parameters<Parameters<typeof forAll>[1]>[0],
  { rows, inputs, outputs, x, w, xScales, wScales, biases, floor, ceiling }: {
    readonly rows: number;
    readonly inputs: number;
    readonly outputs: number;
    readonly x: readonly number[];
    readonly w: readonly number[];
    readonly xScales: Float32Array;
    readonly wScales: Float32Array;
    readonly biases: Float32Array;
    readonly floor: number;
    readonly ceiling: number;
  },
): Float32Array {
  const packed = new Int8Array(w.length);
  for (const [i, value] of w.entries()) {
    const [o, k] = [Math.floor(i / inputs), i % inputs];
    packed[(((o >> 3) * (inputs >> 1) + (k >> 1)) * 8 + o % 8) * 2 + k % 2] = value;
  }
  const from = memory.put(new Uint8Array(Int16Array.from(x).buffer));
  const addresses = [memory.put(xScales), memory.put(packed), memory.put(wScales)] as const;
  const bias = memory.put(biases);
  const bytes = 4 * rows * outputs;
  const out = memory.room(bytes);
  const [xs, weights, ws] = addresses;
  memory.run(
    () =>
      kernels.pointwise(
        ...[from, xs, rows, inputs, weights, ws, bias, outputs] as const,
        ...[floor, ceiling, out] as const,
      ),
    [out, bytes],
  );
  return core.f32(out, rows * outputs);
}

test("pointwise sums exactly, then scales, adds the bias and limits", () => {
  const sizes = fc.record({
    rows: fc.nat({ max: 10 }).map((n) => 2 * n),
    inputs: fc.nat({ max: 20 }).map((n) => 2 * n),
    outputs: fc.constantFrom(8, 16, 24),
    floor: fc.constantFrom(0, -Infinity),
    ceiling: fc.constantFrom(1e4, Infinity),
    seed: seeds,
  });
  forAll([sizes], (memory, { rows, inputs, outputs, floor, ceiling, seed }) => {
    const x = integers(rows * inputs, 16, seed);
    const w = integers(outputs * inputs, 8, seed + 1);
    const xScales = signal(rows, seed + 2);
    const wScales = noise(outputs, seed + 3);
    const biases = noise(outputs, seed + 4);
    const got = multiply(memory, {
      ...{ rows, inputs, outputs, x, w, xScales, wScales, biases, floor, ceiling },
    });
    const want = Array.from({ length: rows * outputs }, (_, i) => {
      const [r, o] = [Math.floor(i / outputs), i % outputs];
      let sum = 0;
      for (let k = 0; k < inputs; k++) sum += x[r * inputs + k]! * w[o * inputs + k]!;
      const scaled = Math.fround(Math.fround(Math.fround(sum) * xScales[r]!) * wScales[o]!);
      return Math.min(ceiling, Math.max(floor, Math.fround(scaled + biases[o]!)));
    });
    assertSame(got, want);
  });
});

test("pointwise keeps sums up to the largest int32", () => {
  forAll([fc.constant(null)], (memory) => {
    const inputs = 516;
    const ones = Float32Array.of(1, 1);
    const got = multiply(memory, {
      ...{ rows: 2, inputs, outputs: 8 },
      x: [...Array(inputs).fill(32767), ...Array(inputs).fill(-32767)],
      w: Array(8 * inputs).fill(127),
      xScales: ones,
      wScales: new Float32Array(8).fill(1),
      biases: new Float32Array(8),
      floor: -Infinity,
      ceiling: Infinity,
    });
    const sum = Math.fround(inputs * 32767 * 127);
    assertSame(got, [...Array(8).fill(sum), ...Array(8).fill(-sum)]);
  });
});
