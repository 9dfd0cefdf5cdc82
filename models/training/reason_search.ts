/**
 * Search for `cry-reason`: the features, the penalty, and the exponent of the probabilities.
 *
 * @module
 */
import { CRY_FEATURE_NAMES } from "../../src/features/front_ends/cry/cry_features.ts";
import { fitPriorScale, scaleProbabilities } from "../../src/fit/calibration/prior_scale.ts";
import { balancedProbabilities, learn, type LearnedHead } from "../../src/fit/learner.ts";
import { classShares, stackRows } from "../../src/fit/rows.ts";
import { logLoss } from "../../src/metrics/probability_metrics.ts";
import type { Matrix } from "../../src/types.ts";

/** A recording of the search. */
export interface ReasonRecording {
  /** Index of its label. */
  readonly y: number;
  readonly fold: number;
  readonly group: string;
  /** Mean of its windows' features. */
  readonly vector: Float64Array;
}

/** A point of the search. */
export interface Candidate {
  /** Name of a set of features in {@link FEATURES}. */
  readonly features: string;
  /** Inverse strength of the penalty. */
  readonly C: number;
}

/** A chosen candidate. */
export interface Choice extends Candidate {
  /** Exponent of its probabilities, 0 if they carry no information; see `CalibrationManifest`. */
  readonly scale: number;
}

/** A search over recordings. */
export interface Search {
  /** Chooses candidate and exponent with the least log loss on all folds but those in `without`. */
  choose(without: readonly number[]): Promise<Choice>;
  /** Computes class-balanced probabilities of a fold, by row, from a fit without it and `without`. */
  scores(
    candidate: Candidate,
    fold: number,
    without: readonly number[],
  ): Promise<ReadonlyMap<number, Float64Array>>;
}

const startingWith = (...starts: string[]) =>
  [...CRY_FEATURE_NAMES.keys()].filter((i) =>
    starts.some((start) => CRY_FEATURE_NAMES[i]!.startsWith(start))
  );

/** Columns by the name of a set of features. */
export const FEATURES: Readonly<Record<string, readonly number[]>> = {
  pitch: startingWith("strength_", "voiced_", "octaves_", "run"),
  modulation: startingWith("modulation_"),
  all: [...CRY_FEATURE_NAMES.keys()],
};
const PENALTIES = [1e-4, 1e-3, 1e-2];
const CANDIDATES: readonly Candidate[] = Object.keys(FEATURES).flatMap((features) =>
  PENALTIES.map((C) => ({ features, C }))
);

/** @param classes number of labels */
export function createSearch(recordings: readonly ReasonRecording[], classes: number): Search {
  const folds = [...new Set(recordings.map(({ fold }) => fold))].sort();
  const rowsOf = (isIn: (fold: number) => boolean) =>
    [...recordings.keys()].filter((row) => isIn(recordings[row]!.fold));
  const cache = new Map<string, ReadonlyMap<number, Float64Array>>();

  const scores: Search["scores"] = async (candidate, fold, without) => {
    const training = folds.filter((one) => one !== fold && !without.includes(one));
    const key = JSON.stringify([candidate, fold, training]);
    const known = cache.get(key);
    if (known) return known;
    const rows = rowsOf((one) => one === fold);
    const trainingRows = rowsOf((one) => training.includes(one)).map((row) => recordings[row]!);
    const head = await fitCandidate(trainingRows, candidate, classes);
    const { data } = balancedProbabilities(
      head,
      matrixOf(rows.map((row) => recordings[row]!), candidate),
    );
    const found = new Map(rows.map((row, i) => [row, data.slice(i * classes, (i + 1) * classes)]));
    cache.set(key, found);
    return found;
  };

  const evaluate = async (candidate: Candidate, without: readonly number[]) => {
    const y: number[] = [];
    const [balanced, prior]: [Float64Array[], Float64Array[]] = [[], []];
    for (const fold of folds.filter((fold) => !without.includes(fold))) {
      const others = rowsOf((one) => one !== fold && !without.includes(one));
      const shares = classShares(others.map((row) => recordings[row]!.y), classes);
      for (const [row, probabilities] of await scores(candidate, fold, without)) {
        y.push(recordings[row]!.y);
        balanced.push(probabilities);
        prior.push(shares);
      }
    }
    const [scored, priors] = [stackRows(balanced), stackRows(prior)];
    const scale = fitPriorScale(scored, priors, y);
    return { ...candidate, scale, loss: logLoss(scaleProbabilities(scored, priors, scale), y) };
  };

  return {
    scores,
    async choose(without) {
      let best = await evaluate(CANDIDATES[0]!, without);
      for (const candidate of CANDIDATES.slice(1)) {
        const next = await evaluate(candidate, without);
        if (next.loss < best.loss) best = next;
      }
      const { features, C, scale } = best;
      return { features, C, scale };
    },
  };
}

/** Fits a candidate with class-balanced weights. */
export function fitCandidate(
  recordings: readonly ReasonRecording[],
  candidate: Candidate,
  classes: number,
): Promise<LearnedHead> {
  return learn({ type: "logistic_regression", C: candidate.C }, {
    x: matrixOf(recordings, candidate),
    y: recordings.map(({ y }) => y),
    groups: recordings.map(({ group }) => group),
    classes,
  }, { seed: 1 });
}

function matrixOf(recordings: readonly ReasonRecording[], { features }: Candidate): Matrix {
  const columns = FEATURES[features]!;
  return stackRows(
    recordings.map(({ vector }) => Float64Array.from(columns, (column) => vector[column]!)),
  );
}
