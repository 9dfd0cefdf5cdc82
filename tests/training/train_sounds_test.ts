import { createRandom } from "@babycry/babycry/augment";
import assert from "node:assert/strict";
import { test } from "node:test";
import { babbleOfCry } from "../../models/training/sounds/babble_of_cry.ts";
import { childVoice } from "../../models/training/sounds/child_voice.ts";
import { laughOfCry } from "../../models/training/sounds/laugh_of_cry.ts";
import { madeRecordings } from "../../models/training/sounds/synthetic_recordings.ts";
import { FAMILIES, type Family, type Recording } from "../../models/training/sounds/recording.ts";
import { melody, signalTone } from "../../models/training/sounds/synthetic_tones.ts";
import { drawUtterance } from "../../models/training/sounds/utterances.ts";
import { type Variant, variantsOf } from "../../models/training/sounds/variants.ts";
import { imitate, type Imitation } from "../../models/training/sounds/synthetic_voices.ts";

const RATE = 8000;
const FRAME = 160;
const levels = (x: Float32Array) =>
  Array.from({ length: Math.floor(x.length / FRAME) }, (_, t) => {
    const frame = x.subarray(t * FRAME, (t + 1) * FRAME);
    return frame.reduce((sum, v) => sum + v * v, 0) / FRAME;
  });
/** Rises over a tenth of the loudest frame, a second. */
const burstsASecond = (x: Float32Array) => {
  const frames = levels(x);
  const loud = Math.max(...frames) / 10;
  const rises = frames.filter((level, t) => level >= loud && !((frames[t - 1] ?? 0) >= loud));
  return rises.length * RATE / x.length;
};
const noise = (seed: number, length = 2 * RATE) => {
  const random = createRandom("noise", seed);
  return Float32Array.from({ length }, () => 0.1 * random.normal());
};

function recording(given: Partial<Recording> & { readonly id: string }): Recording {
  const family: Family = given.family ?? "household";
  return {
    ...{ y: 0, kind: "Rain", family, from: [family], group: given.id, fold: 0, cryChannel: "" },
    made: false,
    samples: () => noise(given.id.length),
    ...given,
  };
}

test("imitated voices and tones repeat with their seed and sound", () => {
  const voices: readonly Imitation[] = ["laugh", "babble", "squeal", "sob", "mew", "bark"];
  const makers = [
    ...voices.map((what) => (seed: number) => imitate(what, 3, createRandom(seed))),
    ...[signalTone, melody].map((make) => (seed: number) => make(3, createRandom(seed))),
  ];
  for (const make of makers) {
    for (let seed = 0; seed < 5; seed++) {
      const sound = make(seed);
      assert.equal(sound.length, 3 * RATE);
      assert.ok(sound.every(Number.isFinite) && sound.some((x) => Math.abs(x) > 0.01));
      assert.deepEqual(sound, make(seed));
    }
  }
});

test("laughs come in bursts, and what is cut from a cry does too", () => {
  const cry = Float32Array.from({ length: 4 * RATE }, (_, i) => Math.sin(2 * Math.PI * i / 20));
  assert.ok(burstsASecond(cry) < 0.5);
  const rates = Array.from(
    { length: 20 },
    (_, seed) => burstsASecond(laughOfCry(cry, createRandom(seed))),
  );
  const mean = rates.reduce((a, b) => a + b) / rates.length;
  // 3 to 7 a second in bouts, less the rests.
  assert.ok(mean > 2 && mean < 6, `${mean}`);
});

test("babble cut from a cry comes in syllables and repeats with its seed", () => {
  const cry = Float32Array.from({ length: 4 * RATE }, (_, i) => Math.sin(2 * Math.PI * i / 20));
  const rates = Array.from({ length: 6 }, (_, seed) => {
    const babble = babbleOfCry(cry, createRandom(seed));
    assert.ok(babble.length >= 3 * RATE && babble.every(Number.isFinite));
    assert.deepEqual(babble, babbleOfCry(cry, createRandom(seed)));
    return burstsASecond(babble);
  });
  const mean = rates.reduce((a, b) => a + b) / rates.length;
  assert.ok(mean > 1 && mean < 4, `${mean}`);
});

test("a child's voice is higher, at the tempo that was asked", () => {
  // Pulses 10 ms apart, half a second long, one a second.
  const voice = Float32Array.from(
    { length: 4 * RATE },
    (_, n) => n % RATE < RATE / 2 && n % 80 < 4 ? 1 : 0,
  );
  for (const [pitch, tempo] of [[1.5, 1], [2.2, 1], [1.25, 0.75], [0.7, 1.2]] as const) {
    const child = childVoice(voice, { pitch, tempo });
    assert.ok(Math.abs(child.length * tempo / voice.length - 1) < 0.001);
    // In the middle of the first sound.
    const middle = Math.round(RATE / 4 / tempo);
    const part = child.subarray(middle - 500, middle + 500);
    const likeness = (lag: number) =>
      part.subarray(lag).reduce((sum, x, n) => sum + x * part[n]!, 0);
    const wanted = 80 / pitch;
    const lags = Array.from({ length: Math.round(wanted) }, (_, i) => Math.round(wanted / 2) + i);
    const period = lags.reduce((best, lag) => likeness(lag) > likeness(best) ? lag : best);
    assert.ok(Math.abs(period - wanted) <= 1.5, `${period} at ${pitch}`);
    const rest = child.subarray(Math.round(0.65 * RATE / tempo), Math.round(0.85 * RATE / tempo));
    assert.ok(rest.every((x) => Math.abs(x) < 0.05));
  }
});

test("what is made is in every fold, under an id of its own, and is never scored", () => {
  const real = [0, 1, 2, 3, 4].map((fold) => recording({ id: `clip ${fold}`, fold }));
  const made = madeRecordings(real, 1);
  assert.equal(new Set(made.map(({ id }) => id)).size, made.length);
  assert.deepEqual([...new Set(made.map(({ fold }) => fold))].sort(), [0, 1, 2, 3, 4]);
  for (const { made: isMade, y, from, family } of made) {
    assert.ok(isMade && y === 0 && from.includes(family));
  }
  for (const family of FAMILIES.filter((name) => name !== "household")) {
    assert.ok(made.some((r) => r.from.includes(family)), family);
  }
});

test("an utterance repeats with its seed; children are drawn with high voices", () => {
  for (let seed = 0; seed < 50; seed++) {
    const child = drawUtterance("child", createRandom(seed));
    assert.deepEqual(child, drawUtterance("child", createRandom(seed)));
    assert.ok(child.pitch >= 60 && child.pitch <= 99 && child.text.length > 5);
  }
});

test("variants say what was mixed in, and take it from the same fold and another group", async () => {
  const heard: string[] = [];
  const other = (id: string, given: Partial<Recording>) =>
    recording({ id, ...given, samples: () => (heard.push(id), noise(9)) });
  const backgrounds = [
    other("near", { fold: 2, family: "animal" }),
    other("same group", { fold: 2, group: "g" }),
    other("far", { fold: 3 }),
  ];
  const options = { amr: (x: Float32Array) => Promise.resolve(x.slice()), seed: 1, backgrounds };
  const cry = recording({ id: "cry", y: 1, family: "cry", fold: 2, group: "g" });
  const variants: Variant[] = [];
  for await (const variant of variantsOf(cry, options)) variants.push(variant);
  assert.deepEqual(new Set(heard), new Set(["near"]));
  const mixed = variants.filter(({ added }) => added.length > 0);
  assert.deepEqual(mixed.map(({ name }) => name), ["mixture", "far_call", "device_2"]);
  assert.ok(mixed.every(({ added }) => added.join() === "animal"));
  assert.deepEqual(variants.map(({ channel }) => channel).slice(0, 3), [
    "native",
    "matched",
    "augmented",
  ]);
  let at = 0;
  for await (const again of variantsOf(cry, options)) {
    assert.deepEqual(again.samples, variants[at++]!.samples);
  }
  assert.equal(at, variants.length);
});
