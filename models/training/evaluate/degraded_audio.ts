/**
 * Evaluates `cry-detect` on degraded recordings: cut to their loudest part, clipped, or with an offset, hum
 * or rumble. Each is scored by networks that were not trained on its fold. A step of `deno task train`: `degraded_audio.ts MODELS OUT`,
 * with the models of `networks/held_out_models.py`.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { coloredNoise, lowPass } from "../../../src/augment/filters.ts";
import { mixAtSnr } from "../../../src/augment/level.ts";
import { rocAuc } from "../../../src/metrics/roc.ts";
import type { CryManifest } from "../../../src/models/manifest.ts";
import { createClassifier } from "../../../src/pipeline.ts";
import { createRandom } from "../../../src/random.ts";
import type { DegradedAudioResults } from "../cards/results.ts";
import { writeResults } from "../cards/write_results.ts";
import { SAMPLE_RATE_HZ } from "../sounds/recording.ts";
import { sharedRecordings } from "../sounds/shared_recordings.ts";
import { estimateMean } from "./estimate.ts";
import { readPaths } from "./read_paths.ts";

const RUMBLE_HZ = 150;
const SECONDS = [2, 1, 0.5, 0.25, 0.12];
const CLIPPED_SHARES = [0.05, 0.25, 0.5];

const rumble = lowPass(coloredNoise(10 * SAMPLE_RATE_HZ, 0.97, createRandom("rumble")), {
  cutoffHz: RUMBLE_HZ,
  sampleRateHz: SAMPLE_RATE_HZ,
});

const [folder, out] = readPaths("degraded_audio.ts", "MODELS", "OUT") as [string, string];
const degradations: Readonly<Record<string, (samples: Float32Array) => Float32Array>> = {
  unmodified: (samples) => samples,
  ...Object.fromEntries(
    SECONDS.map((seconds) => [`loudest ${seconds} s`, (samples) => loudest(samples, seconds)]),
  ),
  ...Object.fromEntries(
    CLIPPED_SHARES.map((share) => [`${100 * share}% clipped`, (samples) => clip(samples, share)]),
  ),
  "offset of .1": (samples) => samples.map((x) => x + 0.1),
  ...Object.fromEntries(
    [50, 60].map((hz) => [`hum of ${hz} Hz`, (samples) => addAtEqualLevel(samples, hum(hz))]),
  ),
  rumble: (samples) => addAtEqualLevel(samples, rumble),
};
const all = await sharedRecordings(process.env["BABYCRY_SHARED"] ?? "../shared");
// One per group: the others resemble it.
const recordings = [...new Map(all.map((recording) => [recording.group, recording])).values()];
const manifests: CryManifest[] = await Promise.all(
  [0, 1, 2, 3, 4].map(async (fold) =>
    JSON.parse(await readFile(join(folder, `fold-${fold}.json`), "utf8"))
  ),
);
const { threshold, training } = manifests[0]!;
const classifiers = await Promise.all(manifests.map((model) => createClassifier({ model })));
const results: Record<string, DegradedAudioResults["degradations"][string]> = {};
for (const [name, degrade] of Object.entries(degradations)) {
  results[name] = evaluate(await scores(degrade));
}
await writeResults(
  out,
  {
    export_sha256: training["export_sha256"] as string,
    cries: recordings.filter(({ y }) => y === 1).length,
    others: recordings.filter(({ y }) => y === 0).length,
    degradations: results,
  } satisfies DegradedAudioResults,
);

interface Score {
  readonly y: 0 | 1;
  readonly group: string;
  /** Probability of a cry, even if the model abstains. */
  readonly probability: number;
}

async function scores(degrade: (samples: Float32Array) => Float32Array): Promise<Score[]> {
  const found: Score[] = [];
  for (const { samples, fold, y, group } of recordings) {
    const waveform = { samples: degrade(await samples()), sampleRateHz: SAMPLE_RATE_HZ };
    const { cry } = await classifiers[fold]!.predict(waveform);
    found.push({ y, group, probability: cry!.probability });
  }
  return found;
}

function evaluate(scores: readonly Score[]): DegradedAudioResults["degradations"][string] {
  const rate = (label: 0 | 1) =>
    estimateMean(
      scores.filter(({ y }) => y === label),
      ({ probability }) => probability >= threshold,
    );
  return {
    auc: rocAuc(scores.map(({ y }) => y), scores.map(({ probability }) => probability)),
    recall: rate(1),
    false_positive_rate: rate(0),
  };
}

/** Adds a sound at the level of the recording. */
function addAtEqualLevel(samples: Float32Array, sound: Float32Array): Float32Array {
  return mixAtSnr(samples, sound, { snrDb: 0 });
}

function hum(hz: number): Float32Array {
  return Float32Array.from(
    { length: SAMPLE_RATE_HZ },
    (_, n) => Math.sin(2 * Math.PI * hz * n / SAMPLE_RATE_HZ),
  );
}

/** Cuts a recording to the span with the most energy. */
function loudest(samples: Float32Array, seconds: number): Float32Array {
  const length = Math.min(seconds * SAMPLE_RATE_HZ, samples.length);
  let [energy, energyMax, start] = [0, -1, 0];
  for (let end = 1; end <= samples.length; end++) {
    energy += samples[end - 1]! ** 2 - (samples[end - 1 - length] ?? 0) ** 2;
    if (end >= length && energy > energyMax) [energyMax, start] = [energy, end - length];
  }
  return samples.subarray(start, start + length);
}

/** Amplifies a recording until a share of its samples is at full scale. */
function clip(samples: Float32Array, share: number): Float32Array {
  const ascending = samples.map(Math.abs).sort();
  const limit = ascending[Math.floor((1 - share) * (samples.length - 1))]!;
  if (limit === 0) return samples;
  return samples.map((sample) => Math.max(-1, Math.min(sample / limit, 1)));
}
