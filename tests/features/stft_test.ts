import {
  rfft,
  stft,
  stftFrameCount,
  stftInto,
  stftPower,
  stftPowerInto,
} from "@babycry/babycry/features";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise, powerReference, relativeError, snrDb, stftReference } from "./_reference.ts";

/** Usual and unusual ways to divide a signal into frames. */
const cut = fc.record({
  nFft: fc.oneof(fc.constantFrom(64, 128, 256, 400, 441, 97, 1, 2), fc.nat(300).map((n) => n + 1)),
  hopSamples: fc.integer({ min: 1, max: 500 }),
  window: fc.constantFrom("hann", "hamming", "blackman"),
  center: fc.boolean(),
  padMode: fc.constantFrom("constant", "reflect", "edge"),
  share: fc.double({ min: 0.1, max: 1, noNaN: true }),
}).map(({ share, ...options }) => ({
  ...options,
  windowSamples: Math.max(1, Math.floor(options.nFft * share)),
}));

test("stft equals the float64 definition for any framing", () => {
  fc.assert(
    fc.property(cut, fc.integer({ min: 1, max: 900 }), (options, length) => {
      const x = noise(length, length);
      const { data, frames, bins } = stft(x, options);
      const expected = stftReference(x, options);
      assert.equal(data.length, expected.length);
      assert.equal(data.length, frames * bins * 2);
      assert.equal(frames, stftFrameCount(length, options));
      // Float32 windowing and transform: 7e-8 each, of the frame's power.
      if (frames > 0) {
        assert.ok(snrDb(expected, data) >= 130 || relativeError(expected, data) < 1e-6);
      }
    }),
    { seed: 2, numRuns: 150 },
  );
});

test("stftPower is the magnitude to the given power", () => {
  for (const power of [2, 1, 0.7]) {
    for (const nFft of [128, 81, 103]) {
      const options = { nFft, hopSamples: 50 };
      const x = noise(1000, nFft);
      const expected = powerReference(stftReference(x, options), power);
      assert.ok(relativeError(expected, stftPower(x, { ...options, power }).data) < 2e-6);
    }
  }
});

test("frames of a long signal equal the transforms of its parts", () => {
  const x = noise(200_000, 4);
  const { data, frames, bins } = stft(x, {
    nFft: 512,
    hopSamples: 160,
    center: false,
    window: "hamming",
  });
  assert.equal(frames, 1 + Math.floor((200_000 - 512) / 160));
  for (const t of [0, 7, 8, 63, 64, 65, 500, frames - 1]) {
    const frame = Float32Array.from(
      x.subarray(t * 160, t * 160 + 512),
      (v, n) => v * (0.54 - 0.46 * Math.cos(2 * Math.PI * n / 512)),
    );
    const row = data.subarray(t * bins * 2, (t + 1) * bins * 2);
    assert.ok(snrDb(rfft(frame), row) >= 130);
  }
});

test("a frame does not depend on its neighbors", () => {
  const x = new Float32Array(4000);
  x[2000] = NaN;
  x[3000] = 1;
  const { data, frames, bins } = stft(x, { nFft: 128, hopSamples: 128, center: false });
  for (let t = 0; t < frames; t++) {
    const row = data.subarray(t * bins * 2, (t + 1) * bins * 2);
    const expected = t === Math.floor(2000 / 128) ? "NaN" : t === Math.floor(3000 / 128);
    if (expected === "NaN") assert.ok(row.every((v, i) => i % 2 === 1 || Number.isNaN(v)));
    else assert.equal(row.some((v) => v !== 0), expected);
  }
});

test("an empty signal has only frames of padding", () => {
  const none = new Float32Array(0);
  assert.deepEqual(stft(none, { nFft: 4, hopSamples: 1 }).data, new Float32Array(6));
  assert.equal(stft(none, { nFft: 4, hopSamples: 1, center: false }).frames, 0);
  assert.throws(() => stft(none, { nFft: 4, hopSamples: 1, padMode: "edge" }), RangeError);
});

test("stftInto writes to an array at an odd offset", () => {
  const options = { nFft: 32, hopSamples: 8 };
  const x = noise(101, 1).subarray(1);
  const room = new Float32Array(stft(x, options).data.length + 1).subarray(1);
  stftInto(room, x, options);
  assert.deepEqual(room, stft(x, options).data);
  const powers = new Float32Array(room.length / 2);
  stftPowerInto(powers, x, options);
  assert.deepEqual(powers, stftPower(x, options).data);
  assert.throws(() => stftInto(room.subarray(1), x, options), RangeError);
});

test("options out of range are errors", () => {
  const x = new Float32Array(100);
  for (
    const options of [
      { nFft: 0, hopSamples: 1 },
      { nFft: 2 ** 21, hopSamples: 1 },
      { nFft: 16, hopSamples: 0 },
      { nFft: 16, hopSamples: 1.5 },
      { nFft: 16, hopSamples: 4, windowSamples: 17 },
      { nFft: 16, hopSamples: 4, padMode: "wrap" as "edge" },
      { nFft: 16, hopSamples: 4, window: "kaiser" as "hann" },
      { nFft: 16, hopSamples: 4, power: 0 },
      { nFft: 16, hopSamples: 4, power: NaN },
    ]
  ) {
    assert.throws(() => stftPower(x, options), RangeError);
  }
  assert.throws(() => stft([0] as unknown as Float32Array, { nFft: 2, hopSamples: 1 }), TypeError);
});
