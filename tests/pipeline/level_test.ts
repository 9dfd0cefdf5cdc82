import { createClassifier, toJson } from "@babycry/babycry";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";

const RATE = 16_000;
const classifier = await createClassifier({ model: "cry-detect" });

/** Cuts a signal into channels of a stream. */
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

test("the level does not depend on the blocks of a recording", async () => {
  const samples = tone(4, 0.3, 0.01);
  const whole = await classifier.predict({ samples, sampleRateHz: RATE });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(samples.length), { maxLength: 30 }),
      async (cuts) => {
        const stream = pieces(samples, cuts);
        const { audio } = await classifier.predict(stream, { sampleRateHz: RATE });
        assert.equal(audio.levelDbfs, whole.audio.levelDbfs);
      },
    ),
    { seed: 1, numRuns: 10 },
  );
});
