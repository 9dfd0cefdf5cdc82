/**
 * Types and reading of `models/training/figures.json`: all figures of the cards, as the steps of
 * `deno task train` measured them.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import type { Estimate } from "../../../src/metrics/group_bootstrap.ts";
import type { Enrolment } from "./enrollment_blocks.ts";
import type { Damaged } from "./uncertainty_blocks.ts";
import type { Streams } from "./stream_blocks.ts";
import type { Answers, ValenceFigures, ValenceManifest, ValenceSets } from "./valence_blocks.ts";

/** Path of the figures of the embedded models. */
export const FIGURES = "models/training/figures.json";

/** Results that belong to the windows of one export. */
const MEASURED = [
  "stress",
  "made_sounds",
  "distance_variants",
  "streams",
  "damaged",
  "answers",
  "enrolment",
] as const;

export const CHANNELS = ["native", "matched"] as const;
export type Channel = typeof CHANNELS[number];
type ByName<T> = Readonly<Record<string, T>>;
type ByChannel<T> = Readonly<Record<Channel, T>>;

/** Share of recordings without a cry that are classified as a cry. */
export interface Passed {
  readonly recordings: number;
  readonly passed: number;
}

/** Figures with one kind of sound held out. */
export interface HeldOutKind {
  readonly auc: number;
  readonly false_positive_rate: number;
  readonly at_frozen_threshold: number;
}

/** Share of synthetic negatives of one kind that are classified as a cry. */
export interface MadeSounds {
  readonly recordings: number;
  /** By networks trained on others of the kind. */
  readonly fold_held_out: number;
  /** By networks trained without its family. */
  readonly family_held_out: number;
}

/** Shares of prediction sets: with the true label, with it alone, with another label alone. */
export interface Sets {
  readonly held: number;
  readonly alone: number;
  readonly other_alone: number;
}

/** Figures that model selection uses. */
export interface Brief {
  readonly auc: number;
  readonly recall: number;
  readonly false_positive_rate: number;
  readonly held_out_kinds_auc: number;
  readonly held_out_kinds_false_positive_rate: number;
  readonly held_out_kinds_at_frozen_threshold: number;
  readonly held_out_cries_recall: ByName<number>;
}

interface Grouped {
  readonly auc: Estimate;
  readonly recall: Estimate;
  readonly false_positive_rate: Estimate;
  readonly recall_by_cry: ByName<Estimate & { readonly recordings: number }>;
  readonly passed_by_kind: ByName<Passed>;
  readonly passed_by_reader: ByName<Passed>;
}

/** All results, one key per file. */
export interface Figures {
  readonly figures: ByChannel<Grouped> & {
    readonly held_out_kinds: Readonly<
      Record<"strictly" | "recordings_only", ByName<ByChannel<HeldOutKind>>>
    >;
    readonly held_out_cries: ByName<
      ByChannel<{ readonly auc: number; readonly recall: number }>
    >;
    readonly seeds: ByName<ByChannel<Brief> & { readonly threshold: number }>;
    readonly parts: ByName<ByChannel<Brief>>;
    /** Prediction sets by coverage. */
    readonly sets: ByName<
      ByChannel<
        Readonly<Record<"cry" | "no_cry", Sets>> & { readonly held_out_kinds: ByName<number> }
      >
    >;
    readonly quantisation: {
      readonly auc_float: number;
      readonly auc_int8: number;
      readonly largest_change_of_probability: number;
    };
  };
  readonly stress: {
    readonly export_sha256: string;
    readonly recall: ByName<{
      readonly recordings: number;
      readonly recall: number;
      readonly auc: number;
    }>;
    readonly false_positive_rate: ByName<Passed>;
  };
  readonly made_sounds: {
    readonly export_sha256: string;
    readonly kinds: ByName<MadeSounds>;
  };
  readonly distance_variants: {
    readonly export_sha256: string;
    /** By form, then by the share of the logit relative to the shipped one. */
    readonly variants: ByName<ByName<ByChannel<Brief>>>;
  };
  readonly streams: Streams;
  readonly damaged: Damaged;
  readonly valence: { readonly figures: ValenceFigures; readonly sets: ValenceSets };
  readonly answers: Answers;
  readonly enrolment: Enrolment;
  readonly ablation: {
    readonly export_sha256: string;
    readonly networks: readonly string[];
    /** Training steps by network. */
    readonly steps: ByName<number>;
    readonly variants: ByName<ByChannel<Brief>>;
  };
}

/** The part of the manifest of `cry-detect` that the blocks need. */
export interface Manifest {
  readonly threshold: number;
  readonly members: readonly {
    readonly front_end: string;
    readonly head: {
      readonly input: readonly number[];
      readonly layers: readonly {
        readonly type: string;
        readonly outputs?: number;
        readonly weights?: string;
      }[];
    };
  }[];
  readonly training: {
    readonly export_sha256: string;
    readonly seed: number;
    readonly recordings: number;
    readonly made_recordings: number;
    readonly groups: number;
    readonly windows: number;
    readonly members: readonly { readonly network: string; readonly share: number }[];
    readonly figures: unknown;
  };
}

/**
 * Reads the figures from a folder of results. The ablation is a separate run: without a new one, the
 * known one is kept.
 *
 * @param known current figures
 */
export async function gatherFigures(results: string, known: Figures): Promise<Figures> {
  const read = <Name extends keyof Figures>(name: Name) =>
    readJson<Figures[Name]>(`${results}/${name}.json`);
  return {
    figures: await read("figures"),
    stress: await read("stress"),
    made_sounds: await read("made_sounds"),
    distance_variants: await read("distance_variants"),
    streams: await read("streams"),
    damaged: await read("damaged"),
    valence: await read("valence"),
    answers: await read("answers"),
    enrolment: await read("enrolment"),
    ablation: existsSync(`${results}/ablation.json`) ? await read("ablation") : known.ablation,
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
  manifest: Manifest,
  valence: ValenceManifest,
  all: Figures,
): void {
  const { figures } = all;
  const { export_sha256, seed } = manifest.training;
  const main = ({ auc, recall, false_positive_rate }: Grouped) => (
    { auc, recall, false_positive_rate }
  );
  const measured = {
    native: main(figures.native),
    matched: main(figures.matched),
    held_out_kinds: figures.held_out_kinds.strictly["mean"],
    held_out_cries: figures.held_out_cries,
  };
  const same: readonly (readonly [string, unknown, unknown])[] = [
    ["figures", manifest.training.figures, measured],
    ["threshold", manifest.threshold, figures.seeds[seed]!.threshold],
    ["figures of valence", valence.training.held_out_generators, all.valence.figures],
    ...MEASURED.map((name) =>
      [`windows of ${name}`, export_sha256, all[name].export_sha256] as const
    ),
  ];
  for (const [name, expected, found] of same) {
    // Plain copies, since the originals throw on missing properties.
    if (!isDeepStrictEqual(plain(expected), plain(found))) {
      throw new RangeError(
        `Comparing ${name}: the manifest and ${FIGURES} come from different trainings`,
      );
    }
  }
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
