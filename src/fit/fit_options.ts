/**
 * Options of a fit, their checks and their defaults.
 *
 * @module
 */
import {
  checkChoice,
  checkMethods,
  checkNumber,
  checkOptions,
  checkType,
  checkWork,
  describe,
} from "../check_option.ts";
import type { ByteStore } from "../data/feature_cache.ts";
import type { Clip } from "../data/dataset.ts";
import { checkLabels } from "../data/parse_manifest.ts";
import { frontEnd } from "../features/front_ends/front_ends.ts";
import type { Pooling } from "../pooling/pooling.ts";
import type { Progress, ProgressOptions } from "../types.ts";
import type { Learner } from "./learner.ts";
import {
  checkEncoderSelection,
  ENCODER_SELECTION,
  type EncoderSelection,
  FRONT_END,
} from "./open_encoders.ts";
import type { Prior } from "./resolve_prior.ts";

const ACTION = "Fitting a model";
const TASKS: readonly FitTask[] = ["cry", "valence", "reason"];
const POOLINGS: readonly Pooling[] = ["mean", "mean_std"];
const AUGMENTATIONS = ["phone", "original"];
/** Labels of the task `valence`. */
export const VALENCE_LABELS = ["distress", "positive"] as const;

/** Task of a model, the key of its answer in a prediction. */
export type FitTask = "cry" | "valence" | "reason";

/** Progress of a fit within its stage. */
export interface FitProgress extends Progress {
  /** Stage: encoding of clips, encoding of augmented copies, fitting of heads. */
  readonly stage: "encoding" | "augmenting" | "fitting";
}

/** Options of {@link fitModel}. */
export interface FitModelOptions extends EncoderSelection, Pick<ProgressOptions, "signal"> {
  /**
   * Task of the model: `cry` detects one label in windows and recordings, `reason` distinguishes
   * any labels, `valence` the labels `positive` and `distress`. Default `cry`; with `encoders`,
   * `valence` if these two are all labels, else `reason`.
   */
  readonly task?: FitTask;
  /** Label that the task `cry` detects; all other labels are negatives. Default `cry`. */
  readonly positive?: string;
  /**
   * Labels to use; clips with other labels are excluded. Default: those of `valence` for that task,
   * else all. The task `reason` keeps their order, by default the most frequent first.
   */
  readonly labels?: readonly string[];
  /**
   * Pooling of the windows' vectors for `reason` and `valence`. Default `mean_std` for a front end,
   * `mean` for encoders.
   */
  readonly pooling?: Pooling;
  /** Heads to compare, the simplest first. Default: linear heads, see {@link defaultCandidates}. */
  readonly candidates?: readonly Learner[];
  /**
   * Augmented copies for training. `phone`: codecs, rooms, noise and other clips in the background,
   * with the package `benz-amr-recorder`; `original`: pitch, tempo, noise, time and level. Default:
   * none.
   */
  readonly augment?: "phone" | "original";
  /** Number of folds of whole groups, 2 or more. Default 5. */
  readonly folds?: number;
  /**
   * Column of the dataset with the fold of each clip, used if every clip has one. Default `fold`,
   * if there is one.
   */
  readonly foldColumn?: string;
  /** Recall of held-out positives at the threshold of `cry`, 0 to 1. Default 0.95. */
  readonly recall?: number;
  /**
   * Prior of the labels for `reason` and `valence`. Default `training` for `reason`, else `even`.
   */
  readonly prior?: Prior;
  /**
   * Share of recordings whose prediction set contains the true label; 0 for no sets. Default 0.9.
   */
  readonly coverage?: number;
  /** Name of the model. Default `my-cry`, `my-valence` or `my-reason`. */
  readonly id?: string;
  /** License of the weights. Default `unstated`. */
  readonly license?: string;
  /**
   * Seed of all random choices; the same seed gives the same model on the same runtime. Default 1.
   */
  readonly seed?: number;
  /** Store of vectors, so that a second run computes only new vectors. Default: none. */
  readonly store?: ByteStore;
  /** Called after each step of a stage. */
  readonly onProgress?: (progress: FitProgress) => void;
}

const NAMES: Readonly<Record<keyof FitModelOptions, true>> = {
  ...ENCODER_SELECTION,
  task: true,
  positive: true,
  labels: true,
  pooling: true,
  candidates: true,
  augment: true,
  folds: true,
  foldColumn: true,
  recall: true,
  prior: true,
  coverage: true,
  id: true,
  license: true,
  seed: true,
  store: true,
  signal: true,
  onProgress: true,
};

/** Options with their defaults. */
export interface FitSettings {
  readonly task: FitTask;
  readonly positive: string;
  readonly labels: readonly string[] | undefined;
  readonly pooling: Pooling;
  readonly candidates: readonly Learner[];
  readonly augment: "phone" | "original" | undefined;
  readonly folds: number;
  readonly foldColumn: string;
  readonly recall: number;
  readonly prior: Prior;
  readonly coverage: number;
  readonly id: string;
  readonly license: string;
  readonly seed: number;
}

/**
 * Lists the linear heads that a fit compares by default: one for `cry`, four for the other tasks.
 *
 * @returns the most penalized first
 */
export function defaultCandidates(task: FitTask): Learner[] {
  const inverse = task === "cry" ? [0.01] : [0.001, 0.01, 0.1, 1];
  return inverse.map((C) => ({ type: "logistic_regression", C }));
}

/**
 * Finds the task from the options alone.
 *
 * @returns undefined if the task depends on the labels
 */
export function statedTask(
  { task, positive, encoders = [] }: Pick<FitModelOptions, "task" | "positive" | "encoders">,
): FitTask | undefined {
  return task ?? (positive !== undefined || encoders.length === 0 ? "cry" : undefined);
}

/** Fills in defaults. @param clips clips, whose labels determine the task if the options do not */
export function resolveFitOptions(
  options: FitModelOptions,
  clips: readonly Pick<Clip, "label">[],
): FitSettings {
  const { labels } = options;
  const used = labels ? clips.filter(({ label }) => labels.includes(label)) : clips;
  const task = statedTask(options) ?? inferTask(used);
  return {
    task,
    positive: options.positive ?? "cry",
    labels: labels ?? (task === "valence" ? VALENCE_LABELS : undefined),
    pooling: options.pooling ?? (options.encoders?.length ? "mean" : "mean_std"),
    candidates: options.candidates ?? defaultCandidates(task),
    augment: options.augment,
    folds: options.folds ?? 5,
    foldColumn: options.foldColumn ?? "fold",
    recall: options.recall ?? 0.95,
    prior: options.prior ?? (task === "reason" ? "training" : "even"),
    coverage: options.coverage ?? 0.9,
    id: options.id ?? `my-${task}`,
    license: options.license ?? "unstated",
    seed: options.seed ?? 1,
  };
}

function inferTask(clips: readonly Pick<Clip, "label">[]): FitTask {
  const labels: readonly string[] = VALENCE_LABELS;
  return clips.length > 0 && clips.every(({ label }) => labels.includes(label))
    ? "valence"
    : "reason";
}

/**
 * Checks options before any clip is read.
 *
 * @throws {TypeError} when an option has another type
 * @throws {RangeError} when an option is out of range, or two options exclude each other
 */
export function checkFitOptions(options: FitModelOptions): void {
  checkOptions(ACTION, options, NAMES);
  checkEncoderSelection(ACTION, options);
  if (options.store !== undefined) checkMethods(ACTION, "store", options.store, ["get", "set"]);
  const { pooling, augment, folds, recall, coverage, seed, encoders = [] } = options;
  const task = statedTask(options);
  if (task !== undefined) checkChoice(ACTION, "task", task, TASKS);
  if (pooling !== undefined) checkChoice(ACTION, "pooling", pooling, POOLINGS);
  if (augment !== undefined) checkChoice(ACTION, "augment", augment, AUGMENTATIONS);
  for (const name of ["positive", "foldColumn", "id", "license"] as const) {
    if (options[name] !== undefined) checkType(ACTION, name, options[name], "string");
  }
  checkPrior(options.prior);
  checkLabels(ACTION, options.labels);
  const { candidates } = options;
  if (candidates !== undefined && !Array.isArray(candidates)) {
    const received = describe(candidates);
    throw new TypeError(`${ACTION}: expected candidates to be an array, received ${received}`);
  }
  checkCombination(options, task);
  if (encoders.length === 0) frontEnd(options.frontEnd ?? FRONT_END);
  if (folds !== undefined) checkNumber(ACTION, "folds", folds, { min: 2, integer: true });
  if (seed !== undefined) checkNumber(ACTION, "seed", seed, { min: 0, integer: true });
  if (recall !== undefined) checkNumber(ACTION, "recall", recall, { above: 0, below: 1 });
  if (coverage !== undefined) checkNumber(ACTION, "coverage", coverage, { min: 0, below: 1 });
  if (options.candidates) checkCandidates(options.candidates);
  checkWork(ACTION, options as ProgressOptions);
}

function checkPrior(prior: Prior | undefined): void {
  if (typeof prior === "string") checkChoice(ACTION, "prior", prior, ["even", "training"]);
  else if (prior !== undefined) checkType(ACTION, "prior", prior, "object");
}

function checkCombination(
  { encoders = [], frontEnd, positive, pooling, prior, recall }: FitModelOptions,
  task: FitTask | undefined,
): void {
  const fail = (message: string): never => {
    throw new RangeError(`${ACTION}: expected ${message}`);
  };
  if (encoders.length > 0 && frontEnd !== undefined) {
    fail("a front end (option frontEnd) or encoders (option encoders), received both");
  }
  if (task === "cry" && encoders.length > 0) {
    fail("a front end (option frontEnd) for the task cry, received encoders (option encoders)");
  }
  if (task !== "cry" && positive !== undefined) {
    fail(`a positive label (option positive) with the task cry only, received the task ${task}`);
  }
  if (task !== "cry" && recall !== undefined) {
    const received = task === undefined ? "encoders" : `the task ${task}`;
    fail(`a recall (option recall) with the task cry only, received ${received}`);
  }
  if (task === "cry" && pooling !== undefined) {
    fail("pooling (option pooling) with the tasks reason and valence only, received the task cry");
  }
  if (task === "cry" && prior !== undefined) {
    fail("a prior (option prior) with the tasks reason and valence only, received the task cry");
  }
}

function checkCandidates(candidates: readonly Learner[]): void {
  if (candidates.length === 0) {
    throw new RangeError(
      `${ACTION}: expected one or more candidates (option candidates), received none`,
    );
  }
  for (const [i, candidate] of candidates.entries()) {
    const name = (key: string) => `${key} of candidate ${i + 1}`;
    checkType(ACTION, `candidate ${i + 1}`, candidate, "object");
    checkChoice(ACTION, name("type"), candidate.type, ["logistic_regression", "mlp"]);
    if (candidate.type === "mlp") {
      const { hiddenUnits, alpha } = candidate;
      checkNumber(ACTION, name("hiddenUnits"), hiddenUnits, { min: 1, integer: true });
      checkNumber(ACTION, name("alpha"), alpha, { min: 0 });
    } else checkNumber(ACTION, name("C"), candidate.C, { above: 0 });
  }
}
