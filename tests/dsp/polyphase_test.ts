import fc from "fast-check";
import { test } from "node:test";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels } from "./_memory.ts";
import { assertWithin, type Dot, seeds, U } from "./_reference.ts";

const filters = fc.integer({ min: 1, max: 160 }).chain((up) =>
  fc.record({
    up: fc.constant(up),
    phase: fc.nat({ max: up - 1 }),
    down: fc.integer({ min: 1, max: 500 }),
    taps: fc.constantFrom(8, 16, 24, 40),
    phases: fc.integer({ min: 1, max: 8 }),
    count: fc.nat({ max: 12 }),
  })
);

test("polyphase filters at phases between the rows of its table, with cubic interpolation", () => {
  forAll([filters, seeds], (memory, { up, phase, down, taps, phases, count }, seed) => {
    const starts = Array.from({ length: count }, (_, i) => Math.floor((phase + i * down) / up));
    const samples = noise((starts.at(-1) ?? 0) + taps, seed);
    const rows = noise((phases + 3) * taps, seed + 1);
    const x = memory.put(samples);
    const table = memory.put(rows);
    const out = memory.room(4 * count);
    memory.run(
      () => kernels.polyphase(x, out, count, phase, up, down, table, taps, phases),
      [out, 4 * count],
    );
    const want = starts.map((start, i): Dot => {
      const position = (phase + i * down - start * up) * phases / up;
      const index = Math.floor(position);
      const t = position - index;
      // Lagrange's weights of the rows at -1, 0, 1 and 2.
      const weights = [
        -t * (t - 1) * (t - 2) / 6,
        (t + 1) * (t - 1) * (t - 2) / 2,
        -(t + 1) * t * (t - 2) / 2,
        (t + 1) * t * (t - 1) / 6,
      ];
      let [value, bound] = [0, 0];
      for (let j = 0; j < taps; j++) {
        weights.forEach((weight, r) => {
          const term = samples[start + j]! * rows[(index + r) * taps + j]!;
          value += weight * term;
          // Weights have an error of 8 u; their sum, 16 partial sums and the sum of those follow.
          bound += U * Math.abs(term) * (8 + (taps / 16 + 8) * Math.abs(weight));
        });
      }
      return { value, bound };
    });
    assertWithin(core.f32(out, count), want.map((d) => d.value), want.map((d) => d.bound));
  });
});

test("polyphase interpolates a cubic between the rows exactly", () => {
  // Row r is for the fraction (r - 1) / phases: with coefficients t ** 3 the output is its cube.
  forAll([fc.integer({ min: 1, max: 100 })], (memory, up) => {
    const phases = 4;
    const table = memory.put(
      Float32Array.from(
        { length: (phases + 3) * 8 },
        (_, i) => i % 8 === 0 ? ((Math.floor(i / 8) - 1) / phases) ** 3 : 0,
      ),
    );
    const x = memory.put(new Float32Array(8 + up).fill(1));
    const out = memory.room(4 * up);
    memory.run(() => kernels.polyphase(x, out, up, 0, up, 1, table, 8, phases), [out, 4 * up]);
    const want = Float64Array.from({ length: up }, (_, i) => (i / up) ** 3);
    // Four products of weights and coefficients up to 1.5 ** 3.
    assertWithin(core.f32(out, up), want, 64 * U);
  });
});
