/**
 * `fit`: a detector from one's own recordings.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { loadAmrRoundTrip } from "../augment/codecs.ts";
import { decode, toMono } from "../decode/mod.ts";
import type { Estimate } from "../eval/group_bootstrap.ts";
import { stratifiedGroupFolds } from "../eval/stratified_group_folds.ts";
import { type FrontEnd, frontEnd } from "../features/front_ends.ts";
import { detectorWindows } from "../fit/detector_windows.ts";
import { type Detector, fitDetector } from "../fit/fit_detector.ts";
import { parseTrainingManifest, type TrainingClip } from "../fit/training_clip.ts";
import type { CryManifest } from "../prediction/manifest.ts";
import { toJson } from "../prediction/to_json.ts";
import { resample } from "../resample/mod.ts";
import type { LongWorkOptions } from "../types.ts";

const WINDOWS = {
  windowSeconds: 2,
  hopSeconds: 1,
  minPartialSeconds: 0.5,
  fill: "repeat",
} as const;
const SILENCE_DBFS = -70;
const MIN_SECONDS = 0.1;

export const help = `babycry fit MANIFEST.csv --positive LABEL --out MODEL.json [options]

Fits a detector on recordings and measures it on groups that it has not heard.
The manifest has the columns path, label, group, and if wanted kind, fold, start_seconds,
end_seconds.

  --positive LABEL   the label to be detected; all others are negatives (default cry)
  --root DIR         where the paths start (default: the manifest's folder)
  --out FILE         the model
  --id NAME          its name (default my-detector)
  --licence TEXT     the licence of the weights (default: unstated)
  --augment          train through phone codecs, noise and rooms too (needs benz-amr-recorder)
  --folds N          grouped folds where the manifest has none (default 5)
  --c NUMBER         inverse strength of the penalty (default 0.01)
  --recall SHARE     of held-out positives that the threshold lets pass (default 0.95)
  --seed N           (default 1)

Example: babycry fit clips.csv --positive cry --out mine.json

babycry fit DATASET --encoder NAME --out MODEL.json [options]

Fits a head on an encoder's vectors, for recordings labelled positive and distress, and measures it
the same way. babycry audit --help says what a dataset is. Vectors are kept beside the models.

  --encoder NAME     clap, ast, wav2vec2, or a manifest as a JSON file; may be repeated
  --cache DIR        where babycry models keeps weights
  and --label, --labels, --group, --session, --root, --out, --id, --licence, --folds, --seed, and
  --c (default 1)

Example: babycry fit clips/ --encoder clap --out mine.json; babycry a.wav --model mine.json
`;

/** Runs the command. @returns the text to print */
export async function fit(
  args: readonly string[],
  work: LongWorkOptions & { readonly onStage?: (name: string) => void } = {},
): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      positive: { type: "string", default: "cry" },
      root: { type: "string" },
      out: { type: "string" },
      id: { type: "string", default: "my-detector" },
      licence: { type: "string", default: "unstated" },
      augment: { type: "boolean", default: false },
      folds: { type: "string", default: "5" },
      c: { type: "string", default: "0.01" },
      recall: { type: "string", default: "0.95" },
      seed: { type: "string", default: "1" },
    },
  });
  const [manifestPath] = positionals;
  if (!manifestPath || positionals.length > 1 || !values.out) {
    throw new SyntaxError("fit takes one manifest and --out FILE");
  }
  const csv = await readFile(manifestPath, "utf8");
  const clips = parseTrainingManifest(csv, values.positive);
  const front = frontEnd("cry-features");
  const seed = number("seed", values.seed);

  work.onStage?.("decoding");
  const audio = await readClips(clips, values.root ?? dirname(manifestPath), front, work);
  const amr = values.augment ? await loadAmrRoundTrip() : undefined;
  const folds = chooseFolds(clips, number("folds", values.folds), seed);
  work.onStage?.("features");
  const rows = await detectorWindows(
    clips.map((clip, i) => ({ ...clip, fold: folds[i]! })),
    audio,
    front,
    { ...WINDOWS, ...work, seed, ...(amr ? { amr } : {}) },
  );
  work.onStage?.("fitting");
  const options = {
    ...WINDOWS,
    ...work,
    frontEnd: front,
    classes: [`no_${values.positive}`, values.positive] as const,
    folds,
    silenceDbfs: SILENCE_DBFS,
    C: number("c", values.c),
    recall: number("recall", values.recall),
    seed,
  };
  const detector = fitDetector(clips, rows, options);
  const manifest: CryManifest = {
    id: values.id,
    task: "cry",
    members: [{ front_end: front.id, head: detector.head }],
    windows: toJson(WINDOWS) as CryManifest["windows"],
    silence_dbfs: SILENCE_DBFS,
    min_seconds: MIN_SECONDS,
    calibration: detector.calibration,
    threshold: detector.threshold,
    licence: values.licence,
    training: {
      manifest_sha256: createHash("sha256").update(csv).digest("hex"),
      recordings: clips.length,
      groups: new Set(clips.map((clip) => clip.group)).size,
      folds: Math.max(...folds) + 1,
      augmented: values.augment,
      c: options.C,
      recall: options.recall,
      seed,
      figures: toJson(detector.figures),
    },
  };
  await writeFile(values.out, manifestText(manifest));
  return report(clips, detector);
}

/** One line a key: short to read, short to ship. */
function manifestText(manifest: CryManifest): string {
  const lines = Object.entries(manifest).map(([key, value]) =>
    `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`
  );
  return `{\n${lines.join(",\n")}\n}\n`;
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) {
    throw new SyntaxError(`--${name} is ${text}, wanted a number`);
  }
  return value;
}

function chooseFolds(clips: readonly TrainingClip[], folds: number, seed: number): Int32Array {
  if (clips.every((clip) => clip.fold !== undefined)) {
    return Int32Array.from(clips, (clip) => clip.fold!);
  }
  const y = clips.map((clip) => clip.y);
  return stratifiedGroupFolds(y, clips.map((clip) => clip.group), { folds, classes: 2, seed });
}

async function readClips(
  clips: readonly TrainingClip[],
  root: string,
  front: FrontEnd,
  work: LongWorkOptions,
): Promise<Float32Array[]> {
  const { sampleRateHz: toHz } = front;
  const whole = new Map<string, Float32Array>();
  const audio: Float32Array[] = [];
  for (const { path, startSeconds, endSeconds } of clips) {
    work.signal?.throwIfAborted();
    let samples = whole.get(path);
    if (!samples) {
      const mono = toMono(await decode(await readFile(join(root, path))));
      samples = resample(mono.samples, { fromHz: mono.sampleRateHz, toHz });
      whole.set(path, samples);
    }
    audio.push(
      samples.subarray(Math.round(startSeconds * toHz), Math.round(endSeconds * toHz)),
    );
    work.onProgress?.({ done: audio.length, total: clips.length });
  }
  return audio;
}

function report(clips: readonly TrainingClip[], detector: Detector): string {
  const positives = clips.filter((clip) => clip.y === 1).length;
  const groups = new Set(clips.map((clip) => clip.group)).size;
  const show = ({ estimate, interval: [low, high] }: Estimate) =>
    `${estimate.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  const lines = [
    `${clips.length} recordings, ${positives} positive, ${groups} groups`,
    `threshold ${detector.threshold.toFixed(3)}; held-out groups, 95 % interval by group`,
  ];
  for (const [channel, { auc, recall, falsePositiveRate }] of Object.entries(detector.figures)) {
    lines.push(
      `${channel.padEnd(8)} AUC ${show(auc)}  recall ${show(recall)}  false positives ${
        show(falsePositiveRate)
      }`,
    );
  }
  for (const { kind, recordings, passed } of detector.kinds) {
    const shares = Object.entries(passed).map(([channel, share]) =>
      `${channel} ${(100 * share).toFixed(0).padStart(3)} %`
    );
    lines.push(
      `  ${kind.padEnd(24)} ${String(recordings).padStart(4)}  called: ${shares.join(", ")}`,
    );
  }
  return `${lines.join("\n")}\n`;
}
