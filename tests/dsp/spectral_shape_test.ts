import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels } from "./_memory.ts";
import { assertSame, assertWithin, type Dot, seeds, U } from "./_reference.ts";

const UNIT = 15.625;
const FLOOR = Math.fround(1e-10);
const LOUDEST = 1000;
const LEAST = -90;
/** 10 / ln 10, the decibels of one neper. */
const TEN_LOG = 10 / Math.LN10;

/** Arbitrary powers over several orders of magnitude. */
function powers(length: number, seed: number): Float32Array {
  return noise(length, seed).map((v) => 10 ** (3 * v));
}

/**
 * Error of a ratio in dB: `relative` u of the ratio, 1.8 u of the logarithm, 2 u of the product.
 */
function decibels(ratio: number, relative: number): Dot {
  const value = TEN_LOG * Math.log(ratio);
  return { value, bound: U * (TEN_LOG * relative + 4 * Math.abs(value)) };
}

/** Computes centroid, bandwidth and flatness of the bins `first` to `end` of a frame. */
function shapeOf(bins: readonly number[], first: number): Dot[] {
  const n = bins.length;
  const sum = bins.reduce((s, p) => s + p, 0);
  const centroid = bins.reduce((s, p, i) => s + p * (first + i), 0) / sum;
  const variance = bins.reduce((s, p, i) => s + p * (first + i - centroid) ** 2, 0) / sum;
  const logs = bins.map(Math.log);
  const flatness = logs.reduce((s, v) => s + v, 0) / n - Math.log(sum / n);
  const most = Math.max(...logs.map(Math.abs));
  // Sums of positive values have a relative error of n + 2 u.
  const centroidError = 2 * (n + 3) * U * centroid;
  const spread = Math.sqrt(variance);
  return [
    { value: UNIT * centroid, bound: UNIT * centroidError },
    // The centroid's error changes the variance by its square, rounding of k - centroid by u k.
    { value: UNIT * spread, bound: UNIT * (spread * (n + 8) * U + centroidError) },
    // Separate mantissas and exponents: n products, then logarithms of at most 70 n.
    { value: TEN_LOG * flatness, bound: TEN_LOG * U * (2 * n + 12 + 16 * most) },
  ];
}

const spectra = fc.integer({ min: 2, max: 260 }).chain((bins) =>
  fc.record({
    bins: fc.constant(bins),
    limits: fc.array(fc.nat({ max: bins }), { minLength: 8, maxLength: 8 }),
  })
).map(({ bins, limits }) => ({
  bins,
  /** Four nonempty ranges of bins. */
  bands: [0, 2, 4, 6].flatMap((at) => {
    const first = Math.min(limits[at]!, limits[at + 1]!, bins - 1);
    return [first, Math.max(limits[at]!, limits[at + 1]!, first + 1)];
  }),
}));

test("spectralShape8 writes nine values of the shape of eight spectra", () => {
  forAll([spectra, seeds], (memory, { bins, bands }, seed) => {
    const values = powers(8 * bins, seed);
    const previous = powers(8 * bins, seed + 1);
    const columnOf = (rows: Float32Array, lane: number) =>
      Array.from({ length: bins }, (_, k) => rows[8 * k + lane]!);
    const totalsOf = (rows: Float32Array) =>
      Float32Array.from(
        { length: 8 },
        (_, lane) => columnOf(rows, lane).reduce((s, v) => s + v, 0),
      );
    const [totals, previousTotals] = [totalsOf(values), totalsOf(previous)];
    const rows = memory.put(values);
    const totalsAt = memory.put(totals);
    const before = memory.put(previous) + 28;
    const totalBefore = memory.put(previousTotals) + 28;
    const bandsAt = memory.put(Int32Array.from(bands));
    const out = memory.room(288);
    memory.run(
      () =>
        kernels.spectralShape8(
          ...[rows, totalsAt, before, totalBefore, bandsAt] as const,
          ...[UNIT, FLOOR, LOUDEST, LEAST, out] as const,
        ),
      [out, 288],
    );
    const got = core.f32(out, 72);
    const [first, end] = [bands[0]!, bands[1]!];
    for (let lane = 0; lane < 8; lane++) {
      const column = columnOf(values, lane);
      const part = column.slice(first, end).map((p) => p + FLOOR);
      const level = decibels(totals[lane]! / LOUDEST, 2);
      const last = lane === 0 ? columnOf(previous, 7) : columnOf(values, lane - 1);
      const lastTotal = lane === 0 ? previousTotals[7]! : totals[lane - 1]!;
      let [flux, size] = [0, 0];
      for (let k = first; k < end; k++) {
        const [now, then] = [column[k]! / totals[lane]!, last[k]! / lastTotal];
        flux += Math.abs(now - then);
        size += now + then;
      }
      const crests = [2, 4, 6].map((at) => {
        const band = column.slice(bands[at], bands[at + 1]);
        const mean = band.reduce((s, p) => s + p, 0) / band.length;
        return decibels(Math.max(...band) / mean, band.length + 4);
      });
      const [centroid, bandwidth, flatness] = shapeOf(part, first);
      const want = [
        { ...level, value: Math.max(LEAST, level.value) },
        ...[centroid!, bandwidth!, flatness!],
        { value: flux, bound: (end - first + 4) * U * size },
        ...crests,
      ];
      const values9 = Array.from({ length: 9 }, (_, s) => got[8 * s + lane]!);
      const [rolloff] = values9.splice(3, 1);
      assertWithin(values9, want.map((d) => d.value), want.map((d) => d.bound));
      assertRolloff(rolloff! / UNIT, part, first);
    }
  });
});

/** Checks that the cumulative sum first reaches 85 % at this bin, up to rounding. */
function assertRolloff(bin: number, part: readonly number[], first: number): void {
  const share = 0.85 * part.reduce((s, p) => s + p, 0);
  const slack = (part.length + 2) * U * share;
  const before = part.slice(0, bin - first).reduce((s, p) => s + p, 0);
  assert.ok(before < share + slack, `Bin ${bin}: ${before} before it, expected ${share}`);
  assert.ok(before + part[bin - first]! >= share - slack, `Bin ${bin} does not reach ${share}`);
}

test("spectralShape8 of silence is the lowest level, flat, without flux or crest", () => {
  forAll([fc.integer({ min: 1, max: 120 })], (memory, bins) => {
    const rows = memory.put(new Float32Array(8 * bins));
    const totals = memory.put(new Float32Array(8));
    const bands = memory.put(Int32Array.of(0, bins, 0, bins, 0, bins, 0, bins));
    const out = memory.room(288);
    kernels.spectralShape8(rows, totals, rows, totals, bands, UNIT, FLOOR, LOUDEST, LEAST, out);
    const got = core.f32(out, 72);
    const bound = TEN_LOG * U * (2 * bins + 12 + 16 * Math.abs(Math.log(FLOOR)));
    assertWithin(got.subarray(0, 8), new Array(8).fill(LEAST), 0);
    assertWithin(got.subarray(32, 72), new Array(40).fill(0), bound);
  });
});

test("NaN in a frame of spectralShape8 affects that frame and the flux of the next only", () => {
  forAll([fc.integer({ min: 1, max: 120 }), seeds], (memory, bins, seed) => {
    const values = powers(8 * bins, seed);
    const lane = seed % 7;
    const totals = memory.put(new Float32Array(8).fill(bins));
    const bands = memory.put(Int32Array.of(0, bins, 0, bins, 0, bins, 0, bins));
    const shape = (values: Float32Array) => {
      const rows = memory.put(values);
      const out = memory.room(288);
      kernels.spectralShape8(rows, totals, rows, totals, bands, UNIT, FLOOR, LOUDEST, LEAST, out);
      return core.f32(out, 72).slice();
    };
    const want = shape(values);
    values[8 * (seed % bins) + lane] = NaN;
    const got = shape(values);
    // The level comes from `totals`, the roll-off stays at a bin.
    for (const s of [1, 2, 4, 5, 6, 7, 8]) want[8 * s + lane] = NaN;
    want[3 * 8 + lane] = got[3 * 8 + lane]!;
    want[5 * 8 + lane + 1] = NaN;
    assertSame(got, want);
  });
});
