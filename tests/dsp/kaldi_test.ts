import fc from "fast-check";
import { test } from "node:test";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels } from "./_memory.ts";
import { assertWithin, seeds, signal, U } from "./_reference.ts";

const frames = fc.record({
  length: fc.integer({ min: 1, max: 45 }),
  hop: fc.nat({ max: 45 }),
  preemphasis: fc.float({ min: 0, max: 1, noNaN: true }),
  centered: fc.boolean(),
});

test("loadKaldiFrames subtracts the mean, applies pre-emphasis, then the window", () => {
  forAll([frames, seeds], (memory, { length, hop, preemphasis, centered }, seed) => {
    const samples = signal(3 * hop + length, seed);
    const weights = noise(length, seed + 1);
    const from = memory.put(samples);
    const window = memory.put(weights);
    const to = memory.room(16 * length);
    memory.run(
      () =>
        kernels.loadKaldiFrames(from, 4 * hop, window, length, preemphasis, Number(centered), to),
      [to, 16 * length],
    );
    // Samples are at most 1: a difference has twice the error of the mean's additions, and 6 u.
    const depth = centered ? Math.ceil(length / 8) + 8 : 0;
    const bound = (2 * depth + 6) * U * 2;
    const got = core.f32(to, 4 * length);
    for (let lane = 0; lane < 4; lane++) {
      const frame = samples.subarray(lane * hop, lane * hop + length);
      const mean = centered ? frame.reduce((sum, v) => sum + v, 0) / length : 0;
      const want = Float64Array.from(frame, (v, j) => {
        const before = frame[Math.max(0, j - 1)]! - mean;
        return weights[j]! * (v - mean - preemphasis * before);
      });
      assertWithin(want.map((_, j) => got[4 * j + lane]!), want, bound);
    }
  });
});
