import { melFilterbank, type MelScale, melSpectrogram, mfcc } from "@babycry/babycry/features";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  applyReference,
  dbReference,
  dctReference,
  melReference,
  noise,
  powerReference,
  relativeError,
  stftReference,
} from "./_reference.ts";

const bank = fc.record({
  sampleRateHz: fc.constantFrom(8000, 16_000, 22_050, 48_000),
  nFft: fc.constantFrom(256, 400, 441, 512, 1024),
  nMels: fc.integer({ min: 1, max: 90 }),
  low: fc.double({ min: 0, max: 0.3, noNaN: true }),
  high: fc.double({ min: 0.35, max: 0.5, noNaN: true }),
  melScale: fc.constantFrom<MelScale>("slaney", "htk"),
  norm: fc.constantFrom<"slaney" | null>("slaney", null),
}).map(({ low, high, ...options }) => ({
  ...options,
  fMinHz: low * options.sampleRateHz,
  fMaxHz: high * options.sampleRateHz,
  onWarning: () => {},
}));

function reference(options: typeof bank extends fc.Arbitrary<infer T> ? T : never) {
  const { sampleRateHz, nFft, nMels, fMinHz, fMaxHz, melScale, norm } = options;
  const htk = melScale === "htk";
  return melReference(sampleRateHz, nFft, nMels, fMinHz, fMaxHz, htk, norm === "slaney");
}

test("melFilterbank equals the triangles of its definition", () => {
  fc.assert(
    fc.property(bank, (options) => {
      const { data, frames, bins } = melFilterbank(options);
      assert.deepEqual([frames, bins], [options.nMels, Math.floor(options.nFft / 2) + 1]);
      const expected = reference(options);
      // Designed in float64 and rounded once; edges differ by the order of a few operations.
      if (expected.some((v) => v > 0)) assert.ok(relativeError(expected, data) < 1e-7);
    }),
    { seed: 3, numRuns: 100 },
  );
});

test("Kaldi's triangles are linear in mel and have no Nyquist column", () => {
  const options = { sampleRateHz: 16_000, nFft: 512, nMels: 40, fMinHz: 20, fMaxHz: 7600 };
  const { data, frames, bins } = melFilterbank({ ...options, melScale: "kaldi" });
  assert.deepEqual([frames, bins], [40, 256]);
  const mel = (hz: number) => 1127 * Math.log(1 + hz / 700);
  const step = (mel(7600) - mel(20)) / 41;
  for (let m = 0; m < 40; m++) {
    for (let k = 0; k < 256; k++) {
      const away = Math.abs(mel(k * 31.25) - mel(20) - (m + 1) * step) / step;
      assert.ok(Math.abs(data[m * 256 + k]! - Math.max(0, 1 - away)) < 1e-7);
    }
  }
});

test("bands without a bin are reported to onWarning", () => {
  const warnings: string[] = [];
  const onWarning = (message: string) => void warnings.push(message);
  const options = { sampleRateHz: 8000, nFft: 64, nMels: 40, onWarning };
  const { data, bins } = melFilterbank(options);
  const empty = Array.from({ length: 40 }, (_, m) => m)
    .filter((m) => data.subarray(m * bins, (m + 1) * bins).every((v) => v === 0));
  assert.ok(empty.length > 0);
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!, new RegExp(`${empty.length} of 40 .*\\(${empty[0]}, `));
  melFilterbank({ ...options, nFft: 2048, nMels: 20 });
  assert.equal(warnings.length, 1);
});

test("melSpectrogram is the filterbank times the powers", () => {
  fc.assert(
    fc.property(bank, fc.constantFrom(1, 2), fc.nat(3000), (options, power, length) => {
      const x = noise(length, 6);
      const cut = { nFft: options.nFft, hopSamples: 200 };
      const { data, frames, bins } = melSpectrogram(x, { ...options, ...cut, power });
      const powers = powerReference(stftReference(x, cut), power);
      const expected = applyReference(powers, reference(options), Math.floor(options.nFft / 2) + 1);
      assert.equal(data.length, frames * bins);
      assert.equal(data.length, expected.length);
      if (expected.some((v) => v > 0)) assert.ok(relativeError(expected, data) < 3e-6);
    }),
    { seed: 4, numRuns: 40 },
  );
});

test("mfcc is the cosine transform of the mel decibels, liftered", () => {
  const x = noise(4000, 9);
  const cut = { nFft: 512, hopSamples: 160 };
  for (const lifter of [0, 22]) {
    for (const dctNorm of ["ortho", null] as const) {
      for (const topDb of [80, 10, null]) {
        const got = mfcc(x, {
          ...cut,
          sampleRateHz: 16_000,
          nMels: 40,
          nMfcc: 13,
          lifter,
          dctNorm,
          topDb,
        });
        assert.deepEqual([got.frames, got.bins], [26, 13]);
        const mel = applyReference(
          powerReference(stftReference(x, cut), 2),
          melReference(16_000, 512, 40, 0, 8000, false, true),
          257,
        );
        const decibels = dbReference(mel, 10, 1, 1e-10, topDb);
        const expected = applyReference(decibels, dctReference(40, 13, dctNorm === "ortho"), 40)
          .map((v, i) =>
            lifter === 0 ? v : v * (1 + lifter / 2 * Math.sin(Math.PI * (i % 13 + 1) / lifter))
          );
        // 1e-6 of the power is 4e-6 dB; sums of 40 values up to 100 dB round to 1e-5.
        assert.ok(relativeError(expected, got.data) < 2e-6);
      }
    }
  }
});

test("mel options out of range are errors", () => {
  const good = { sampleRateHz: 8000, nFft: 256, nMels: 20 };
  for (
    const bad of [
      { sampleRateHz: 0 },
      { sampleRateHz: NaN },
      { nFft: 0 },
      { nMels: 0 },
      { nMels: 2.5 },
      { fMinHz: -1 },
      { fMaxHz: 4001 },
      { fMinHz: 3000, fMaxHz: 2000 },
      { fMinHz: 2000, fMaxHz: 2000 },
      { melScale: "bark" as MelScale },
      { melScale: "kaldi" as MelScale, norm: "slaney" as const },
    ]
  ) {
    assert.throws(() => melFilterbank({ ...good, ...bad }), RangeError);
  }
  const x = new Float32Array(500);
  const frames = { ...good, hopSamples: 100 };
  assert.throws(() => mfcc(x, { ...frames, nMfcc: 21 }), RangeError);
  assert.throws(() => mfcc(x, { ...frames, lifter: -1 }), RangeError);
  assert.throws(() => mfcc(x, { ...frames, topDb: -1 }), RangeError);
});
