import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  isSingleLength,
  planFftLanes,
  planRfftLanes,
  planRfftSingle,
  smoothUpTo,
} from "../../src/dsp/fft_plan.ts";
import { noise, rfftReference } from "../features/_reference.ts";
import { core, forAll, kernels } from "./_memory.ts";
import {
  assertSpectrum,
  assertWithin,
  interleavedOf,
  laneOf,
  seeds,
  splitReference,
  U,
} from "./_reference.ts";

const singlePlans = fc.constantFrom(
  ...smoothUpTo(320).filter(isSingleLength).map((length) => planRfftSingle(core, 2 * length)!),
);
const lanesPlans = fc.constantFrom(
  ...smoothUpTo(200).map((length) => planRfftLanes(core, 2 * length)),
);
/** Consecutive operations of the split: sums, a product with a rounded factor, a sum. */
const SPLIT = 6;

test("rfftSingle transforms 2 `length` samples to `length + 1` bins; `from` may be `y`", () => {
  forAll([singlePlans, fc.boolean(), seeds], (memory, { address: plan, length }, inY, seed) => {
    const samples = noise(2 * length, seed);
    const bytes = 8 * length + 32;
    const from = memory.put(samples, bytes / 4);
    const x = memory.room(bytes);
    const y = inY ? from : memory.room(bytes);
    const outBytes = 8 * length + 8;
    const out = memory.room(outBytes);
    memory.run(
      () => kernels.rfftSingle(plan, from, x, y, out),
      ...[[x, bytes], [y, bytes], [out, outBytes]] as const,
    );
    const got = interleavedOf(core.f32(out, 2 * length + 2));
    assertSpectrum(got, interleavedOf(rfftReference(samples)), SPLIT);
  });
});

test("splitLanes computes the transform of the samples from that of their pairs, in place", () => {
  forAll([lanesPlans, seeds], (memory, { address: plan, length }, seed) => {
    const blocks = noise(8 * length, seed);
    const bytes = 32 * (length + 1);
    const z = memory.put(blocks, bytes / 4);
    memory.run(() => kernels.splitLanes(plan, z), [z, bytes]);
    const got = core.f32(z, bytes / 4);
    for (let lane = 0; lane < 4; lane++) {
      const want = splitReference(laneOf(blocks, lane));
      const { re, im } = laneOf(got, lane);
      const bound = want.size.map((size) => SPLIT * U * size);
      assertWithin(re, want.re, bound);
      assertWithin(im, want.im, bound);
    }
  });
});

test("splitLanes after fftLanes is the real transform", () => {
  for (const samples of [2, 6, 50, 64, 400]) {
    const { address: plan, length } = planRfftLanes(core, samples);
    core.scratch(() => {
      const values = noise(samples, samples);
      const x = core.allocF32(
        Float32Array.from({ length: 4 * samples }, (_, i) => values[i >> 2]!),
      );
      core.alloc(32);
      const y = core.alloc(16 * samples + 32);
      const z = kernels.fftLanes(plan, x, y);
      kernels.splitLanes(plan, z);
      const got = laneOf(core.f32(z, 8 * (length + 1)), 3);
      assertSpectrum(got, interleavedOf(rfftReference(values)), SPLIT);
    });
  }
});

test("a plan without a split has no factors for it", () => {
  assert.equal(core.i32(planFftLanes(core, 60).address, 3)[2], 0);
});
