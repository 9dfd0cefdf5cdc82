import {
  checkChoice,
  checkMethods,
  checkNumber,
  checkOptions,
  checkType,
  checkWork,
} from "../check_option.ts";
import { type AudioDataset, checkAudioDataset } from "../data/audio_dataset.ts";
import type { ByteStore } from "../data/feature_cache.ts";
import { countExcluded } from "../data/excluded.ts";
import { frontEnd } from "../features/front_ends/front_ends.ts";
import type { EvaluationReport } from "../fit/evaluation_report.ts";
import { WINDOWS } from "../fit/fit_input.ts";
import {
  checkEncoderSelection,
  ENCODER_SELECTION,
  type EncoderSelection,
  FRONT_END,
  openEncoders,
} from "../fit/open_encoders.ts";
import type { Pooling } from "../pooling/pooling.ts";
import {
  checkUsable,
  type DatasetRows,
  datasetWarnings,
  type FeatureRow,
  featureRows,
  labelsOf,
  withColumn,
} from "./dataset_rows.ts";
import { crossValidateRows, foldWarnings, type Settings } from "./evaluate_rows.ts";
import { EVALUATION_WORK, type EvaluationWork, inStage } from "./progress.ts";
import { type Protocol, PROTOCOLS } from "./protocols.ts";

/** Options of {@link crossValidate}. */
export interface CrossValidateOptions extends EncoderSelection, EvaluationWork {
  /** Hold-out protocol. Default `kfold`. */
  readonly protocol?: Protocol;
  /** Column of sides for `split` (default `split`), or of kinds for `held-out` (required). */
  readonly column?: string;
  /** Number of folds for `kfold` and `leaky`. Default 5. */
  readonly folds?: number;
  /** Seed of folds and intervals. Default 1. */
  readonly seed?: number;
  /** Inverse strength of the L2 penalty, above 0. Default 0.001. */
  readonly C?: number;
  /** Coverage of prediction sets, between 0 and 1. Default 0.9. */
  readonly coverage?: number;
  /** Label to detect, against all others. Default: every label is a class. */
  readonly positive?: string;
  /**
   * Pooling of a clip's window vectors. Default `mean_std` for a front end, `mean` for encoders.
   */
  readonly pooling?: Pooling;
  /** Store that keeps the vectors of windows. Default: none. */
  readonly store?: ByteStore;
}

const NAMES: Readonly<Record<keyof CrossValidateOptions, true>> = {
  ...ENCODER_SELECTION,
  ...EVALUATION_WORK,
  protocol: true,
  column: true,
  folds: true,
  seed: true,
  C: true,
  coverage: true,
  positive: true,
  pooling: true,
  store: true,
};

/**
 * Cross-validates a class-balanced logistic regression on the features of a dataset: fits it on
 * each fold's training clips and evaluates it on the held-out clips, with audio-free baselines for
 * comparison.
 *
 * @param dataset result of `datasetFromAudio` or `openDataset`
 * @param options.onProgress called in the stages `encoding` and `fitting`
 * @throws {TypeError} when an option has another type
 * @throws {RangeError} when an option is out of range, no clip is usable, or there are too few
 *   labels, groups or values of `column`
 *
 * @example
 * ```ts
 * import { datasetFromAudio } from "@babycry/babycry/data";
 * import { crossValidate } from "@babycry/babycry/eval";
 * import assert from "node:assert/strict";
 *
 * const clip = (i: number) => ({
 *   audio: {
 * samples: Float32Array.from({ length: 8000 }, (_, t) => Math.sin(t * (i % 2 ? 0.3 : 0.9) + i)),
 *     sampleRateHz: 8000,
 *   },
 *   label: i % 2 ? "low" : "high",
 *   group: `source ${i % 6}`,
 * });
 * const dataset = datasetFromAudio(Array.from({ length: 12 }, (_, i) => clip(i)));
 * const { metrics, folds } = await crossValidate(dataset, { folds: 3 });
 * assert.equal(folds, 3);
 * assert.equal(metrics.balancedAccuracy.estimate, 1);
 * ```
 */
export async function crossValidate(
  dataset: AudioDataset,
  options: CrossValidateOptions = {},
): Promise<EvaluationReport> {
  checkAudioDataset("Cross-validating", dataset);
  const settings = checkCrossValidation(options);
  const { positive, encoders = [] } = options;
  const { column } = settings;
  const { name, dataset: all, read } = dataset;
  const described = column === undefined ? all : withColumn(all, column);
  const extractors = await openEncoders(options);
  let found: DatasetRows<FeatureRow>;
  try {
    const isNetwork = encoders.length > 0;
    const windows = isNetwork ? { ...WINDOWS, fill: "zero" as const } : WINDOWS;
    found = await featureRows({ dataset: described, read }, { ...extractors, windows }, {
      ...inStage("encoding", options),
      ...(options.store ? { store: options.store } : {}),
      pooling: options.pooling ?? (isNetwork ? "mean" : "mean_std"),
    });
  } finally {
    for (const encoder of extractors.encoders) await encoder.dispose();
  }
  checkUsable(found, described);
  const rows = found.rows.map((row): FeatureRow => ({
    ...row,
    label: positive === undefined || row.label === positive ? row.label : `no_${positive}`,
  }));
  const evaluated = await crossValidateRows(
    rows,
    labelsOf(rows, positive),
    settings,
    inStage("fitting", options),
  );
  return {
    dataset: name,
    model: `logistic regression on ${extractors.encoders.map(({ id }) => id).join(" + ")}`,
    ...evaluated,
    excluded: countExcluded([...described.excluded, ...found.excluded]),
    warnings: [...datasetWarnings(found), ...foldWarnings(evaluated)],
  };
}

/**
 * Checks options before any clip is read, and fills in defaults.
 *
 * @throws {TypeError} when an option has another type
 * @throws {RangeError} when an option is out of range
 */
export function checkCrossValidation(options: CrossValidateOptions): Settings {
  const action = "Cross-validating";
  checkOptions(action, options, NAMES);
  checkEncoderSelection(action, options);
  if (options.store !== undefined) checkMethods(action, "store", options.store, ["get", "set"]);
  const { protocol = "kfold", folds = 5, seed = 1, C = 0.001, coverage = 0.9 } = options;
  checkWork(action, options);
  checkChoice(action, "protocol", protocol, PROTOCOLS);
  checkNumber(action, "folds", folds, { min: 2, integer: true });
  checkNumber(action, "seed", seed, { min: 0, integer: true });
  checkNumber(action, "C", C, { above: 0 });
  checkNumber(action, "coverage", coverage, { above: 0, below: 1 });
  for (const name of ["column", "positive"] as const) {
    if (options[name] !== undefined) checkType(action, name, options[name], "string");
  }
  if (options.pooling !== undefined) {
    checkChoice(action, "pooling", options.pooling, ["mean", "mean_std"]);
  }
  if (options.encoders?.length && options.frontEnd !== undefined) {
    throw new RangeError(
      `${action}: expected a front end (option frontEnd) or encoders (option encoders), received both`,
    );
  }
  if (!options.encoders?.length) frontEnd(options.frontEnd ?? FRONT_END);
  const { column = protocol === "split" ? "split" : undefined } = options;
  if (protocol === "held-out" && column === undefined) {
    throw new RangeError(
      `${action}: expected a column (option column) of the kinds to hold out, received none`,
    );
  }
  return { protocol, column, folds, seed, C, coverage };
}
