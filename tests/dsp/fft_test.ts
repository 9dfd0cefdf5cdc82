import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { isSingleLength, planFftLanes, planFftSingle, smoothUpTo } from "../../src/dsp/fft_plan.ts";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels } from "./_memory.ts";
import {
  assertSame,
  assertSpectrum,
  dft,
  interleavedOf,
  laneOf,
  neighborsOf,
  seeds,
} from "./_reference.ts";

const smooth = smoothUpTo(400);
const lanesPlans = fc.constantFrom(...smooth.map((length) => planFftLanes(core, length)));
const singlePlans = fc.constantFrom(
  ...smooth.filter(isSingleLength).map((length) => planFftSingle(core, length)),
);

test("fftLanes transforms four frames and returns one of its two buffers", () => {
  forAll([lanesPlans, seeds], (memory, { address: plan, length }, seed) => {
    const blocks = noise(8 * length, seed);
    const x = memory.put(blocks);
    const y = memory.room(32 * length);
    const z = memory.run(() => kernels.fftLanes(plan, x, y), [x, 32 * length], [y, 32 * length]);
    assert.ok(z === x || z === y);
    const got = core.f32(z, 8 * length);
    for (let lane = 0; lane < 4; lane++) {
      const { re, im } = laneOf(blocks, lane);
      assertSpectrum(laneOf(got, lane), dft(re, im));
    }
  });
});

test("fftLanes keeps NaN and infinity in their lane", () => {
  const values = fc.constantFrom(NaN, Infinity);
  forAll([lanesPlans, seeds, values], (memory, { address: plan, length }, seed, value) => {
    const blocks = noise(8 * length, seed);
    const lane = seed % 4;
    blocks[8 * (seed % length) + lane] = value;
    const x = memory.put(blocks);
    const z = kernels.fftLanes(plan, x, memory.room(32 * length));
    for (let other = 0; other < 4; other++) {
      const { re, im } = laneOf(core.f32(z, 8 * length), other);
      const finite = re.map((v, k) => Number(Number.isFinite(v) && Number.isFinite(im[k])));
      assert.ok(finite.every((v) => v === Number(other !== lane)));
    }
  });
});

const sources = fc.constantFrom("planar", "blocks", "blocks in y");

test("fftSingle transforms planar arrays or blocks, which are preserved unless they are y", () => {
  forAll([singlePlans, sources, seeds], (memory, { address: plan, length }, source, seed) => {
    const values = noise(2 * length, seed);
    const bytes = 8 * length;
    const from = memory.put(values);
    const x = memory.room(bytes);
    const y = source === "blocks in y" ? from : memory.room(bytes);
    const z = memory.run(
      () =>
        source === "planar"
          ? kernels.fftSingle(plan, from, from + 4 * length, 16, x, y)
          : kernels.fftSingle(plan, from, from + 16, 32, x, y),
      ...[[x, bytes], [y, bytes]] as const,
    );
    assert.ok(z === x || z === y);
    const { re, im } = source === "planar"
      ? { re: values.subarray(0, length), im: values.subarray(length) }
      : neighborsOf(values);
    assertSpectrum(neighborsOf(core.f32(z, 2 * length)), dft(re, im));
  });
});

test("fftSingle with re and im swapped is the swapped inverse times the length", () => {
  forAll([singlePlans, seeds], (memory, { address: plan, length }, seed) => {
    const values = noise(2 * length, seed);
    const from = memory.put(values);
    const x = memory.room(8 * length);
    const y = memory.room(8 * length);
    const u = memory.room(8 * length);
    const z = kernels.fftSingle(plan, from, from + 16, 32, x, y);
    const t = kernels.fftSingle(plan, z + 16, z, 32, u, z);
    const { re, im } = neighborsOf(core.f32(t, 2 * length));
    const want = neighborsOf(values);
    const scaled = { re: want.re.map((v) => v * length), im: want.im.map((v) => v * length) };
    // The forward transform has the same error again.
    assertSpectrum({ re: im, im: re }, scaled, 7 * Math.log2(length));
  });
});

test("fftInterleaved transforms interleaved values, which are preserved unless they are y", () => {
  forAll([singlePlans, fc.boolean(), seeds], (memory, { address: plan, length }, inY, seed) => {
    const values = noise(2 * length, seed);
    const bytes = 8 * length;
    const from = memory.put(values);
    const x = memory.room(bytes);
    const y = inY ? from : memory.room(bytes);
    const z = memory.run(() => kernels.fftInterleaved(plan, from, x, y), [x, bytes], [y, bytes]);
    assert.ok(z === x || z === y);
    const { re, im } = interleavedOf(values);
    assertSpectrum(neighborsOf(core.f32(z, 2 * length)), dft(re, im));
  });
});

test("fftInterleaved and fftSingle compute the same bits", () => {
  forAll([singlePlans, seeds], (memory, { address: plan, length }, seed) => {
    const values = noise(2 * length, seed);
    const { re, im } = interleavedOf(values);
    const from = memory.put(values);
    const [real, imaginary] = [re, im].map((part) => memory.put(Float32Array.from(part)));
    const room = () => memory.room(8 * length);
    const first = kernels.fftInterleaved(plan, from, room(), room());
    const second = kernels.fftSingle(plan, real!, imaginary!, 16, room(), room());
    assertSame(core.f32(first, 2 * length), core.f32(second, 2 * length));
  });
});
