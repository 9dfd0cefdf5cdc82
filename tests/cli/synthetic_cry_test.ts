import assert from "node:assert/strict";
import { test } from "node:test";
import { syntheticCry } from "../../src/cli/commands/_synthetic_cry.ts";

test("the same seed gives the same samples, within full scale", () => {
  const { samples, sampleRateHz } = syntheticCry(7);
  assert.deepEqual(syntheticCry(7).samples, samples);
  assert.notDeepEqual(syntheticCry(8).samples, samples);
  assert.equal(sampleRateHz, 16_000);
  assert.equal(samples.reduce((max, x) => Math.max(max, Math.abs(x)), 0), 0.5);
});

test("crying consists of loud parts and pauses", () => {
  const { samples, sampleRateHz } = syntheticCry();
  const block = sampleRateHz / 20;
  const loud = Array.from({ length: samples.length / block }, (_, i) => {
    const energy = samples.subarray(i * block, (i + 1) * block).reduce((sum, x) => sum + x * x, 0);
    return Math.sqrt(energy / block) > 0.05;
  });
  const breaths = loud.filter((now, i) => now && !loud[i - 1]).length;
  assert.ok(breaths >= 3 && breaths <= 7, `${breaths} breaths`);
});
