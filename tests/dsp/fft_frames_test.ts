import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { planRfftLanes, smoothUpTo } from "../../src/dsp/fft_plan.ts";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels } from "./_memory.ts";
import { assertSpectrum, dft, interleavedOf, laneOf, seeds } from "./_reference.ts";

const plans = fc.constantFrom(
  ...smoothUpTo(256).map((length) => planRfftLanes(core, 2 * length)),
);

test("fftFrames transforms the pairs of four windowed frames and preserves frames and window", () => {
  forAll([plans, fc.nat({ max: 100 }), seeds], (memory, { address: plan, length }, hop, seed) => {
    const samples = noise(3 * hop + 2 * length, seed);
    const weights = noise(2 * length, seed + 1);
    const from = memory.put(samples);
    const window = memory.put(weights);
    const bytes = 32 * length;
    const x = memory.room(bytes);
    const y = memory.room(bytes);
    const z = memory.run(
      () => kernels.fftFrames(plan, from, 4 * hop, window, x, y),
      ...[[x, bytes], [y, bytes]] as const,
    );
    assert.ok(z === x || z === y);
    for (let lane = 0; lane < 4; lane++) {
      const { re, im } = interleavedOf(weights.map((w, j) => samples[lane * hop + j]! * w));
      // The window adds one rounding, which the reference has too, in float32.
      assertSpectrum(laneOf(core.f32(z, 8 * length), lane), dft(re, im));
    }
  });
});
