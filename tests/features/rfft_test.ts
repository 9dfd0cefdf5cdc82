import { irfft, rfft, rfftInto } from "@babycry/babycry/features";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise, rfftReference, snrDb } from "./_reference.ts";

// A float32 FFT makes rounding errors of 6e-8 in each of log2(n) passes: 136 dB and better up to
// 8192.
const BOUND_DB = 136;
const seeded = { seed: 1, numRuns: 60 };
const anyLength = fc.integer({ min: 1, max: 3000 });

test("rfft equals the float64 definition at any length", () => {
  fc.assert(
    fc.property(anyLength, fc.integer({ min: 0, max: 999 }), (length, seed) => {
      const x = noise(length, seed);
      assert.ok(snrDb(rfftReference(x), rfft(x)) >= BOUND_DB);
    }),
    seeded,
  );
  for (const length of [1, 2, 3, 400, 441, 512, 997, 1024, 1102, 1200, 2048, 4096, 7056]) {
    const snr = snrDb(rfftReference(noise(length, 1)), rfft(noise(length, 1)));
    assert.ok(snr >= BOUND_DB, `${length} points: ${snr} dB`);
  }
});

test("rfft pads short input with zeros and cuts long input", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 700 }), anyLength, (length, nFft) => {
      const x = noise(length, nFft);
      assert.ok(snrDb(rfftReference(x, nFft), rfft(x, { nFft })) >= BOUND_DB);
    }),
    seeded,
  );
});

test("irfft inverts rfft", () => {
  fc.assert(
    fc.property(anyLength, fc.integer({ min: 0, max: 999 }), (length, seed) => {
      const x = noise(length, seed);
      assert.ok(snrDb(x, irfft(rfft(x), { nFft: length })) >= 130);
    }),
    seeded,
  );
});

test("rfft preserves energy (Parseval)", () => {
  for (const length of [16, 31, 400, 441, 1024, 1103]) {
    const x = noise(length, 3);
    const X = rfft(x);
    let power = 0;
    for (let k = 0; k <= length / 2; k++) {
      const single = k === 0 || 2 * k === length;
      power += (single ? 1 : 2) * (X[2 * k]! ** 2 + X[2 * k + 1]! ** 2);
    }
    const energy = x.reduce((sum, value) => sum + value ** 2, 0);
    assert.ok(Math.abs(power / length / energy - 1) < 1e-6);
  }
});

test("rfft is linear", () => {
  for (const length of [64, 100, 441, 1009]) {
    const a = noise(length, 1), b = noise(length, 2);
    const sum = rfft(a.map((value, j) => 0.5 * value - 2 * b[j]!));
    const [A, B] = [rfft(a), rfft(b)];
    assert.ok(snrDb(A.map((value, j) => 0.5 * value - 2 * B[j]!), sum) >= 130);
  }
});

test("rfft does not depend on the offset of samples or the growth of memory", () => {
  const x = noise(1000, 5);
  const before = rfft(x);
  const held = new Float32Array(1003);
  held.set(x, 3);
  assert.deepEqual(rfft(held.subarray(3)), before);
  rfft(noise(1 << 18, 1)); // larger than the memory so far
  assert.deepEqual(rfft(x), before);
});

test("rfftInto may write over its input", () => {
  const room = new Float32Array(66);
  room.set(noise(64, 8));
  const expected = rfft(room.slice(0, 64));
  rfftInto(room, room.subarray(0, 64));
  assert.deepEqual(room, expected);
});

test("a NaN or infinity affects every bin, and no later transform", () => {
  for (const length of [32, 50, 97]) {
    for (const bad of [NaN, Infinity]) {
      const x = noise(length, 1);
      x[7] = bad;
      assert.ok(rfft(x).every((value, i) => i % 2 === 1 || !Number.isFinite(value)));
      assert.ok(rfft(noise(length, 1)).every(Number.isFinite));
    }
  }
});

test("invalid lengths and types are errors", () => {
  assert.throws(() => rfft(new Float32Array(0)), RangeError);
  assert.throws(() => rfft(new Float32Array(4), { nFft: 0 }), RangeError);
  assert.throws(() => rfft(new Float32Array(4), { nFft: 2.5 }), RangeError);
  assert.throws(() => rfft(new Float32Array(4), { nFft: 1_048_577 }), RangeError);
  assert.throws(() => rfft([1, 2] as unknown as Float32Array), TypeError);
  assert.throws(() => rfftInto(new Float32Array(5), new Float32Array(4)), RangeError);
  assert.throws(() => irfft(new Float32Array(3)), TypeError);
  assert.throws(() => irfft(new Float32Array(2)), RangeError);
});
