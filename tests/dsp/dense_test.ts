import fc from "fast-check";
import { test } from "node:test";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels } from "./_memory.ts";
import { assertWithin, dot, seeds, signal } from "./_reference.ts";

test("dense computes w x + bias of all rows, for any sizes", () => {
  const sizes = fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 40 }), fc.nat({ max: 11 }));
  forAll([sizes, seeds], (memory, [rows, inputs, outputs], seed) => {
    const values = signal(rows * inputs, seed);
    const weights = signal(outputs * inputs, seed + 1);
    const biases = noise(outputs, seed + 2);
    const x = memory.put(values);
    const w = memory.put(weights);
    const bias = memory.put(biases);
    const bytes = 4 * rows * outputs;
    const y = memory.room(bytes);
    memory.run(() => kernels.dense(x, rows, inputs, w, bias, outputs, y), [y, bytes]);
    // Four partial sums, their sum in two steps, three single products, the bias.
    const depth = Math.ceil(inputs / 4) + 7;
    const want = Array.from({ length: rows * outputs }, (_, at) => {
      const [r, o] = [Math.floor(at / outputs), at % outputs];
      const row = values.subarray(r * inputs, (r + 1) * inputs);
      return dot(
        [...row, 1],
        [...weights.subarray(o * inputs, (o + 1) * inputs), biases[o]!],
        depth,
      );
    });
    assertWithin(core.f32(y, want.length), want.map((d) => d.value), want.map((d) => d.bound));
  });
});
