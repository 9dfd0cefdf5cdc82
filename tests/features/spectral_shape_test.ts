import {
  chromaStft,
  rms,
  spectralBandwidth,
  spectralCentroid,
  spectralContrast,
  spectralFlatness,
  spectralRolloff,
  stftPower,
  zeroCrossingRate,
} from "@babycry/babycry/features";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise, relativeError } from "./_reference.ts";

const options = { sampleRateHz: 16_000, nFft: 256, hopSamples: 100 };
const rowsOf = (x: Float32Array) => {
  const S = stftPower(x, { ...options, power: 1 });
  const rows = Array.from(
    { length: S.frames },
    (_, t) => Array.from(S.data.subarray(t * S.bins, (t + 1) * S.bins)),
  );
  return { S, rows };
};
const sumOf = (values: number[]) => values.reduce((sum, v) => sum + v, 0);

test("the moments equal their definition, from samples or magnitudes", () => {
  const x = noise(3000, 1);
  const { S, rows } = rowsOf(x);
  const centroids = rows.map((row) => sumOf(row.map((v, k) => v * k * 62.5)) / sumOf(row));
  assert.ok(relativeError(centroids, spectralCentroid(x, options)) < 1e-6);
  assert.deepEqual(spectralCentroid(S, { sampleRateHz: 16_000 }), spectralCentroid(x, options));
  for (const p of [1, 2, 3]) {
    const spreads = rows.map((row, t) => {
      const away = row.map((v, k) => v * Math.abs(k * 62.5 - centroids[t]!) ** p);
      return (sumOf(away) / sumOf(row)) ** (1 / p);
    });
    assert.ok(relativeError(spreads, spectralBandwidth(S, { sampleRateHz: 16_000, p })) < 1e-6);
  }
  const flatness = rows.map((row) => {
    const power = row.map((v) => Math.max(1e-10, v * v));
    return Math.exp(sumOf(power.map(Math.log)) / power.length) / (sumOf(power) / power.length);
  });
  assert.ok(relativeError(flatness, spectralFlatness(S)) < 1e-6);
});

test("a signal of several pieces has the shape of its whole spectrum", () => {
  const x = noise(600_000, 6);
  const cut = { nFft: 512, hopSamples: 999 };
  const rate = { sampleRateHz: 16_000 };
  const S = stftPower(x, { ...cut, power: 1 });
  assert.deepEqual(spectralCentroid(x, { ...cut, ...rate }), spectralCentroid(S, rate));
  const bands = { ...rate, nBands: 4 };
  assert.deepEqual(spectralContrast(x, { ...cut, ...bands }), spectralContrast(S, bands));
  const power = stftPower(x, cut);
  assert.deepEqual(chromaStft(x, { ...cut, ...rate }), chromaStft(power, rate));
});

test("the roll-off is the first bin at which the cumulative share is reached", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.nat(99), (share, seed) => {
      const { S, rows } = rowsOf(noise(600, seed));
      const got = spectralRolloff(S, { sampleRateHz: 16_000, rollPercent: share });
      rows.forEach((row, t) => {
        const bin = got[t]! / 62.5;
        assert.ok(sumOf(row.slice(0, bin + 1)) >= share * sumOf(row) * (1 - 1e-9));
        assert.ok(bin === 0 || sumOf(row.slice(0, bin)) < share * sumOf(row) * (1 + 1e-9));
      });
    }),
    { seed: 10, numRuns: 30 },
  );
});

test("the contrast of each band distinguishes a tone from noise", () => {
  const tone = Float32Array.from(
    { length: 4000 },
    (_, n) => Math.sin(2 * Math.PI * 1000 * n / 16_000),
  );
  const contrastOf = (x: Float32Array) =>
    spectralContrast(x, { ...options, nFft: 1024, nBands: 5 });
  const { data, frames, bins } = contrastOf(tone);
  assert.equal(bins, 6);
  const other = contrastOf(noise(4000, 1)).data;
  for (let t = 10; t < frames - 10; t++) {
    // The band from 800 to 1600 Hz contains the tone.
    assert.ok(data[t * bins + 3]! > 30);
    assert.ok(other[t * bins + 3]! < 30);
  }
  const linear = spectralContrast(
    { data: Float32Array.from({ length: 129 }, (_, k) => k), frames: 1, bins: 129 },
    { sampleRateHz: 16_000, nBands: 4, quantile: 0.1, linear: true },
  );
  // Bins 0 to 3 are below 200 Hz, the last one counts for the next band; the top band has 25 to
  // 128.
  assert.equal(linear.data[0], 2);
  assert.equal(linear.data[4], (119 + 128) / 2 - (25 + 34) / 2);
});

test("peaks and valleys are means of the ends of the sorted bins", () => {
  const bins = 257;
  const bounds = [[0, 51], [51, 102], [102, 204], [204, 257]] as const;
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 19 }),
      fc.nat(99),
      (quantile, frames, seed) => {
        const data = noise(frames * bins, seed).map(Math.abs);
        const given = { sampleRateHz: 16_000, nBands: 3, fMinHz: 1600, quantile, linear: true };
        const got = spectralContrast({ data, frames, bins }, given);
        for (let t = 0; t < frames; t++) {
          for (const [band, [from, to]] of bounds.entries()) {
            const row = Array.from(data.subarray(t * bins + from, t * bins + to)).sort((a, b) =>
              a - b
            );
            // The bin that the next band shares is counted, too.
            const share = quantile * (to - from + (band < 3 ? 1 : 0));
            const keep = Math.min(row.length, Math.max(1, Math.round(share)));
            if (Math.abs(share % 1 - 0.5) < 1e-9) continue;
            const expected = (sumOf(row.slice(-keep)) - sumOf(row.slice(0, keep))) / keep;
            assert.ok(Math.abs(got.data[t * 4 + band]! - expected) < 1e-5);
          }
        }
      },
    ),
    { seed: 11, numRuns: 60 },
  );
  const data = noise(9 * bins, 1).map(Math.abs);
  data[3 * bins + 60] = NaN;
  const { data: got } = spectralContrast({ data, frames: 9, bins }, {
    sampleRateHz: 16_000,
    nBands: 3,
    fMinHz: 1600,
    linear: true,
  });
  // Only in its band and frame.
  got.forEach((value, i) => assert.equal(Number.isNaN(value), i === 3 * 4 + 1));
});

test("silence has shape 0 and flatness 1", () => {
  const x = new Float32Array(1000);
  for (const shape of [spectralCentroid, spectralBandwidth, spectralRolloff]) {
    assert.ok(shape(x, options).every((v) => v === 0));
  }
  assert.ok(spectralFlatness(x, options).every((v) => Math.abs(v - 1) < 1e-9));
  assert.ok(spectralContrast(x, { ...options, nBands: 3 }).data.every((v) => v === 0));
});

test("rms equals the definition on padded frames, and on their spectra", () => {
  const x = noise(2500, 4);
  const got = rms(x, { frameSamples: 256, hopSamples: 100 });
  const expected = Array.from({ length: 26 }, (_, t) => {
    const frame = Array.from({ length: 256 }, (_, j) => x[t * 100 - 128 + j] ?? 0);
    return Math.sqrt(sumOf(frame.map((v) => v * v)) / 256);
  });
  assert.ok(relativeError(expected, got) < 1e-7);
  const S = stftPower(x, { nFft: 256, hopSamples: 100, window: "boxcar", power: 1 });
  assert.ok(relativeError(expected, rms(S)) < 1e-6);
});

test("zero crossings are counted between neighboring samples of a frame", () => {
  const x = noise(1500, 5);
  const got = zeroCrossingRate(x, { frameSamples: 101, hopSamples: 37, threshold: 0.05 });
  const at = (i: number) => x[Math.min(Math.max(i, 0), 1499)]! < -0.05;
  got.forEach((v, t) => {
    let count = 0;
    for (let j = 1; j < 101; j++) if (at(t * 37 - 50 + j) !== at(t * 37 - 51 + j)) count++;
    assert.equal(v, Math.fround(count / 101));
  });
  assert.throws(() => zeroCrossingRate(new Float32Array(0)), RangeError);
});

test("invalid options and shapes are errors", () => {
  const x = noise(500, 1);
  assert.throws(() => spectralCentroid(x, { ...options, sampleRateHz: 0 }), RangeError);
  assert.throws(() => spectralBandwidth(x, { ...options, p: 0 }), RangeError);
  assert.throws(() => spectralRolloff(x, { ...options, rollPercent: 0 }), RangeError);
  assert.throws(() => spectralFlatness(x, { ...options, amin: 0 }), RangeError);
  assert.throws(() => spectralContrast(x, { ...options, nBands: 9 }), RangeError);
  assert.throws(() => spectralContrast(x, { ...options, nFft: 32 }), RangeError);
  const wrong = { data: new Float32Array(10), frames: 2, bins: 6 };
  assert.throws(() => spectralCentroid(wrong, { sampleRateHz: 8000 }), TypeError);
  assert.throws(() => rms(wrong, { frameSamples: 10 }), TypeError);
});
