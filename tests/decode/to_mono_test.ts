import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toMono } from "@babycry/babycry/decode";

const sampleRateHz = 8000;

test("channels are averaged in float64", () => {
  const channel = fc.float32Array({
    minLength: 5,
    maxLength: 5,
    noNaN: true,
    noDefaultInfinity: true,
  });
  fc.assert(
    fc.property(fc.array(channel, { minLength: 1, maxLength: 9 }), (channels) => {
      const { samples } = toMono({ channels, sampleRateHz });
      samples.forEach((value, i) => {
        const sum = channels.reduce((total, one) => total + one[i]!, 0);
        assert.equal(value, Math.fround(sum / channels.length));
      });
    }),
    { seed: 6 },
  );
});

test("a single channel is not copied", () => {
  const channel = Float32Array.of(0.25, NaN);
  assert.equal(toMono({ channels: [channel], sampleRateHz }).samples, channel);
});

test("no channel and channels of different lengths are rejected", () => {
  assert.throws(() => toMono({ channels: [], sampleRateHz }), RangeError);
  const channels = [new Float32Array(2), new Float32Array(3)];
  assert.throws(() => toMono({ channels, sampleRateHz }), RangeError);
});
