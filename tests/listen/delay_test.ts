import { createClassifier } from "@babycry/babycry";
import { watch } from "@babycry/babycry/listen";
import assert from "node:assert/strict";
import { test } from "node:test";

test("updates follow their windows within 0.066 s at any rate, live or not", async () => {
  const classifier = await createClassifier({ model: "cry-detect" });
  for (const sampleRateHz of [16_000, 44_100, 48_000]) {
    const tone = Float32Array.from(
      { length: 5 * sampleRateHz },
      (_, i) => Math.sin(2 * Math.PI * 450 * i / sampleRateHz),
    );
    const run = async (isLive: boolean, chunk: number) => {
      let given = 0;
      async function* samples() {
        for (let at = 0; at < tone.length; at += chunk) yield tone.subarray(at, given = at + chunk);
      }
      const source = { isLive, open: () => ({ sampleRateHz, samples: samples() }) };
      const probabilities: number[] = [];
      const delays: number[] = [];
      for await (const item of watch(source, classifier)) {
        if (item.type !== "update") continue;
        probabilities.push(item.probability);
        delays.push(given / sampleRateHz - item.endSeconds);
      }
      return { probabilities, delays };
    };
    const live = await run(true, 64);
    assert.equal(live.delays.length, 5);
    assert.ok(live.delays.every((delay) => delay <= 0.066), `${sampleRateHz} Hz: ${live.delays}`);
    assert.deepEqual((await run(false, 7919)).probabilities, live.probabilities);
  }
});
