import fc from "fast-check";
import { test } from "node:test";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels } from "./_memory.ts";
import { assertSame, assertWithin, seeds, signal, U64 } from "./_reference.ts";

const counts = fc.nat({ max: 20 });

test("gainBlocks multiplies blocks by four gains each, also in place", () => {
  forAll([counts, fc.boolean(), seeds], (memory, count, inPlace, seed) => {
    const blocks = signal(8 * count, seed);
    const weights = signal(4 * count, seed + 1);
    const from = memory.put(blocks);
    const gains = memory.put(weights);
    const to = inPlace ? from : memory.room(32 * count);
    memory.run(() => kernels.gainBlocks(from, gains, count, to), [to, 32 * count]);
    const want = blocks.map((v, i) => v * weights[4 * (i >> 3) + i % 4]!);
    assertSame(core.f32(to, want.length), want);
  });
});

test("splitBlocks writes the halves of blocks to two arrays; the first may overlap the second", () => {
  forAll([counts, counts, seeds], (memory, count, before, seed) => {
    const blocks = signal(8 * count, seed);
    const from = memory.put(blocks);
    const halves = memory.room(32 * count);
    // The second array starts inside the first, or at its end.
    const first = halves;
    const second = halves + 16 * Math.min(before, count);
    memory.run(
      () => kernels.splitBlocks(from, count, first, second),
      [first, 16 * (count + Math.min(before, count))],
    );
    const half = (offset: number) =>
      Float32Array.from({ length: 4 * count }, (_, i) => blocks[8 * (i >> 2) + offset + i % 4]!);
    const kept = 4 * Math.min(before, count);
    assertSame(core.f32(first, kept), half(0).subarray(0, kept));
    assertSame(core.f32(second, 4 * count), half(4));
  });
});

test("cosineSeries adds cosines of multiples of an angle in float64", () => {
  const angles = fc.double({ min: 0, max: Math.PI, noNaN: true });
  forAll([fc.integer({ min: 1, max: 40 }), angles, seeds], (memory, count, angle, seed) => {
    const terms = Float64Array.from(noise(count, seed));
    const a = memory.put(terms);
    const got = memory.run(() => kernels.cosineSeries(a, count, Math.cos(angle)));
    const want = terms.reduce((sum, term, n) => sum + term * Math.cos(n * angle), 0);
    const size = terms.reduce((sum, term) => sum + Math.abs(term), 0);
    // Clenshaw's recurrence near 0 and pi, and rounding the cosine, lose up to n^2 each.
    assertWithin([got], [want], 4 * (count + 1) ** 2 * U64 * size);
  });
});
