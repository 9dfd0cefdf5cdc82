import fc from "fast-check";
import { test } from "node:test";
import { core, forAll, kernels } from "./_memory.ts";
import { assertWithin, dot, seeds, signal, U64 } from "./_reference.ts";

const sizes = fc.record({
  rows: fc.constantFrom(0, 4, 8, 12),
  stride: fc.nat({ max: 9 }).map((half) => 2 * half),
  outputs: fc.nat({ max: 5 }),
});

test("scores64 computes w x of all rows in float64", () => {
  forAll([sizes, seeds], (memory, { rows, stride, outputs }, seed) => {
    const values = Float64Array.from(signal(rows * stride, seed));
    const weights = Float64Array.from(signal(outputs * stride, seed + 1), (v) => v / 3);
    const x = memory.put(values);
    const w = memory.put(weights);
    const bytes = 8 * rows * outputs;
    const y = memory.room(bytes, 8);
    memory.run(() => kernels.scores64(x, rows, stride, w, outputs, y), [y, bytes]);
    const want = Array.from({ length: rows * outputs }, (_, at) => {
      const [r, o] = [Math.floor(at / outputs), at % outputs];
      return dot(
        values.subarray(r * stride, (r + 1) * stride),
        weights.subarray(o * stride, (o + 1) * stride),
        // The reference adds in another order and has an error too.
        2 * (stride + 1),
        U64,
      );
    });
    assertWithin(core.f64(y, want.length), want.map((d) => d.value), want.map((d) => d.bound));
  });
});

test("slopes64 adds e^T x to g in float64", () => {
  forAll([sizes, seeds], (memory, { rows, stride, outputs }, seed) => {
    const values = Float64Array.from(signal(rows * stride, seed));
    const errors = Float64Array.from(signal(rows * outputs, seed + 1), (v) => v / 3);
    const before = Float64Array.from(signal(outputs * stride, seed + 2));
    const x = memory.put(values);
    const e = memory.put(errors);
    const g = memory.put(before);
    memory.run(
      () => kernels.slopes64(x, rows, stride, e, outputs, g),
      [g, before.byteLength],
    );
    const want = Array.from(before, (start, at) => {
      const [o, i] = [Math.floor(at / stride), at % stride];
      const column = Array.from({ length: rows }, (_, r) => values[r * stride + i]!);
      const error = Array.from({ length: rows }, (_, r) => errors[r * outputs + o]!);
      return dot([start, ...column], [1, ...error], 2 * (rows + 2), U64);
    });
    assertWithin(core.f64(g, want.length), want.map((d) => d.value), want.map((d) => d.bound));
  });
});
