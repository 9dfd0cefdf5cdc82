/**
 * How `cry-detect` hears recordings of which little is left: cut to their loudest moment, or louder than
 * the recorder could take, each by networks that have not heard its fold. A step of `deno task train`:
 * `judge_damaged.ts MODELS OUT`, with what `held_out_models.py` wrote.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { type Estimate, groupBootstrap } from "../../../src/metrics/group_bootstrap.ts";
import { rocAuc } from "../../../src/metrics/roc.ts";
import { createClassifier } from "../../../src/pipeline.ts";
import type { CryManifest } from "../../../src/models/manifest.ts";
import type { Damaged } from "../cards/uncertainty_blocks.ts";
import { sharedRecordings } from "../sounds/shared_recordings.ts";
import { writeFigures } from "../cards/write_figures.ts";

const SAMPLE_RATE_HZ = 8000;
const SECONDS = [2, 1, 0.5, 0.25, 0.12];
const CLIPPED = [0.05, 0.25, 0.5];

const [folder, out] = process.argv.slice(2);
if (folder === undefined || out === undefined) {
  throw new SyntaxError("judge_damaged takes a folder of held-out models and a file to write");
}
const damages: Readonly<Record<string, (samples: Float32Array) => Float32Array>> = {
  "as they are": (samples) => samples,
  ...Object.fromEntries(
    SECONDS.map((seconds) => [`loudest ${seconds} s`, (samples) => loudest(samples, seconds)]),
  ),
  ...Object.fromEntries(
    CLIPPED.map((share) => [`${100 * share} % clipped`, (samples) => clipped(samples, share)]),
  ),
};
const all = await sharedRecordings(process.env["BABYCRY_SHARED"] ?? "../shared");
// One of a group: the others are much like it.
const recordings = [...new Map(all.map((recording) => [recording.group, recording])).values()];
const manifests: CryManifest[] = await Promise.all(
  [0, 1, 2, 3, 4].map(async (fold) =>
    JSON.parse(await readFile(join(folder, `fold-${fold}.json`), "utf8"))
  ),
);
const { threshold, training } = manifests[0]!;
const classifiers = await Promise.all(manifests.map((model) => createClassifier({ model })));
const by: Record<string, Damaged["by"][string]> = {};
for (const [name, damage] of Object.entries(damages)) {
  const p: number[] = [];
  for (const { samples, fold } of recordings) {
    const heard = { samples: damage(await samples()), sampleRateHz: SAMPLE_RATE_HZ };
    // Also of what it would not answer.
    p.push((await classifiers[fold]!.predict(heard)).cry!.probability);
  }
  by[name] = {
    auc: rocAuc(recordings.map(({ y }) => y), p),
    recall: passed(1, p),
    false_positive_rate: passed(0, p),
  };
}
const damaged: Damaged = {
  export_sha256: training["export_sha256"] as string,
  cries: recordings.filter(({ y }) => y === 1).length,
  others: recordings.filter(({ y }) => y === 0).length,
  by,
};
await writeFigures(out, damaged);

function passed(y: 0 | 1, p: readonly number[]): Estimate {
  const own = [...recordings.keys()].filter((i) => recordings[i]!.y === y);
  return groupBootstrap(
    own.map((i) => recordings[i]!.group),
    (drawn) => drawn.filter((k) => p[own[k]!]! >= threshold).length / drawn.length,
    { resamples: 1000, seed: 1 },
  );
}

/** The stretch with the most energy. */
function loudest(samples: Float32Array, seconds: number): Float32Array {
  const length = Math.min(seconds * SAMPLE_RATE_HZ, samples.length);
  let [energy, most, start] = [0, -1, 0];
  for (let end = 1; end <= samples.length; end++) {
    energy += samples[end - 1]! ** 2 - (samples[end - 1 - length] ?? 0) ** 2;
    if (end >= length && energy > most) [most, start] = [energy, end - length];
  }
  return samples.subarray(start, start + length);
}

/** So loud that a share of the samples is at full scale. */
function clipped(samples: Float32Array, share: number): Float32Array {
  const ascending = samples.map(Math.abs).sort();
  const limit = ascending[Math.floor((1 - share) * (samples.length - 1))]!;
  if (limit === 0) return samples;
  return samples.map((sample) => Math.max(-1, Math.min(sample / limit, 1)));
}
