import { createClassifier, toJson } from "@babycry/babycry";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { RunningLevel } from "../../src/waveform/level.ts";

const RATE = 16_000;
const classifier = await createClassifier({ model: "cry-detect" });

/** Cuts a signal at the given samples. */
async function* pieces(samples: Float32Array, cuts: readonly number[]) {
  const places = [0, ...cuts.toSorted((a, b) => a - b), samples.length];
  for (const [i, end] of places.slice(1).entries()) yield samples.subarray(places[i], end);
}

const tone = (seconds: number, amplitude: number, offset = 0) =>
  Float32Array.from(
    { length: seconds * RATE },
    (_, i) => offset + amplitude * Math.sin(2 * Math.PI * 1000 * i / RATE),
  );

function near(received: number, expected: number): void {
  assert.ok(Math.abs(received - expected) < 0.05, `expected ${expected}, received ${received}`);
}

test("a tone has its RMS level, in the recording, the windows and the updates", async () => {
  const samples = Float32Array.from([...tone(4, 0.5), ...tone(4, 0.05, 0.25)]);
  const { audio, cry } = await classifier.predict({ samples, sampleRateHz: RATE });
  const loud = 20 * Math.log10(0.5 / Math.SQRT2);
  near(cry.timeline[1]!.levelDbfs, loud);
  near(cry.timeline[5]!.levelDbfs, loud - 20);
  const mean = samples.reduce((sum, x) => sum + x, 0) / samples.length;
  const power = samples.reduce((sum, x) => sum + (x - mean) ** 2, 0) / samples.length;
  near(audio.levelDbfs, 10 * Math.log10(power));
  const levels: number[] = [];
  for await (const update of classifier.stream(pieces(samples, [1, 777]), { sampleRateHz: RATE })) {
    levels.push(update.levelDbfs);
  }
  assert.deepEqual(levels, cry.timeline.map(({ levelDbfs }) => levelDbfs));
  const json = toJson({ audio, cry });
  assert.equal(json.audio.level_dbfs, audio.levelDbfs);
  assert.equal(json.cry.timeline[0]!.level_dbfs, levels[0]);
});

test("digital silence and a constant offset have -120 dB, which JSON can represent", async () => {
  for (const value of [0, 0.5]) {
    const samples = new Float32Array(3 * RATE).fill(value);
    const { audio, cry } = await classifier.predict({ samples, sampleRateHz: RATE });
    assert.equal(audio.levelDbfs, -120);
    if (value === 0) assert.ok(cry.timeline.every(({ levelDbfs }) => levelDbfs === -120));
  }
});

test("the level does not depend on the blocks of a recording", () => {
  const samples = tone(4, 0.3, 0.01);
  const levelOf = (places: readonly number[]) => {
    const level = new RunningLevel();
    for (const [i, end] of [...places, samples.length].entries()) {
      level.add(samples.subarray(places[i - 1] ?? 0, end));
    }
    return level.end();
  };
  const whole = levelOf([]);
  near(whole, 20 * Math.log10(0.3 / Math.SQRT2));
  fc.assert(
    fc.property(fc.array(fc.nat(samples.length), { maxLength: 30 }), (cuts) => {
      assert.equal(levelOf(cuts.toSorted((a, b) => a - b)), whole);
    }),
    { seed: 1, numRuns: 50 },
  );
});
