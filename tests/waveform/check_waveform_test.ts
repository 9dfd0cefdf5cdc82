import assert from "node:assert/strict";
import { test } from "node:test";
import { checkWaveform } from "../../src/waveform/check_waveform.ts";

test("a recording without samples is an error, also without a minimum length", () => {
  const empty = { samples: new Float32Array(), sampleRateHz: 16_000 };
  const message = (expected: string) => ({
    name: "RangeError",
    message: `Reading samples: expected ${expected}, received no samples`,
  });
  assert.throws(() => checkWaveform(empty, { minSeconds: 0 }), message("one sample or more"));
  assert.throws(
    () => checkWaveform(empty, { minSeconds: 0.5 }),
    message("at least 0.5 s of audio"),
  );
});
