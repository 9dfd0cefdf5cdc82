import {
  coloredNoise,
  createRandom,
  gain,
  imaRoundTrip,
  lowPass,
  mixAtSnr,
  normalizeLevel,
  reverberate,
} from "@babycry/babycry/augment";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";

const power = (x: Float32Array) => x.reduce((sum, v) => sum + v * v, 0) / x.length;
const decibels = (a: number, b: number) => 10 * Math.log10(a / b);
const tone = (hz: number, length = 4000) =>
  Float32Array.from({ length }, (_, i) => 0.5 * Math.sin(2 * Math.PI * hz * i / 8000));

test("a seed repeats its numbers, another seed does not", () => {
  const draw = (...seed: (string | number)[]) => {
    const random = createRandom(...seed);
    return Array.from({ length: 50 }, () => random.uniform());
  };
  assert.deepEqual(draw("a", 1), draw("a", 1));
  assert.notDeepEqual(draw("a", 1), draw("a", 2));
  assert.notDeepEqual(draw("ab"), draw("ba"));
  const firsts = Array.from({ length: 2000 }, (_, i) => createRandom("seed", i).uniform());
  assert.equal(new Set(firsts).size, 2000, "every character of a seed counts");
  const random = createRandom("mean_std");
  const normal = Float64Array.from({ length: 20_000 }, () => random.normal());
  const mean = normal.reduce((a, b) => a + b) / normal.length;
  const variance = normal.reduce((a, b) => a + (b - mean) ** 2, 0) / normal.length;
  // Four standard errors: 4 / sqrt(20000) and 4 * sqrt(2 / 20000).
  assert.ok(Math.abs(mean) < 0.029 && Math.abs(variance - 1) < 0.04, `${mean} ${variance}`);
});

test("a mixture has the requested ratio", () => {
  fc.assert(
    fc.property(fc.double({ min: -10, max: 40, noNaN: true }), fc.nat(), (snrDb, seed) => {
      const noise = coloredNoise(1500, 0.9, createRandom(seed));
      const signal = tone(440);
      const mixed = mixAtSnr(signal, noise, { snrDb });
      const added = mixed.map((x, i) => x - signal[i]!);
      assert.ok(Math.abs(decibels(power(signal), power(added)) - snrDb) < 0.01);
    }),
    { seed: 1, numRuns: 50 },
  );
  assert.throws(() => mixAtSnr(tone(1), new Float32Array(), { snrDb: 0 }), RangeError);
});

test("levels and gains", () => {
  assert.ok(Math.abs(10 * Math.log10(power(normalizeLevel(tone(300), -23))) + 23) < 1e-4);
  assert.deepEqual(normalizeLevel(new Float32Array(3), -20), new Float32Array(3));
  assert.deepEqual(
    gain(Float32Array.of(0.5, -1), { gainDb: 20, clip: true }),
    Float32Array.of(1, -1),
  );
});

test("a low-pass keeps lower frequencies without delay", () => {
  const options = { cutoffHz: 2000, sampleRateHz: 8000 };
  const low = tone(1000);
  const kept = lowPass(low, options).subarray(100, 3900);
  const error = kept.map((x, i) => x - low[i + 100]!);
  // A Hamming window's ripple is -53 dB.
  assert.ok(decibels(power(error), power(kept)) < -50);
  const gone = lowPass(tone(2600), options).subarray(100, 3900);
  assert.ok(decibels(power(gone), power(tone(2600))) < -50);
});

test("IMA ADPCM codes a tone with the noise of four bits", () => {
  const clean = tone(440);
  const error = imaRoundTrip(clean).map((x, i) => x - clean[i]!).subarray(200);
  const snr = decibels(power(clean), power(error));
  assert.ok(snr > 25 && snr < 60, `${snr} dB`);
});

test("the tail of a room has the requested level", () => {
  const click = new Float32Array(8000);
  click[0] = 1;
  const out = reverberate(click, {
    t60Seconds: 0.4,
    directDb: 6,
    sampleRateHz: 8000,
    random: createRandom(3),
  });
  const tail = out.slice(1).reduce((sum, x) => sum + x * x, 0);
  assert.ok(Math.abs(10 * Math.log10(1 / tail) - 6) < 0.01);
});
