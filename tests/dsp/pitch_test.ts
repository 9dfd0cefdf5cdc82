import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels } from "./_memory.ts";
import { assertSame, assertWithin, seeds, signal, U } from "./_reference.ts";

test("evenSpectrum mirrors its first bins around zeros, with room for n + 1 vectors", () => {
  const sizes = fc.integer({ min: 1, max: 20 }).chain((bins) =>
    fc.record({
      bins: fc.constant(bins),
      n: fc.integer({ min: Math.max(1, 2 * bins - 2), max: 2 * bins + 20 }),
      step: fc.constantFrom(4, 8),
    })
  );
  forAll([sizes, seeds], (memory, { bins, n, step }, seed) => {
    const vectors = signal((bins - 1) * step + 4, seed);
    const from = memory.put(vectors);
    const to = memory.room(16 * (n + 1));
    memory.run(() => kernels.evenSpectrum(from, 4 * step, bins, n, to), [to, 16 * (n + 1)]);
    const want = Float32Array.from({ length: 4 * n }, (_, i) => {
      const k = Math.min(i >> 2, n - (i >> 2));
      return k < bins ? vectors[k * step + i % 4]! : 0;
    });
    assertSame(core.f32(to, 4 * n), want);
  });
});

interface Pitch {
  readonly period: number;
  readonly strength: number;
  /** Error of the top of the parabola due to rounding. */
  readonly bound: number;
}

/**
 * Computes period and strength of a frame from r[lag], the corrected normalized autocorrelation.
 */
function pitchOf(r: (lag: number) => number, low: number, high: number, preference: number): Pitch {
  const lags = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  const peaks = lags.filter((k) => r(k) > 0 && r(k) >= r(k - 1) && r(k) >= r(k + 1));
  const enough = Math.fround(Math.max(...peaks.map(r)) * preference);
  const lag = peaks.find((k) => r(k) >= enough);
  if (lag === undefined) return { period: high, strength: 0, bound: 0 };
  const [before, peak, after] = [r(lag - 1), r(lag), r(lag + 1)];
  const slope = before - after;
  const bend = before - 2 * peak + after;
  const top = bend < 0 ? 0.5 * slope / bend : 0;
  const shift = Math.max(-0.5, Math.min(0.5, top));
  const strength = Math.max(0, Math.min(1, peak - 0.25 * slope * shift));
  // `bend` is the difference of values close to each other: its error is relative to them.
  const bendError = U * (Math.abs(before - 2 * peak) + Math.abs(bend));
  const bound = bend < 0 ? Math.abs(top) * (4 * U + 2 * bendError / -bend) : 0;
  return { period: lag + shift, strength, bound };
}

const searches = fc.integer({ min: 1, max: 12 }).chain((low) =>
  fc.record({
    low: fc.constant(low),
    high: fc.integer({ min: low, max: low + 40 }),
    preference: fc.constantFrom(0.5, 0.85, 1).map(Math.fround),
    /** Smooth autocorrelation of sines, or noise with many peaks. */
    smooth: fc.boolean(),
  })
);

test("pitchLanes finds the shortest period whose peak is high enough, refined by a parabola", () => {
  forAll([searches, seeds], (memory, { low, high, preference, smooth }, seed) => {
    const random = noise(8 * (high + 2), seed);
    const blocks = random.map((v, i) => {
      const [k, lane] = [Math.floor(i / 8), i % 8];
      if (k === 0) return [2, 1.5, 3, 2.5][lane] ?? v;
      return smooth ? 2 * Math.cos(2 * Math.PI * k / (5 + 4 * lane + random[lane]!)) : v;
    });
    const corrections = Float32Array.from({ length: high + 2 }, (_, k) => 1 + k / 100);
    const acf = memory.put(blocks);
    const correction = memory.put(corrections);
    const workBytes = 16 * (high + 2);
    const r = memory.room(workBytes);
    const out = memory.room(32);
    memory.run(
      () => kernels.pitchLanes(acf, correction, low, high, preference, r, out),
      ...[[r, workBytes], [out, 32]] as const,
    );
    const want = [0, 1, 2, 3].map((lane) => {
      const scale = Math.fround(1 / blocks[lane]!);
      const value = (lag: number) =>
        Math.fround(Math.fround(blocks[8 * lag + lane]! * scale) * corrections[lag]!);
      return pitchOf(value, low, high, preference);
    });
    const periods = want.map((w) => w.period);
    assertWithin(
      core.f32(out, 4),
      periods,
      want.map((w) => w.bound + U * w.period),
    );
    // The slope at the peak is at most twice the largest correlation, which is below 2.
    const bounds = want.map((w) => w.bound + 8 * U);
    assertWithin(core.f32(out + 16, 4), want.map((w) => w.strength), bounds);
  });
});

test("pitchLanes returns the longest period and 0 without a peak, without energy or with NaN", () => {
  forAll([fc.constantFrom(0, -1, NaN)], (memory, energy) => {
    const acf = memory.put(Float32Array.from({ length: 8 * 12 }, (_, i) => i < 4 ? energy : 1));
    const correction = memory.put(new Float32Array(12).fill(1));
    const out = memory.room(32);
    const r = memory.room(16 * 12);
    kernels.pitchLanes(acf, correction, 2, 10, 1, r, out);
    assertSame(core.f32(out, 8), [10, 10, 10, 10, 0, 0, 0, 0]);
    assert.equal(core.f32(acf, 1)[0], energy);
  });
});
