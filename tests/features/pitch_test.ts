import { pyin, yin } from "@babycry/babycry/features";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise } from "./_reference.ts";

const RATE = 16_000;
const range = {
  sampleRateHz: RATE,
  fMinHz: 150,
  fMaxHz: 1200,
  frameSamples: 1024,
  hopSamples: 256,
};

/** A tone with harmonics. */
const tone = (hz: number, length = 8000) =>
  Float32Array.from({ length }, (_, n) => {
    const turn = 2 * Math.PI * hz * n / RATE;
    return 0.4 * Math.sin(turn) + 0.3 * Math.sin(2 * turn + 1) + 0.1 * Math.sin(3 * turn);
  });

/** Normalized difference of one frame, by librosa's definition. */
function differenceReference(frame: Float32Array, low: number, high: number): number[] {
  const product = (k: number) => {
    let sum = 0;
    for (let j = 0; j + k < frame.length; j++) sum += frame[j]! * frame[j + k]!;
    return sum;
  };
  const out: number[] = [];
  let energy = 0, total = 0;
  for (let k = 1; k <= high; k++) {
    energy += frame[k - 1]! ** 2;
    const difference = 2 * (product(0) - product(k)) - energy;
    total += difference;
    if (k >= low) out.push(difference / (total / k + 2.2e-308));
  }
  return out;
}

/** YIN on a difference function. */
function yinReference(d: number[], low: number): number {
  const trough = (k: number) =>
    k === 0 ? d[0]! < d[1]! : d[k]! < d[k - 1]! && (k === d.length - 1 || d[k]! <= d[k + 1]!);
  let best = d.findIndex((v, k) => v < 0.1 && trough(k));
  if (best < 0) best = d.indexOf(Math.min(...d));
  let shift = 0;
  if (best > 0 && best < d.length - 1) {
    const a = d[best - 1]! + d[best + 1]! - 2 * d[best]!;
    const b = (d[best + 1]! - d[best - 1]!) / 2;
    if (Math.abs(b) < Math.abs(a)) shift = -b / a;
  }
  return RATE / (low + best + shift);
}

test("yin equals the float64 definition on voiced and unvoiced frames", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 200, max: 1000, noNaN: true }),
      fc.constantFrom(0, 0.05, 0.5),
      fc.nat(99),
      (hz, level, seed) => {
        const dirt = noise(3000, seed);
        const x = tone(hz, 3000).map((v, n) => v + level * dirt[n]!);
        const got = yin(x, { ...range, center: false });
        const low = Math.floor(RATE / 1200), high = Math.ceil(RATE / 150);
        let equal = 0;
        got.forEach((f0, t) => {
          const d = differenceReference(x.subarray(t * 256, t * 256 + 1024), low, high);
          if (Math.abs(f0 / yinReference(d, low) - 1) < 1e-4) equal++;
        });
        // Rarely, a float32 difference is on the other side of the threshold.
        assert.ok(equal >= got.length - 1);
      },
    ),
    { seed: 11, numRuns: 40 },
  );
});

test("yin and pyin find a tone between the bins of its octaves", () => {
  for (const hz of [180, 333.3, 440, 977]) {
    const x = tone(hz);
    const inner = (track: Float32Array) => track.subarray(4, -4);
    // The parabola is inexact at 16 samples per period.
    assert.ok(inner(yin(x, range)).every((f0) => Math.abs(f0 / hz - 1) < 3e-3));
    const { f0Hz, voiced, voicedProbability } = pyin(x, range);
    // Bins of a tenth of a semitone: half a bin is 0.3 %.
    assert.ok(inner(f0Hz).every((f0) => Math.abs(f0 / hz - 1) < 3.5e-3));
    assert.ok(voiced.subarray(4, -4).every((v) => v === 1));
    assert.ok(inner(voicedProbability).every((v) => v > 0.8 && v <= 1));
  }
});

test("noise and silence are unvoiced in pyin", () => {
  for (const x of [noise(8000, 1), new Float32Array(8000)]) {
    const { f0Hz, voiced } = pyin(x, range);
    assert.ok(f0Hz.every((f0) => f0 === 0));
    assert.ok(voiced.every((v) => v === 0));
  }
});

test("pyin follows a jump of pitch within a frame or two", () => {
  const x = new Float32Array(16_000);
  x.set(tone(300, 8000));
  x.set(tone(420, 8000), 8000);
  const { f0Hz } = pyin(x, range);
  const at = Math.floor(8000 / 256);
  f0Hz.subarray(4, at - 3).forEach((f0) => assert.ok(Math.abs(f0 / 300 - 1) < 3.5e-3));
  f0Hz.subarray(at + 4, -4).forEach((f0) => assert.ok(Math.abs(f0 / 420 - 1) < 3.5e-3));
});

test("a long signal has the pitch of its parts", () => {
  const long = new Float32Array(60 * RATE);
  for (let at = 0; at < long.length; at += 8000) long.set(tone(300 + at / 4000, 8000), at);
  const whole = pyin(long, { ...range, center: false });
  const part = pyin(long.subarray(0, 256 * 400 + 768), { ...range, center: false });
  assert.equal(part.f0Hz.length, 400);
  assert.deepEqual(whole.f0Hz.subarray(0, 380), part.f0Hz.subarray(0, 380));
});

test("NaN, empty and short input have a result", () => {
  const x = tone(300, 3000);
  x[1500] = NaN;
  assert.equal(yin(x, range).length, 12);
  assert.equal(pyin(x, range).f0Hz.length, 12);
  assert.equal(yin(new Float32Array(0), { ...range, center: false }).length, 0);
  assert.equal(pyin(new Float32Array(0), { ...range, center: false }).f0Hz.length, 0);
});

test("impossible ranges are errors", () => {
  const x = tone(300, 3000);
  for (
    const bad of [
      { fMinHz: 0 },
      { fMinHz: 1200 },
      { fMaxHz: 8001 },
      { frameSamples: 64 },
      { sampleRateHz: 0 },
      { hopSamples: 0 },
    ]
  ) {
    assert.throws(() => yin(x, { ...range, ...bad }), RangeError);
  }
  assert.throws(() => pyin(x, { ...range, nThresholds: 0 }), RangeError);
  assert.throws(() => pyin(x, { ...range, maxTransitionRate: 1e6 }), RangeError);
});
