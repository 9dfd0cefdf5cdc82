import fc from "fast-check";
import { test } from "node:test";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels } from "./_memory.ts";
import { assertSame, assertWithin, seeds, signal, U } from "./_reference.ts";

test("mirrorLanes completes an even spectrum in place", () => {
  forAll([fc.integer({ min: 1, max: 40 }), seeds], (memory, n, seed) => {
    const vectors = signal(4 * n, seed);
    const x = memory.put(vectors);
    memory.run(() => kernels.mirrorLanes(x, n), [x, 16 * n]);
    const want = vectors.map((_, i) => {
      const k = i >> 2;
      return vectors[4 * (2 * k > n ? n - k : k) + i % 4]!;
    });
    assertSame(core.f32(x, 4 * n), want);
  });
});

test("yinLanes computes the cumulative mean normalized difference of four frames", () => {
  const lags = fc.integer({ min: 1, max: 20 }).chain((low) =>
    fc.record({
      low: fc.constant(low),
      high: fc.integer({ min: low, max: low + 40 }),
      scale: fc.constantFrom(1, 1 / 512),
    })
  );
  forAll([lags, seeds], (memory, { low, high, scale }, seed) => {
    const samples = noise(4 * high, seed);
    // Larger at lag 0 than the energy, so that all differences are positive, as in real frames.
    const blocks = noise(8 * (high + 1), seed + 1).map((v, i) => (i < 4 ? 2 * high : v) / scale);
    const x = memory.put(samples);
    const acf = memory.put(blocks);
    const bytes = 16 * (high - low + 1);
    const out = memory.room(bytes);
    memory.run(() => kernels.yinLanes(x, acf, scale, low, high, out), [out, bytes]);
    const got = core.f32(out, bytes / 4);
    for (let lane = 0; lane < 4; lane++) {
      let [energy, total, size] = [0, 0, 0];
      const want: number[] = [];
      const bound: number[] = [];
      for (let k = 1; k <= high; k++) {
        energy += samples[4 * (k - 1) + lane]! ** 2;
        const correlation = 2 * (blocks[lane]! - blocks[8 * k + lane]!) * scale;
        const difference = correlation - energy;
        // A sum of k squares, a difference and a product before the last difference.
        const error = U * ((k + 1) * energy + 3 * Math.abs(correlation) + Math.abs(difference));
        total += difference;
        size += error + k * U * Math.abs(difference);
        const value = difference / (total / k);
        if (k < low) continue;
        want.push(value);
        bound.push(value * (error / difference + (size + k * U * total) / total + 3 * U));
      }
      assertWithin(want.map((_, i) => got[4 * i + lane]!), want, bound);
    }
  });
});

test("yinLanes of silence is 0, and NaN stays in its lane", () => {
  forAll([fc.integer({ min: 1, max: 12 })], (memory, high) => {
    const x = memory.put(Float32Array.from({ length: 4 * high }, (_, i) => i % 4 === 1 ? NaN : 0));
    const acf = memory.put(new Float32Array(8 * (high + 1)));
    const out = memory.room(16);
    kernels.yinLanes(x, acf, 1, high, high, out);
    assertSame(core.f32(out, 4), [0, NaN, 0, 0]);
  });
});
