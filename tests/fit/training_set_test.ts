import { originalVariants } from "@babycry/babycry/augment";
import { createRandom } from "@babycry/babycry/augment";
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Clip, collectDataset } from "../../src/data/dataset.ts";
import type { ByteStore } from "../../src/data/feature_cache.ts";
import type { Encoder } from "../../src/encoder/encoder.ts";
import {
  type Augmentation,
  originalAugmentation,
  phoneAugmentation,
} from "../../src/fit/augmentation.ts";
import {
  type FeatureExtractors,
  readTrainingSet,
  readVariants,
  type TrainingSet,
} from "../../src/fit/training_set.ts";
import { RATE_HZ, voice, wav } from "../cli/_corpus.ts";

const WINDOWS = {
  windowSeconds: 2,
  hopSeconds: 1,
  minPartialSeconds: 0.5,
  fill: "repeat",
} as const;
const LIMITS = { minSeconds: 0.1, silenceDbfs: -70 };

/** An encoder that counts its windows; the vector is their sum and their first sample. */
function extractors(encodings: { windows: number } = { windows: 0 }): FeatureExtractors {
  const encoder: Encoder = {
    id: "sum",
    sampleRateHz: RATE_HZ,
    size: 2,
    encode(windows) {
      encodings.windows += windows.length;
      return Promise.resolve(
        windows.map((w) => Float32Array.of(w.reduce((a, b) => a + b, 0), w[0]!)),
      );
    },
    dispose: () => Promise.resolve(),
  };
  return { encoders: [encoder], code: ["1"], windows: WINDOWS };
}

function memoryStore(): ByteStore & { readonly size: number } {
  const kept = new Map<string, Uint8Array>();
  return {
    get: (key) => Promise.resolve(kept.get(key)),
    set: (key, bytes) => Promise.resolve(void kept.set(key, bytes)),
    get size() {
      return kept.size;
    },
  };
}

const clip = (path: string, label = "cry", group = path): Clip => ({
  path,
  label,
  group,
  startSeconds: 0,
  endSeconds: Infinity,
  columns: {},
});

const files: Record<string, Uint8Array> = Object.fromEntries(
  [1, 2, 3, 4, 5, 6].map((i) => [`${i}.wav`, wav(voice(i, 3))]),
);
files["copy.wav"] = files["1.wav"]!;
files["silent.wav"] = wav(new Float32Array(RATE_HZ));
files["short.wav"] = wav(voice(9, 1).subarray(0, 400));
files["text.wav"] = new TextEncoder().encode("no sound");
const read = (path: string) => Promise.resolve(files[path]);
const voices = [1, 2, 3, 4, 5, 6].map((i) => clip(`${i}.wav`, i % 2 ? "cry" : "other"));

test("unusable clips are excluded with the reason", async () => {
  const odd = ["copy", "silent", "short", "text", "gone"].map((name) => clip(`${name}.wav`));
  const set = await readTrainingSet(
    collectDataset([...voices, ...odd, clip("1.wav")]),
    read,
    extractors(),
    LIMITS,
  );
  assert.deepEqual(set.clips, voices);
  assert.deepEqual(set.excluded.map(({ path, reason }) => [path, reason]), [
    ["1.wav", "duplicate_row"],
    ["copy.wav", "duplicate_row"],
    ["silent.wav", "too_short"],
    ["short.wav", "too_short"],
    ["text.wav", "unreadable"],
    ["gone.wav", "missing_file"],
  ]);
  assert.deepEqual(set.windows.map(({ row, encodings }) => [row, encodings[0]!.features.length]), [
    ...voices.map((_, row) => [row, 3]),
  ]);
});

test("an interrupted run continues where it stopped; a second one computes nothing", async () => {
  const store = memoryStore();
  const dataset = collectDataset(voices);
  const controller = new AbortController();
  const first = { windows: 0 };
  await assert.rejects(
    readTrainingSet(dataset, read, extractors(first), {
      ...LIMITS,
      store,
      signal: controller.signal,
      onProgress: ({ done }) => done === 4 && controller.abort(),
    }),
    { name: "AbortError" },
  );
  assert.equal(store.size, 4);
  const second = { windows: 0 };
  const set = await readTrainingSet(dataset, read, extractors(second), { ...LIMITS, store });
  assert.equal(set.computed, 2);
  assert.equal(first.windows + second.windows, 18);
  const third = { windows: 0 };
  const again = await readTrainingSet(dataset, read, extractors(third), { ...LIMITS, store });
  assert.deepEqual([again.computed, third.windows], [0, 0]);
  assert.deepEqual(again.windows, set.windows);
  const changed = { ...extractors(third), code: ["2"] };
  assert.equal((await readTrainingSet(dataset, read, changed, { ...LIMITS, store })).computed, 6);
});

/** Mixes nothing, and tells what it could have mixed. */
function spy(seen: Map<string, readonly number[]>): Augmentation {
  return {
    id: "spy",
    conditions: ["augmented"],
    drawBackgrounds({ clip: [file] }, clips) {
      seen.set(file, clips);
      return clips.slice(0, 1);
    },
    variants: (waveform) => Promise.resolve([waveform]),
    code: () => Promise.resolve("1"),
  };
}

test("only negatives of other groups in the same fold are mixed into a clip", async () => {
  const clips = [...voices.slice(0, 5), clip("6.wav", "other", "4.wav")];
  const set = await readTrainingSet(collectDataset(clips), read, extractors(), LIMITS);
  const seen = new Map<string, readonly number[]>();
  const options = {
    seed: 1,
    mixable: ({ label }: Clip) => label === "other",
    positive: ({ label }: Clip) => label === "cry",
  };
  const folds = [0, 0, 1, 1, 0, 1];
  await readVariants(set, folds, read, extractors(), spy(seen), options);
  const behind = set.fileSha256.map((file) => seen.get(file));
  assert.deepEqual(behind, [[1], [], [3, 5], [], [1], []]);
});

async function variantsOf(set: TrainingSet, seed: number, store?: ByteStore) {
  const encodings = { windows: 0 };
  const { windows, computed } = await readVariants(
    set,
    [0, 1],
    read,
    extractors(encodings),
    originalAugmentation,
    { seed, mixable: () => false, positive: () => true, ...(store ? { store } : {}) },
  );
  return { windows, computed, encodings: encodings.windows };
}

test("the seed repeats the original's variants, and the store keeps them", async () => {
  const store = memoryStore();
  const two = collectDataset(voices.slice(0, 2));
  const set = await readTrainingSet(two, read, extractors(), LIMITS);
  const once = await variantsOf(set, 1, store);
  assert.equal(once.windows.length, 5 * 2);
  assert.ok(once.windows.every(({ condition }) => condition === "augmented"));
  const again = await variantsOf(set, 1, store);
  assert.deepEqual([again.computed, again.encodings], [0, 0]);
  assert.deepEqual(again.windows, once.windows);
  assert.deepEqual((await variantsOf(set, 1)).windows, once.windows);
  const other = await variantsOf(set, 2, store);
  assert.equal(other.computed, 2);
  assert.notDeepEqual(other.windows, once.windows);
});

test("phone variants: one matched for evaluation, five for training, one draw per seed", async () => {
  const modes: number[] = [];
  const phone = phoneAugmentation((samples, mode) => {
    modes.push(mode);
    return Promise.resolve(samples);
  });
  assert.deepEqual(phone.conditions, ["matched", ...Array(5).fill("augmented")]);
  const waveform = { samples: voice(1, 2), sampleRateHz: RATE_HZ };
  const draw = (seed: number) => ({ seed, clip: ["1.wav", 0] as const });
  const behind = phone.drawBackgrounds(draw(1), [1, 2, 3, 4, 5]);
  assert.equal(new Set(behind).size, 3);
  assert.deepEqual(phone.drawBackgrounds(draw(1), [1, 2, 3, 4, 5]), behind);
  const of = (seed: number, background: number) =>
    phone.variants(waveform, {
      ...draw(seed),
      positive: true,
      backgrounds: [{ samples: voice(background, 2), sampleRateHz: RATE_HZ }],
    });
  const variants = await of(1, 2);
  assert.deepEqual(variants.length, 6);
  assert.equal(modes.length, 3, "the matched channel and two calls go through AMR");
  assert.deepEqual(await of(1, 2), variants);
  assert.notDeepEqual(await of(2, 2), variants);
  const other = await of(1, 3);
  // Backgrounds are in the mixture and in the far call, and nowhere else.
  assert.deepEqual(
    variants.flatMap((one, i) =>
      one.samples.every((x, k) => x === other[i]!.samples[k]) ? [] : [i]
    ),
    [3, 5],
  );
});

test("the original's five variants differ", () => {
  const samples = voice(1, 2);
  const variants = originalVariants(samples, createRandom("variants"));
  assert.equal(variants.length, 5);
  const lengths = variants.map(({ length }) => length);
  assert.deepEqual(lengths.filter((_, i) => i !== 1), Array(4).fill(samples.length));
  assert.ok(Math.abs(lengths[1]! / samples.length - 1) <= 0.18, "another tempo");
  for (const variant of variants) {
    assert.ok(variant.every(Number.isFinite));
    assert.notDeepEqual(variant, samples);
  }
  // A shift keeps every sample, a gain every ratio.
  assert.deepEqual(variants[3]!.toSorted(), samples.toSorted());
  const gain = variants[4]![5000]! / samples[5000]!;
  assert.ok(
    gain >= 0.5 && gain <= 2 && Math.abs(variants[4]![9000]! / samples[9000]! - gain) < 1e-6,
  );
});
