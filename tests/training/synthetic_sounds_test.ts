import { createRandom } from "@babycry/babycry/augment";
import assert from "node:assert/strict";
import { test } from "node:test";
import { babbleOf } from "../../models/training/sounds/babble_of.ts";
import { childVoice } from "../../models/training/sounds/child_voice.ts";
import { laughOf } from "../../models/training/sounds/laugh_of.ts";
import { addLowNoise } from "../../models/training/sounds/low_noise.ts";
import { type Kind, KINDS } from "../../models/training/sounds/kinds.ts";
import type { Recording } from "../../models/training/sounds/recording.ts";
import { playground } from "../../models/training/sounds/playground.ts";
import { syntheticRecordings } from "../../models/training/sounds/synthetic_recordings.ts";
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
/** Number of rises over a tenth of the power of the loudest frame, per second. */
const burstsPerSecond = (x: Float32Array) => {
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
  const kind: Kind = given.kind ?? "household";
  return {
    ...{ y: 0, label: "Rain", kind, relatedKinds: [kind], group: given.id, fold: 0 },
    ...{ cryFormat: "", isSynthetic: false },
    samples: () => noise(given.id.length),
    ...given,
  };
}

test("imitated voices and tones are audible and repeat with their seed", () => {
  const voices: readonly Imitation[] = ["laugh", "babble", "squeal", "sob", "mew", "bark"];
  const makers = [
    ...voices.map((voice) => (seed: number) => imitate(voice, 3, createRandom(seed))),
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

test("laughter cut from a cry has bursts", () => {
  const cry = Float32Array.from({ length: 4 * RATE }, (_, i) => Math.sin(2 * Math.PI * i / 20));
  assert.ok(burstsPerSecond(cry) < 0.5);
  const rates = Array.from(
    { length: 20 },
    (_, seed) => burstsPerSecond(laughOf(cry, createRandom(seed))),
  );
  const mean = rates.reduce((a, b) => a + b) / rates.length;
  // 3 to 7 per second in bouts, minus the rests.
  assert.ok(mean > 2 && mean < 6, `${mean}`);
});

test("babble cut from a cry has syllables and repeats with its seed", () => {
  const cry = Float32Array.from({ length: 4 * RATE }, (_, i) => Math.sin(2 * Math.PI * i / 20));
  const rates = Array.from({ length: 6 }, (_, seed) => {
    const babble = babbleOf(cry, createRandom(seed));
    assert.ok(babble.length >= 3 * RATE && babble.every(Number.isFinite));
    assert.deepEqual(babble, babbleOf(cry, createRandom(seed)));
    return burstsPerSecond(babble);
  });
  const mean = rates.reduce((a, b) => a + b) / rates.length;
  assert.ok(mean > 1 && mean < 4, `${mean}`);
});

test("a playground lasts 3 to 5 s, uses every source and repeats with its seed", async () => {
  const used = new Set<string>();
  const draw = (name: string) => () => (used.add(name), Promise.resolve(noise(name.length)));
  const sources = { child: draw("child"), woman: draw("woman"), bed: draw("bed") };
  for (let seed = 0; seed < 5; seed++) {
    const sound = await playground(sources, createRandom(seed));
    assert.ok(sound.length >= 3 * RATE && sound.length <= 5 * RATE && sound.every(Number.isFinite));
    assert.deepEqual(sound, await playground(sources, createRandom(seed)));
  }
  assert.deepEqual([...used].sort(), ["bed", "child", "woman"]);
});

test("low noise is added below 600 Hz, with an offset for some seeds", () => {
  const tone = Float32Array.from({ length: 4 * RATE }, (_, n) => Math.sin(Math.PI * n / 4));
  const offsets = Array.from({ length: 20 }, (_, seed) => {
    const added = addLowNoise(tone, createRandom(seed)).map((x, n) => x - tone[n]!);
    const offset = added.reduce((sum, x) => sum + x, 0) / added.length;
    const fast = added.map((x, n) => n > 0 ? x - added[n - 1]! : 0).subarray(1);
    const power = (some: Float32Array) => some.reduce((sum, x) => sum + x * x, 0) / some.length;
    // A sine at 600 Hz changes by .47 of its amplitude from sample to sample.
    assert.ok(power(fast) < 0.47 ** 2 * power(added.map((x) => x - offset)));
    return Math.abs(offset) > 0.05;
  });
  assert.ok(offsets.includes(true) && offsets.includes(false));
});

test("a child's voice has the requested pitch and tempo", () => {
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
    const correlation = (lag: number) =>
      part.subarray(lag).reduce((sum, x, n) => sum + x * part[n]!, 0);
    const expected = 80 / pitch;
    const lags = Array.from(
      { length: Math.round(expected) },
      (_, i) => Math.round(expected / 2) + i,
    );
    const period = lags.reduce((best, lag) => correlation(lag) > correlation(best) ? lag : best);
    assert.ok(Math.abs(period - expected) <= 1.5, `${period} at ${pitch}`);
    const rest = child.subarray(Math.round(0.65 * RATE / tempo), Math.round(0.85 * RATE / tempo));
    assert.ok(rest.every((x) => Math.abs(x) < 0.05));
  }
});

test("synthetic recordings are marked, are in every fold and have unique ids", () => {
  const real = [0, 1, 2, 3, 4].map((fold) => recording({ id: `clip ${fold}`, fold }));
  const synthetic = syntheticRecordings(real, 1);
  assert.equal(new Set(synthetic.map(({ id }) => id)).size, synthetic.length);
  assert.deepEqual([...new Set(synthetic.map(({ fold }) => fold))].sort(), [0, 1, 2, 3, 4]);
  for (const { isSynthetic, y, kind, relatedKinds } of synthetic) {
    assert.ok(isSynthetic && y === 0 && relatedKinds.includes(kind));
  }
  for (const kind of KINDS.filter((name) => name !== "household")) {
    assert.ok(synthetic.some(({ relatedKinds }) => relatedKinds.includes(kind)), kind);
  }
});

test("utterances repeat with their seed, and those of children have high voices", () => {
  for (let seed = 0; seed < 50; seed++) {
    const child = drawUtterance("child", createRandom(seed));
    assert.deepEqual(child, drawUtterance("child", createRandom(seed)));
    assert.ok(child.pitch >= 60 && child.pitch <= 99 && child.text.length > 5);
  }
});

test("backgrounds come from the same fold and another group, and variants name their kinds", async () => {
  const used = new Set<string>();
  const other = (id: string, given: Partial<Recording>) =>
    recording({ id, ...given, samples: () => (used.add(id), noise(9)) });
  const backgrounds = [
    other("near", { fold: 2, kind: "animal" }),
    other("same group", { fold: 2, group: "g" }),
    other("far", { fold: 3 }),
  ];
  const options = { amr: (x: Float32Array) => Promise.resolve(x.slice()), seed: 1, backgrounds };
  const cry = recording({ id: "cry", y: 1, kind: "cry", fold: 2, group: "g" });
  const variants: Variant[] = [];
  for await (const variant of variantsOf(cry, options)) variants.push(variant);
  assert.deepEqual(used, new Set(["near"]));
  const mixed = variants.filter(({ addedKinds }) => addedKinds.length > 0);
  assert.deepEqual(mixed.map(({ name }) => name), [
    ...["mixture", "far_call", "mild_mixture", "device_2"],
  ]);
  assert.ok(mixed.every(({ addedKinds }) => addedKinds.join() === "animal"));
  const conditions = variants.map(({ condition }) => condition);
  assert.deepEqual(conditions.slice(0, 3), ["native", "matched", "augmented"]);
  let i = 0;
  for await (const repeated of variantsOf(cry, options)) {
    assert.deepEqual(repeated.samples, variants[i++]!.samples);
  }
  assert.equal(i, variants.length);
});
