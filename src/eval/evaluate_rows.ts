/**
 * Evaluation of rows: cross-validation on features, or saved predictions.
 *
 * @module
 */
import type { EvaluationReport } from "../fit/evaluation_report.ts";
import { stackRows } from "../fit/rows.ts";
import { audioFreeBaselines, type BaselineInput, type Fold } from "../metrics/baselines.ts";
import { evaluate } from "../metrics/evaluate.ts";
import type { Evaluation } from "../metrics/evaluation.ts";
import type { ProgressOptions } from "../types.ts";
import type { FeatureRow, PredictionRow, Row } from "./dataset_rows.ts";
import { heldOutProbabilities } from "./held_out_probabilities.ts";
import { heldOutSets } from "./held_out_sets.ts";
import { makeFolds, type Protocol } from "./protocols.ts";

/** Settings of a cross-validation. */
export interface Settings {
  readonly protocol: Protocol;
  /** Column of sides or kinds, for `split` and `held-out`. */
  readonly column: string | undefined;
  readonly folds: number;
  readonly seed: number;
  /** Inverse strength of the L2 penalty, above 0. */
  readonly C: number;
  /** Coverage of prediction sets, between 0 and 1. */
  readonly coverage: number;
}

/** Evaluation with its protocol and baselines. */
export type EvaluatedRows =
  & Evaluation
  & Pick<EvaluationReport, "protocol" | "folds" | "baselines" | "grouped">;

/** Fits a logistic regression on each fold and evaluates it on the rows that the fold holds out. */
export async function crossValidateRows(
  rows: readonly FeatureRow[],
  labels: readonly string[],
  settings: Settings,
  work: ProgressOptions,
): Promise<EvaluatedRows> {
  const { protocol, column } = settings;
  const input = baselineInput(rows, labels);
  const values = rows.map((row) => column === undefined ? "" : row.columns[column]!);
  const protocolInput = { ...settings, ...input, column: values };
  const folds = makeFolds(protocolInput);
  const evaluateOn = (some: readonly Fold[]) => evaluateFolds(rows, labels, some, settings, work);
  return {
    protocol,
    folds: folds.length,
    ...await evaluateOn(folds),
    baselines: audioFreeBaselines(input, folds),
    ...(protocol === "leaky"
      ? { grouped: (await evaluateOn(makeFolds({ ...protocolInput, protocol: "kfold" }))).metrics }
      : {}),
  };
}

async function evaluateFolds(
  rows: readonly FeatureRow[],
  labels: readonly string[],
  folds: readonly Fold[],
  { protocol, seed, C, coverage }: Settings,
  work: ProgressOptions,
): Promise<Evaluation> {
  const y = Int32Array.from(rows, (row) => labels.indexOf(row.label));
  const heldOut = await heldOutProbabilities(stackRows(rows.map((row) => row.vector)), y, folds, {
    classes: labels.length,
    C,
    ...work,
  });
  const place = new Map(Array.from(heldOut.rows, (row, i) => [row, i]));
  const slices = folds.map(({ name, test }) => ({
    name,
    rows: test.map((row) => place.get(row)!),
  }));
  const predictions = {
    labels,
    y: heldOut.rows.map((row) => y[row]!),
    groups: Array.from(heldOut.rows, (row) => rows[row]!.group),
    probability: heldOut.probability,
    score: heldOut.score,
    prior: heldOut.prior,
  };
  return evaluate({
    ...predictions,
    slices: protocol === "logo" ? [] : slices,
    // Sets are calibrated on the other folds.
    ...(slices.length > 1
      ? { sets: heldOutSets(predictions, slices.map((one) => one.rows), { coverage, seed }) }
      : {}),
  }, { seed });
}

/** Evaluates predictions. @param labels labels of the model */
export function evaluatePredictions(
  rows: readonly PredictionRow[],
  labels: readonly string[],
  { folds, seed }: Pick<Settings, "folds" | "seed">,
): EvaluatedRows {
  const input = baselineInput(rows, labels);
  const { y, groups, classes } = input;
  const shares = labels.map((_, c) => y.filter((label) => label === c).length / y.length);
  const probability = stackRows(
    rows.map(({ prediction }) => labels.map((label) => prediction.probabilities[label]!)),
  );
  const sets = rows.map((row) => row.prediction.predictionSet);
  // Baselines on clips of a single group hold out single clips.
  const heldOut = new Set(groups).size > 1 ? groups : groups.map((_, row) => String(row));
  return {
    protocol: "as-is",
    folds: 0,
    ...evaluate({
      labels,
      y,
      groups,
      probability,
      score: probability,
      prior: stackRows(rows.map(() => shares)),
      decisions: Int32Array.from(rows, (row) => labels.indexOf(row.prediction.label)),
      slices: [],
      abstentionReasons: rows.map((row) => row.prediction.abstentionReasons),
      ...(sets.every((set) => set !== undefined)
        ? { sets: { coverage: sets[0]!.coverage, labels: sets.map((set) => set!.labels) } }
        : {}),
    }, { seed }),
    baselines: audioFreeBaselines(
      input,
      makeFolds({
        protocol: "kfold",
        y,
        classes,
        groups: heldOut,
        column: [],
        folds: Math.min(folds, new Set(heldOut).size),
        seed,
      }),
    ),
  };
}

function baselineInput(rows: readonly Row[], labels: readonly string[]): BaselineInput {
  return {
    y: Int32Array.from(rows, (row) => labels.indexOf(row.label)),
    classes: labels.length,
    facts: rows.map((row) => row.metadata),
    groups: rows.map((row) => row.group),
    sessions: rows.map((row) => row.session),
  };
}

/** Describes labels that are missing from the training rows of some folds. */
export function foldWarnings({ classes, folds }: EvaluatedRows): string[] {
  return classes.filter(({ clips, groups }) => clips > 0 && groups < folds).map((
    { label, groups },
  ) =>
    `${label} has clips of ${groups} ${groups === 1 ? "group" : "groups"} for ${folds} folds: ` +
    "some folds have none"
  );
}
