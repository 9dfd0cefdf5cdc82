import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { RecentAudio } from "../../src/listen/recent_audio.ts";

const RATE = 40;
/** Samples of a recording with 16 bits, and any others. */
const integer = fc.integer({ min: -32_768, max: 32_767 }).map((value) => value / 32_768);
const float = fc.float({ noNaN: true, min: -2, max: 2 });

test("recent samples are those that were added, with 16 bits and with more", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.oneof({ weight: 200, arbitrary: integer }, float), { maxLength: 150 })),
      fc.nat(400),
      fc.nat(400),
      (pieces, from, length) => {
        const audio = new RecentAudio(RATE);
        for (const piece of pieces) audio.add(Float32Array.from(piece));
        const all = Float32Array.from(pieces.flat());
        const span = { startSeconds: from / RATE, endSeconds: (from + length) / RATE };
        const kept = audio.slice(span).samples;
        assert.deepEqual(kept.map((v) => v + 0), all.slice(from, from + length).map((v) => v + 0));
      },
    ),
  );
});

test("dropped samples are gone, and those that follow are kept", () => {
  const audio = new RecentAudio(RATE);
  const ramp = Float32Array.from({ length: 60 * RATE }, (_, n) => n / 32_768);
  for (let second = 0; second < 60; second++) {
    audio.add(ramp.subarray(second * RATE, (second + 1) * RATE));
    audio.dropBefore(second - 3);
  }
  const { samples } = audio.slice({ startSeconds: 0, endSeconds: 100 });
  assert.deepEqual(samples, ramp.slice(56 * RATE));
});
