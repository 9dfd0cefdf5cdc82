import fc from "fast-check";
import { test } from "node:test";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels, type Range } from "./_memory.ts";
import { assertWithin, type Dot, dot, seeds, signal, U } from "./_reference.ts";

const images = fc.record({
  rows: fc.nat({ max: 5 }),
  columns: fc.nat({ max: 5 }),
  inputs: fc.integer({ min: 1, max: 5 }),
  outputs: fc.constantFrom(8, 16),
  stride: fc.constantFrom(1, 2),
  gap: fc.nat({ max: 3 }),
  floor: fc.constantFrom(0, -Infinity),
  pool: fc.boolean(),
  seed: seeds,
});

test("conv3x3 convolves, adds the bias, clips at the floor and pools the maximum of 2 x 2", () => {
  forAll([images], (memory, { rows, columns, inputs, outputs, stride, gap, floor, pool, seed }) => {
    const width = (Math.max(0, columns - 1) * stride + 3) * inputs + gap;
    const image = signal((Math.max(0, rows - 1) * stride + 3) * width - gap, seed);
    const weights = noise(outputs * 9 * inputs, seed + 1);
    const biases = noise(outputs, seed + 2);
    /** Computes one output before pooling. */
    const at = (r: number, c: number, o: number): Dot => {
      const x: number[] = [1];
      const w: number[] = [biases[o]!];
      for (let tap = 0; tap < 9; tap++) {
        const [dy, dx] = [Math.floor(tap / 3), tap % 3];
        for (let i = 0; i < inputs; i++) {
          x.push(image[(r * stride + dy) * width + (c * stride + dx) * inputs + i]!);
          w.push(weights[(((o >> 3) * 9 + tap) * inputs + i) * 8 + o % 8]!);
        }
      }
      return dot(x, w, 9 * inputs + 1);
    };
    const [outRows, outColumns] = pool ? [rows >> 1, columns >> 1] : [rows, columns];
    const outRowBytes = 4 * (outColumns * outputs + gap);
    const x = memory.put(image);
    const w = memory.put(weights);
    const bias = memory.put(biases);
    const out = memory.room(Math.max(0, outRows * outRowBytes - 4 * gap));
    const writable = Array.from(
      { length: outRows },
      (_, r): Range => [out + r * outRowBytes, 4 * outColumns * outputs],
    );
    memory.run(
      () =>
        kernels.conv3x3(
          ...[x, 4 * width, rows, columns, inputs, stride, w, bias] as const,
          ...[outputs, floor, Number(pool), out, outRowBytes] as const,
        ),
      ...writable,
    );
    for (let r = 0; r < outRows; r++) {
      const want = Array.from({ length: outColumns * outputs }, (_, i): Dot => {
        const [c, o] = [Math.floor(i / outputs), i % outputs];
        if (!pool) return at(r, c, o);
        const four = [0, 1, 2, 3].map((n) => at(2 * r + (n >> 1), 2 * c + (n & 1), o));
        return {
          value: Math.max(...four.map((d) => d.value)),
          bound: Math.max(...four.map((d) => d.bound)),
        };
      });
      assertWithin(
        core.f32(out + r * outRowBytes, want.length),
        want.map((d) => Math.max(floor, d.value)),
        want.map((d) => d.bound),
      );
    }
  });
});

test("meanMaxPool writes the scaled sum of every channel, then its largest value", () => {
  const sizes = fc.record({
    rows: fc.integer({ min: 1, max: 5 }),
    columns: fc.integer({ min: 1, max: 5 }),
    channels: fc.constantFrom(4, 8, 12),
    gap: fc.nat({ max: 3 }),
  });
  forAll([sizes, seeds], (memory, { rows, columns, channels, gap }, seed) => {
    const width = columns * channels + gap;
    const values = signal(rows * width - gap, seed);
    const scale = Math.fround(1 / (rows * columns));
    const x = memory.put(values);
    const out = memory.room(8 * channels);
    memory.run(
      () => kernels.meanMaxPool(x, rows, columns, channels, 4 * width, scale, out),
      [out, 8 * channels],
    );
    const tracks = Array.from({ length: channels }, (_, c) =>
      Array.from(
        { length: rows * columns },
        (_, n) => values[Math.floor(n / columns) * width + (n % columns) * channels + c]!,
      ));
    const means = tracks.map((v) => dot(v, v.map(() => scale), rows * columns));
    const most = tracks.map((v) => Math.max(...v));
    assertWithin(
      core.f32(out, 2 * channels),
      [...means.map((d) => d.value), ...most],
      [...means.map((d) => d.bound + U * Math.abs(d.value)), ...most.map(() => 0)],
    );
  });
});
