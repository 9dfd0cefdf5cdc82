import fc from "fast-check";
import { test } from "node:test";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels } from "./_memory.ts";
import { assertSame, assertWithin, seeds, U } from "./_reference.ts";

const matrices = fc.record({
  frames: fc.integer({ min: 1, max: 70 }),
  tracks: fc.constantFrom(4, 8),
  gap: fc.nat({ max: 3 }),
});

/** Computes the five statistics of a track by definition, with their error bounds. */
function statisticsOf(track: readonly number[]): { want: number[]; bound: number[] } {
  const n = track.length;
  const mean = track.reduce((sum, v) => sum + v, 0) / n;
  const deviation = Math.sqrt(track.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n);
  const sorted = [...track].sort((a, b) => a - b);
  const percentile = (share: number) => {
    const position = share * (n - 1);
    const index = Math.floor(position);
    const high = sorted[Math.min(index + 1, n - 1)]!;
    return sorted[index]! + (position - index) * (high - sorted[index]!);
  };
  const changes = track.slice(1).map((v, t) => Math.abs(v - track[t]!));
  const change = changes.reduce((sum, v) => sum + v, 0) / Math.max(1, n - 1);
  // Values are at most 1 and differences at most 2: n additions of rounded differences for a sum.
  const meanBound = (2 * n + 6) * U;
  return {
    want: [mean, deviation, percentile(0.1), percentile(0.9), change],
    bound: [meanBound, meanBound, 6 * U, 6 * U, meanBound],
  };
}

test("trackStatistics writes mean, deviation, percentiles and change of every column", () => {
  forAll([matrices, seeds], (memory, { frames, tracks, gap }, seed) => {
    const width = tracks + gap;
    const values = noise(frames * width - gap, seed);
    const x = memory.put(values);
    const sorted = memory.room(16 * frames);
    const out = memory.room(20 * tracks);
    memory.run(
      () => kernels.trackStatistics(x, frames, 4 * width, tracks, sorted, out),
      ...[[sorted, 16 * frames], [out, 20 * tracks]] as const,
    );
    for (let c = 0; c < tracks; c++) {
      const track = Array.from({ length: frames }, (_, t) => values[t * width + c]!);
      const { want, bound } = statisticsOf(track);
      const got = want.map((_, s) => core.f32(out, 5 * tracks)[s * tracks + c]!);
      assertWithin(got, want, bound);
    }
  });
});

test("trackStatistics of a constant column is exact: its mean, no deviation, no change", () => {
  const finite = fc.float({ noNaN: true, noDefaultInfinity: true });
  const constants = fc.array(finite, { minLength: 4, maxLength: 4 });
  forAll([fc.integer({ min: 1, max: 70 }), constants], (memory, frames, values) => {
    const x = memory.put(Float32Array.from({ length: 4 * frames }, (_, i) => values[i % 4]!));
    const sorted = memory.room(16 * frames);
    const out = memory.room(80);
    kernels.trackStatistics(x, frames, 16, 4, sorted, out);
    const got = core.f32(out, 20);
    assertWithin(got.subarray(0, 4), values, 0);
    assertSame(got.subarray(4, 8), [0, 0, 0, 0]);
    assertWithin(got.subarray(8, 16), [...values, ...values], 0);
    assertSame(got.subarray(16), [0, 0, 0, 0]);
  });
});

test("NaN in trackStatistics affects the statistics of its column, except percentiles", () => {
  forAll([fc.integer({ min: 1, max: 70 }), seeds], (memory, frames, seed) => {
    const values = noise(4 * frames, seed);
    const column = seed % 4;
    const sorted = memory.room(16 * frames);
    const statistics = (values: Float32Array) => {
      const x = memory.put(values);
      const out = memory.room(80);
      kernels.trackStatistics(x, frames, 16, 4, sorted, out);
      return core.f32(out, 20).slice();
    };
    const want = statistics(values);
    values[4 * (seed % frames) + column] = NaN;
    const got = statistics(values);
    for (const s of [0, 1, 4]) want[4 * s + column] = NaN;
    for (const s of [2, 3]) want[4 * s + column] = got[4 * s + column]!;
    assertSame(got, want);
  });
});
