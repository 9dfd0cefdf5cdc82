/**
 * Reading of `models/training/figures.json`: all figures of the cards, as the steps of `deno task train`
 * measured them.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import type { CryDetectManifest, CryValenceManifest, GroupedResults, Results } from "./results.ts";

/** Path of the figures of the embedded models. */
export const FIGURES = "models/training/figures.json";

/** Results that belong to the windows of one export. */
const OF_ONE_EXPORT = [
  "stress",
  "synthetic_negatives",
  "streaming",
  "events",
  "degraded_audio",
  "joint_answers",
  "enrollment",
] as const;

/**
 * Reads the figures from a folder of results. The ablation and the table
 * beside YAMNet are separate runs: without a new one, the known one is kept.
 *
 * @param known current figures
 */
export async function gatherFigures(folder: string, known: Results): Promise<Results> {
  const read = <Name extends keyof Results>(name: Name) =>
    readJson<Results[Name]>(`${folder}/${name}.json`);
  const readOrKeep = <Name extends "ablation" | "yardstick">(name: Name) =>
    existsSync(`${folder}/${name}.json`) ? read(name) : known[name];
  return {
    detection: await read("detection"),
    stress: await read("stress"),
    synthetic_negatives: await read("synthetic_negatives"),
    streaming: await read("streaming"),
    events: existsSync(`${folder}/events.json`) ? await read("events") : known.events,
    degraded_audio: await read("degraded_audio"),
    valence: await read("valence"),
    joint_answers: await read("joint_answers"),
    enrollment: await read("enrollment"),
    ablation: await readOrKeep("ablation"),
    yardstick: await readOrKeep("yardstick"),
  };
}

/** Reads a JSON file. */
export async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, "utf8"));
}

/**
 * Checks that figures and manifests come from the same training.
 *
 * @throws {RangeError} when they do not
 */
export function assertSameTraining(
  manifest: CryDetectManifest,
  valence: CryValenceManifest,
  all: Results,
): void {
  const { detection } = all;
  const { export_sha256, seed } = manifest.training;
  const main = ({ auc, recall, false_positive_rate }: GroupedResults) => (
    { auc, recall, false_positive_rate }
  );
  const measured = {
    native: main(detection.native),
    matched: main(detection.matched),
    held_out_kinds: detection.held_out_kinds["mean"],
    held_out_cries: detection.held_out_cries,
  };
  const same: readonly (readonly [string, unknown, unknown])[] = [
    ["figures", manifest.training.figures, measured],
    ["threshold", manifest.threshold, detection.seeds[seed]!.threshold],
    ["figures of valence", valence.training.held_out_generators, all.valence.figures],
    ...OF_ONE_EXPORT.map((name) =>
      [`windows of ${name}`, export_sha256, all[name].export_sha256] as const
    ),
  ];
  for (const [name, expected, received] of same) {
    // Plain copies, since the originals throw on missing properties.
    if (!isDeepStrictEqual(plain(expected), plain(received))) {
      throw new RangeError(
        `Comparing ${name}: the manifest and ${FIGURES} come from different trainings`,
      );
    }
  }
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
