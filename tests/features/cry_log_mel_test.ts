import { cryLogMel, frontEnd } from "@babycry/babycry/features";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise, rfftReference, windowReference, withHum } from "./_reference.ts";

const MELS = 64;

/** Definition of {@link cryLogMel} in float64. */
function reference(samples: Float32Array): number[][] {
  const offset = samples.reduce((sum, value) => sum + value, 0) / samples.length;
  const window = windowReference("hann", 400);
  const toMel = (hz: number) => hz < 1000 ? 3 * hz / 200 : 15 + 27 * Math.log(hz / 1000) / LOG_STEP;
  const toHz = (mel: number) =>
    mel < 15 ? 200 * mel / 3 : 1000 * Math.exp((mel - 15) * LOG_STEP / 27);
  const LOG_STEP = Math.log(6.4);
  const edges = Array.from({ length: MELS + 2 }, (_, i) => {
    return toHz(toMel(220) + (toMel(3400) - toMel(220)) * i / (MELS + 1));
  });
  const frames = 1 + Math.floor((samples.length - 400) / 200);
  const dB = Array.from({ length: frames }, (_, t) => {
    const X = rfftReference(window.map((w, j) => w * (samples[200 * t + j]! - offset)), 512);
    return Array.from({ length: MELS }, (_, m) => {
      const [low, middle, high] = [edges[m]!, edges[m + 1]!, edges[m + 2]!];
      let sum = 0;
      for (let k = 0; k <= 256; k++) {
        const hz = k * 8000 / 512;
        const weight = Math.min((hz - low) / (middle - low), (high - hz) / (high - middle));
        sum += Math.max(0, weight) * (X[2 * k]! ** 2 + X[2 * k + 1]! ** 2);
      }
      return 10 * Math.log10(sum * 2 / (high - low));
    });
  });
  const top = Math.max(...dB.flat());
  return dB.map((row) => row.map((value) => Math.max(0, 1 + (value - top) / 50)));
}

test("cryLogMel equals the float64 definition relative to the loudest value", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 400, max: 3000 }),
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: 1e-3, max: 1, noNaN: true }),
      (length, seed, gain) => {
        const rough = noise(length, seed);
        const samples = rough.map((value, n) => gain * (0.1 * value + Math.sin(n * n / 9000)));
        const { data, frames, bins } = cryLogMel(samples);
        const expected = reference(samples);
        assert.deepEqual([frames, bins], [expected.length, MELS]);
        for (let i = 0; i < data.length; i++) {
          // In float32, bands 50 dB below the loudest have an error of 1e-4 dB, of a range of 50.
          const difference = Math.abs(data[i]! - expected[Math.floor(i / MELS)]![i % MELS]!);
          assert.ok(difference < 5e-6, `${i}: ${difference}`);
        }
      },
    ),
    { seed: 1, numRuns: 12 },
  );
});

test("silence is 0, the loudest value is 1, a gain has no effect", () => {
  assert.ok(cryLogMel(new Float32Array(16_000)).data.every((value) => value === 0));
  const window = noise(16_000, 5);
  const { data } = cryLogMel(window);
  assert.equal(data.reduce((a, b) => Math.max(a, b)), 1);
  const quiet = cryLogMel(window.map((value) => value / 64)).data;
  // 1 ULP of 100 dB over a range of 50 dB.
  data.forEach((value, i) => assert.ok(Math.abs(value - quiet[i]!) < 4e-7));
  assert.throws(() => cryLogMel(new Float32Array(399)), RangeError);
  assert.throws(() => cryLogMel([] as unknown as Float32Array), TypeError);
});

test("an offset or hum as loud as the sound barely changes the image", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      fc.constantFrom(50, 60),
      (seed, offset, hz) => {
        const rough = noise(16_000, seed);
        const samples = rough.map((value, n) => 0.01 * value + 0.1 * Math.sin(0.3 * n));
        const { data } = cryLogMel(samples);
        const moved = cryLogMel(samples.map((value) => value + offset)).data;
        const disturbed = cryLogMel(withHum(samples, hz)).data;
        data.forEach((value, i) => {
          assert.ok(Math.abs(value - moved[i]!) < 1e-4, `offset, seed ${seed}: ${i}`);
          assert.ok(Math.abs(value - disturbed[i]!) < 0.05, `hum, seed ${seed}: ${i}`);
        });
      },
    ),
    { seed: 1, numRuns: 20 },
  );
});

test("the front end cry-log-mel takes windows of two seconds", () => {
  const { features, featureNames, sampleRateHz } = frontEnd("cry-log-mel");
  assert.equal(sampleRateHz, 8000);
  assert.equal(featureNames.length, 79 * MELS);
  assert.equal(featureNames[64], "frame_1_mel_0");
  const window = noise(16_000, 6);
  assert.deepEqual(features(window), cryLogMel(window).data);
  assert.throws(
    () => features(window.subarray(1000)),
    /expected 2 s at 8000 Hz, received 15000 samples/,
  );
});
