import { slidingWindows } from "@babycry/babycry/encoders";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";

const RULE = { windowSeconds: 2, hopSeconds: 1, minPartialSeconds: 0.5, sampleRateHz: 1000 };
const starts = (lengthSamples: number) =>
  slidingWindows({ ...RULE, lengthSamples }).map((window) => window.startSample);

test("a partial window needs minPartialSeconds of audio", () => {
  assert.deepEqual(starts(5000), [0, 1000, 2000, 3000, 4000]);
  assert.deepEqual(starts(5499), [0, 1000, 2000, 3000, 4000]);
  assert.deepEqual(starts(5500), [0, 1000, 2000, 3000, 4000, 5000]);
});

test("a clip of at most one window is one window", () => {
  for (const lengthSamples of [0, 1, 499, 2000]) {
    assert.deepEqual(slidingWindows({ ...RULE, lengthSamples }), [
      { startSample: 0, filledSamples: lengthSamples },
    ]);
  }
});

test("windows lie within the recording and leave less than a partial window uncovered", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 100_000 }),
      fc.double({ min: 0.05, max: 5, noNaN: true }),
      fc.double({ min: 0.05, max: 5, noNaN: true }),
      (lengthSamples, windowSeconds, hopSeconds) => {
        const windows = slidingWindows({ ...RULE, lengthSamples, windowSeconds, hopSeconds });
        for (const { startSample, filledSamples } of windows) {
          assert.ok(startSample >= 0 && startSample + filledSamples <= lengthSamples);
        }
        if (hopSeconds <= windowSeconds) {
          const last = windows.at(-1)!;
          const uncovered = lengthSamples - last.startSample - last.filledSamples;
          assert.ok(uncovered < 0.5 * RULE.sampleRateHz || windows.length === 1 && uncovered === 0);
        }
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

test("durations and rates must be above 0", () => {
  for (
    const bad of [
      { windowSeconds: 0 },
      { hopSeconds: -1 },
      { hopSeconds: NaN },
      { sampleRateHz: 0 },
      { minPartialSeconds: NaN },
    ]
  ) assert.throws(() => slidingWindows({ ...RULE, lengthSamples: 10, ...bad }), RangeError);
});
