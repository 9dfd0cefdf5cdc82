/**
 * The search behind `cry-reason`: which features, which penalty, how far to believe the scores.
 *
 * @module
 */
import { logLoss } from "../../src/metrics/probability_metrics.ts";
import { CRY_FEATURE_NAMES } from "../../src/features/front_ends/cry/cry_features.ts";
import { fitPriorScale, scaleProbabilities } from "../../src/fit/calibration/prior_scale.ts";
import {
  fitLogisticRegression,
  type LogisticRegression,
  predictProbability,
} from "../../src/fit/logistic_regression.ts";
import {
  fitStandardScaler,
  standardize,
  type StandardScaler,
} from "../../src/fit/standard_scaler.ts";
import { stackRows } from "../../src/fit/rows.ts";
import type { Matrix } from "../../src/types.ts";

/** A recording as the search sees it. */
export interface HeardRecording {
  /** Its label's index. */
  readonly y: number;
  readonly fold: number;
  readonly group: string;
  /** Mean of its windows' features. */
  readonly vector: Float64Array;
}

/** What is searched: features by name, and the inverse strength of the penalty. */
export interface Candidate {
  readonly features: string;
  readonly C: number;
}

const starting = (...starts: string[]) =>
  [...CRY_FEATURE_NAMES.keys()].filter((i) =>
    starts.some((start) => CRY_FEATURE_NAMES[i]!.startsWith(start))
  );

/** Columns by the name of a set of features. */
export const FEATURES: Readonly<Record<string, readonly number[]>> = {
  pitch: starting("strength_", "voiced_", "octaves_", "run"),
  modulation: starting("modulation_"),
  all: [...CRY_FEATURE_NAMES.keys()],
};
const PENALTIES = [1e-4, 1e-3, 1e-2];
const CANDIDATES: readonly Candidate[] = Object.keys(FEATURES).flatMap((features) =>
  PENALTIES.map((C) => ({ features, C }))
);

/** What a search found. */
export interface Found {
  readonly candidate: Candidate;
  /** Exponent of its scores, 0 for scores that tell nothing; see `CalibrationManifest`. */
  readonly scale: number;
}

/** The search over some recordings. */
export interface Search {
  /** The candidate and scale of least log loss, in the folds that are left. */
  find(without: readonly number[]): Found;
  /** Scores of a fold's recordings, classes alike, by row, from one that heard neither them nor `without`. */
  scores(
    candidate: Candidate,
    fold: number,
    without: readonly number[],
  ): ReadonlyMap<number, Float64Array>;
}

/** @param classes number of labels */
export function createSearch(heard: readonly HeardRecording[], classes: number): Search {
  const folds = [...new Set(heard.map(({ fold }) => fold))].sort();
  const rowsOf = (isIn: (fold: number) => boolean) =>
    [...heard.keys()].filter((row) => isIn(heard[row]!.fold));
  const known = new Map<string, ReadonlyMap<number, Float64Array>>();

  const scores: Search["scores"] = (candidate, fold, without) => {
    const left = folds.filter((one) => one !== fold && !without.includes(one));
    const key = JSON.stringify([candidate, fold, left]);
    const before = known.get(key);
    if (before) return before;
    const fit = fitAlike(heard, rowsOf((one) => left.includes(one)), candidate, classes);
    const rows = rowsOf((one) => one === fold);
    const { data } = predictProbability(
      fit.model,
      standardize(matrixOf(heard, rows, candidate), fit.scaler),
    );
    const found = new Map(
      rows.map((row, i) => [row, data.slice(i * classes, (i + 1) * classes)]),
    );
    known.set(key, found);
    return found;
  };

  return {
    scores,
    find(without) {
      const left = folds.filter((fold) => !without.includes(fold));
      const tried = CANDIDATES.map((candidate) => {
        const told = left.flatMap((fold) => {
          const prior = sharesOf(
            heard.filter((one) => one.fold !== fold && !without.includes(one.fold)),
            classes,
          );
          return [...scores(candidate, fold, without)].map(([row, alike]) => ({
            y: heard[row]!.y,
            alike,
            prior,
          }));
        });
        const y = told.map((one) => one.y);
        const alike = stackRows(told.map((one) => one.alike));
        const prior = stackRows(told.map((one) => one.prior));
        const scale = fitPriorScale(alike, prior, y);
        return { candidate, scale, loss: logLoss(scaleProbabilities(alike, prior, scale), y) };
      });
      return tried.reduce((best, next) => next.loss < best.loss ? next : best);
    },
  };
}

/** Standardises and fits, classes weighed alike. */
export function fitAlike(
  heard: readonly HeardRecording[],
  rows: readonly number[],
  candidate: Candidate,
  classes: number,
): { readonly scaler: StandardScaler; readonly model: LogisticRegression } {
  const x = matrixOf(heard, rows, candidate);
  const scaler = fitStandardScaler(x);
  const y = rows.map((row) => heard[row]!.y);
  const data = { x: standardize(x, scaler), y, classes };
  const model = fitLogisticRegression(data, { C: candidate.C, classWeight: "balanced" });
  return { scaler, model };
}

/** Shares of the labels. */
export function sharesOf(heard: readonly HeardRecording[], classes: number): Float64Array {
  const shares = new Float64Array(classes);
  for (const { y } of heard) shares[y]! += 1 / heard.length;
  return shares;
}

function matrixOf(
  heard: readonly HeardRecording[],
  rows: readonly number[],
  { features }: Candidate,
): Matrix {
  const columns = FEATURES[features]!;
  return stackRows(rows.map((row) => Float64Array.from(columns, (c) => heard[row]!.vector[c]!)));
}
