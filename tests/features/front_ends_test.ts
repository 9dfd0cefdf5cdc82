import {
  AST_FRONT_END,
  astFeatures,
  astFeaturesInto,
  CLAP_FRONT_END,
  clapFeatures,
  kaldiFbank,
  melFilterbank,
  melSpectrogram,
  powerToDb,
  wav2vec2Features,
  wav2vec2FeaturesInto,
} from "@babycry/babycry/features";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  applyReference,
  framesReference,
  noise,
  powerReference,
  relativeError,
  rfftReference,
  windowReference,
} from "./_reference.ts";

const EPSILON = 1.1920929e-7;
const silent = { onWarning: () => {} };

function fbankReference(
  x: Float32Array,
  rate: number,
  nMels: number,
  preemphasis: number,
  centered: boolean,
): Float64Array {
  const length = Math.floor(rate * 0.025), hop = Math.floor(rate * 0.01);
  const nFft = 2 ** Math.ceil(Math.log2(length));
  const bank = melFilterbank({
    sampleRateHz: rate,
    nFft,
    nMels,
    fMinHz: 20,
    melScale: "kaldi",
    ...silent,
  });
  const window = windowReference("povey", length, false);
  const rows: number[] = [];
  for (let start = 0; start + length <= x.length; start += hop) {
    const frame = Float64Array.from(x.subarray(start, start + length));
    const mean = centered ? frame.reduce((sum, v) => sum + v, 0) / length : 0;
    const d = frame.map((v) => v - mean);
    const y = new Float64Array(nFft);
    y.set(d.map((v, j) => window[j]! * (v - preemphasis * d[Math.max(0, j - 1)]!)));
    rows.push(...powerReference(rfftReference(y), 2).subarray(0, nFft / 2));
  }
  return applyReference(rows, bank.data, nFft / 2).map((v) => Math.log(Math.max(v, EPSILON)));
}

test("kaldiFbank equals the float64 definition", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(8000, 11_025, 16_000),
      fc.integer({ min: 1, max: 60 }),
      fc.constantFrom(0, 0.5, 0.97),
      fc.boolean(),
      fc.integer({ min: 0, max: 3000 }),
      (sampleRateHz, nMels, preemphasis, removeDcOffset, length) => {
        const x = noise(length, length).map((v) => 0.3 * v + 0.5);
        const { data, frames, bins } = kaldiFbank(x, {
          sampleRateHz,
          nMels,
          preemphasis,
          removeDcOffset,
          ...silent,
        });
        const expected = fbankReference(x, sampleRateHz, nMels, preemphasis, removeDcOffset);
        assert.equal(data.length, frames * bins);
        assert.equal(data.length, expected.length);
        // 138 dB of the frame's power: the error 40 dB below it is 1e-5, here 2e-4 at worst.
        data.forEach((v, i) => assert.ok(Math.abs(v - expected[i]!) < 1e-3));
      },
    ),
    { seed: 7, numRuns: 40 },
  );
});

test("astFeatures are normalized Kaldi features, padded and cut", () => {
  const options = { sampleRateHz: 16_000, nMels: 128, window: "hann" as const, ...silent };
  const normalize = (v: number) => (v + 4.2677393) / (2 * 4.5689974);
  for (const length of [400, 20_000, 170_000]) {
    const x = noise(length, 3);
    const { data, frames, bins } = astFeatures(x);
    assert.deepEqual([frames, bins], [1024, 128]);
    const fbank = kaldiFbank(x, options).data.subarray(0, 1024 * 128);
    data.forEach((v, i) => assert.ok(Math.abs(v - normalize(fbank[i] ?? 0)) < 1e-6));
  }
  assert.throws(() => astFeatures(new Float32Array(399)), RangeError);
  assert.throws(() => astFeaturesInto(new Float32Array(5), new Float32Array(400)), RangeError);
  assert.throws(() => astFeatures(noise(400, 1), { ...AST_FRONT_END, std: 0 }), RangeError);
});

test("clapFeatures repeat the recording and pad with zeros", () => {
  const small = { ...CLAP_FRONT_END, maxSamples: 24_000 };
  // With and without a remainder, in step with the hop or not, one sample, all.
  for (const length of [2400, 7200, 5000, 4801, 960, 479, 1, 23_999, 24_000]) {
    const x = noise(length, length);
    const whole = new Float32Array(24_000);
    for (let at = 0; at + length <= 24_000; at += length) whole.set(x, at);
    const mel = melSpectrogram(whole, { ...small, padMode: "reflect" });
    const expected = powerToDb(mel, { topDb: null });
    const got = clapFeatures(x, small);
    assert.deepEqual([got.frames, got.bins], [51, 64]);
    got.data.forEach((v, i) => assert.ok(Math.abs(v - expected.data[i]!) < 1e-4));
  }
  assert.throws(() => clapFeatures(new Float32Array(0)), RangeError);
  assert.throws(() => clapFeatures(new Float32Array(480_001)), RangeError);
});

test("clapFeatures are accurate 120 dB below the loudest band", () => {
  const small = { ...CLAP_FRONT_END, maxSamples: 9600 };
  for (const hz of [440, 660, 5000]) {
    const turn = 2 * Math.PI / 48_000;
    // Loud at one frequency; faint, near the floor of -100 dB, in the bands above 9 kHz.
    const faint = noise(9600, hz);
    const x = faint.map((v, n) => 0.9 * Math.sin(turn * hz * n) + 4e-7 * v);
    const { data } = clapFeatures(x, small);
    const frames = framesReference(x, { ...small, padMode: "reflect" });
    const power = frames.flatMap((frame) => [...powerReference(rfftReference(frame), 2)]);
    const mel = applyReference(power, melFilterbank(small).data, 513);
    const expected = mel.map((value) => 10 * Math.log10(Math.max(value, 1e-10)));
    // Rounding to float32 of decibels near 100; transforms in float32 alone are 0.1 to 0.4 dB off.
    data.forEach((v, i) => assert.ok(Math.abs(v - expected[i]!) < 1e-4, `${v} ${expected[i]}`));
  }
});

test("wav2vec2Features have zero mean and unit variance", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50_000 }), fc.constantFrom(0, 1, -40), (length, dc) => {
      const x = noise(length, length).map((v) => 0.1 * v + dc);
      const mean = x.reduce((sum, v) => sum + v, 0) / length;
      const variance = x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / length;
      const expected = Float64Array.from(x, (v) => (v - mean) / Math.sqrt(variance + 1e-7));
      const got = wav2vec2Features(x);
      // An offset costs half a ULP of itself.
      if (length > 1) assert.ok(relativeError(expected, got) < 2e-7 * (1 + Math.abs(dc)) * 10);
      wav2vec2FeaturesInto(x, x);
      assert.deepEqual(x, got);
    }),
    { seed: 8, numRuns: 40 },
  );
  assert.equal(wav2vec2Features(new Float32Array(0)).length, 0);
  assert.ok(wav2vec2Features(Float32Array.of(1, NaN, 2)).every(Number.isNaN));
});
