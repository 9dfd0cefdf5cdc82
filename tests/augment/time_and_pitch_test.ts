import {
  mixAtSnr,
  noiseGainAtSnr,
  pitchShift,
  timeShift,
  timeStretch,
} from "@babycry/babycry/augment";
import { istft, rfft, stft } from "@babycry/babycry/features";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise, snrDb } from "../features/_reference.ts";

const sine = (length: number, turns: number) =>
  Float32Array.from({ length }, (_, n) => Math.sin(2 * Math.PI * turns * n));

/** Frequency of the loudest bin of the middle 8192 samples, in cycles per sample. */
function loudest(samples: Float32Array): number {
  const start = (samples.length - 8192) >> 1;
  const middle = samples.slice(start, start + 8192).map((v, n) =>
    v * Math.sin(Math.PI * n / 8192) ** 2
  );
  const X = rfft(middle);
  const power = Array.from({ length: 4097 }, (_, k) => Math.hypot(X[2 * k]!, X[2 * k + 1]!));
  return power.indexOf(Math.max(...power)) / 8192;
}

test("istft inverts stft", () => {
  fc.assert(
    fc.property(
      fc.constantFrom([64, 16], [64, 20], [100, 25], [512, 128]),
      fc.integer({ min: 1, max: 3000 }),
      ([nFft, hopSamples], length) => {
        const x = noise(length, length);
        const options = { nFft: nFft!, hopSamples: hopSamples! };
        const y = istft(stft(x, options), { ...options, lengthSamples: length });
        // After the center of the last frame, windows hardly cover the signal.
        const whole = hopSamples! * Math.floor(length / hopSamples!);
        assert.equal(y.length, length);
        if (whole > 0) assert.ok(snrDb(x.subarray(0, whole), y.subarray(0, whole)) > 110);
      },
    ),
    { seed: 1, numRuns: 50 },
  );
  const X = stft(noise(64, 1), { nFft: 64, hopSamples: 16 });
  assert.throws(() => istft(X, { nFft: 32, hopSamples: 16 }), TypeError);
});

test("stretching changes the length and not the pitch", () => {
  const x = sine(24_000, 0.05);
  for (const rate of [0.8, 1, 1.25]) {
    const y = timeStretch(x, { rate });
    assert.equal(y.length, Math.round(24_000 / rate));
    assert.ok(Math.abs(loudest(y) - 0.05) < 1 / 8192);
  }
  // At rate 1 the vocoder is the identity, except for rounding of phases to float32.
  assert.ok(snrDb(x, timeStretch(x, { rate: 1 })) > 100);
  assert.equal(timeStretch(new Float32Array(5), { rate: 2 }).length, 2);
  assert.equal(timeStretch(new Float32Array(0), { rate: 2 }).length, 0);
  for (const rate of [0, -1, NaN, Infinity]) {
    assert.throws(() => timeStretch(x, { rate }), RangeError);
  }
});

test("shifting the pitch changes it and not the length", () => {
  const x = sine(24_000, 0.05);
  for (const semitones of [-5, -1.5, 0, 2, 12]) {
    const y = pitchShift(x, { semitones });
    assert.equal(y.length, x.length);
    assert.ok(Math.abs(loudest(y) - 0.05 * 2 ** (semitones / 12)) < 1 / 8192);
  }
  assert.throws(() => pitchShift(x, { semitones: NaN }), RangeError);
});

test("a shift in time moves samples", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20 }), fc.integer({ min: -50, max: 50 }), (n, shift) => {
      const x = Float32Array.from({ length: n }, (_, i) => i + 1);
      const zero = timeShift(x, { shiftSamples: shift, mode: "zero" });
      const roll = timeShift(x, { shiftSamples: shift, mode: "roll" });
      for (let i = 0; i < n; i++) {
        const inside = i + shift >= 0 && i + shift < n;
        if (inside) assert.equal(zero[i + shift], x[i]);
        assert.equal(roll[(((i + shift) % n) + n) % n], x[i]);
      }
      assert.equal(zero.filter((v) => v !== 0).length, Math.max(0, n - Math.abs(shift)));
    }),
    { seed: 1, numRuns: 100 },
  );
  const options = { shiftSamples: 0.5, mode: "zero" } as const;
  assert.throws(() => timeShift(sine(4, 0.1), options), RangeError);
});

test("noise is mixed at the requested level", () => {
  const [x, short] = [sine(3000, 0.03), noise(700, 2)];
  const y = mixAtSnr(x, short, { snrDb: 7 });
  // A ratio of two sums over 3000 float32 values is good to far better than 0.001 dB.
  assert.ok(Math.abs(snrDb(x, y) - 7) < 1e-3);
  assert.equal(noiseGainAtSnr(x, new Float32Array(3), { snrDb: 7 }), 0);
  assert.deepEqual(mixAtSnr(x, new Float32Array(3), { snrDb: 7 }), x);
  assert.throws(() => mixAtSnr(x, new Float32Array(0), { snrDb: 7 }), RangeError);
});
