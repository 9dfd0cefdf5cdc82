/**
 * Search for `cry-pain`: the features and the penalty, each infant held out in turn.
 *
 * @module
 */
import { CRY_FEATURE_NAMES } from "../../../src/features/front_ends/cry/cry_features.ts";
import { balancedProbabilities, learn, type LearnedHead } from "../../../src/fit/learner.ts";
import { nestedSearch } from "../../../src/fit/nested_search.ts";
import { stackRows } from "../../../src/fit/rows.ts";
import type { Matrix } from "../../../src/types.ts";
import type { ScoredRecording } from "../evaluate/held_out_sets.ts";
import { type Condition, CONDITIONS, LABELS, type PainRecording } from "./pain_recordings.ts";

/** A point of the search. */
export interface Candidate {
  /** Name of a set of features in {@link FEATURES}. */
  readonly features: string;
  /** Inverse strength of the penalty. */
  readonly C: number;
}

/** A variant of a recording. */
export interface Example extends Pick<PainRecording, "path" | "y" | "group"> {
  readonly condition: Condition;
  readonly vector: Float64Array;
  /** Share of the votes: those of infants, of their situations and of the conditions are equal. */
  readonly weight: number;
}

/** Class-balanced probabilities of an example whose infant was held out. */
export interface ScoredExample extends ScoredRecording, Omit<Example, "vector"> {
  readonly probabilities: Readonly<Record<typeof LABELS[number], number>>;
}

/** Result of the search. */
export interface SearchResult {
  readonly best: Candidate;
  /** Scores by the best candidate, each infant held out in turn. */
  readonly scored: readonly ScoredExample[];
  /** One search for each infant, without it. */
  readonly byInfant: readonly {
    readonly best: Candidate;
    /** Scores of the infant. */
    readonly scored: readonly ScoredExample[];
    /** Scores of the other infants, each held out in turn. */
    readonly others: readonly ScoredExample[];
  }[];
}

const columnsOf = (isOne: (name: string) => boolean) =>
  [...CRY_FEATURE_NAMES.keys()].filter((i) => isOne(CRY_FEATURE_NAMES[i]!));

/** Columns by the name of a set of features; levels of mel bands and cepstra depend on the channel. */
export const FEATURES: Readonly<Record<string, readonly number[]>> = {
  modulation: columnsOf((name) => name.startsWith("modulation_")),
  "modulation, shape and pitch": columnsOf((name) => !/^(mel|mfcc)_/.test(name)),
  all: columnsOf(() => true),
};
const PENALTIES = [0.01, 0.03, 0.1];
const CANDIDATES: readonly Candidate[] = Object.keys(FEATURES).flatMap((features) =>
  PENALTIES.map((C) => ({ features, C }))
);

/** Searches with every infant held out, and again without each infant. */
export async function searchPain(recordings: readonly PainRecording[]): Promise<SearchResult> {
  const infants = examplesByInfant(recordings);
  const scores = new Map<string, readonly ScoredExample[]>();
  const key = (candidate: number, without: readonly number[], fold: number) =>
    JSON.stringify([candidate, without, fold]);
  const { chosen, chosenByFold, heldOut } = await nestedSearch<readonly ScoredExample[]>({
    folds: infants.length,
    candidates: CANDIDATES.length,
    async fit(candidate, without) {
      const training = infants.filter((_, fold) => !without.includes(fold)).flat();
      const head = await fitPain(training, CANDIDATES[candidate]!);
      return (fold) => {
        const scored = scorePain(head, infants[fold]!, CANDIDATES[candidate]!);
        scores.set(key(candidate, without, fold), scored);
        return scored;
      };
    },
    loss: (byFold) => logLoss([...byFold.values()].flat()),
  });
  const folds = [...infants.keys()];
  return {
    best: CANDIDATES[chosen]!,
    scored: folds.flatMap((fold) => scores.get(key(chosen, [fold], fold))!),
    byInfant: folds.map((fold) => ({
      best: CANDIDATES[chosenByFold[fold]!]!,
      scored: heldOut.get(fold)!,
      others: folds.filter((other) => other !== fold).flatMap((other) => {
        const pair = [fold, other].sort((a, b) => a - b);
        return scores.get(key(chosenByFold[fold]!, pair, other))!;
      }),
    })),
  };
}

/** Lists the variants of the recordings of each infant. */
export function examplesByInfant(recordings: readonly PainRecording[]): Example[][] {
  return [...Map.groupBy(recordings, ({ group }) => group).values()].map((own) =>
    own.flatMap(({ path, y, group, vectors }) => {
      const inSituation = own.filter((other) => other.y === y).length;
      return CONDITIONS.flatMap((condition) =>
        vectors[condition].map((vector) => ({
          ...{ path, y, group, condition, vector },
          weight: 1 / (inSituation * CONDITIONS.length * vectors[condition].length),
        }))
      );
    })
  );
}

/** Fits a candidate; situations have equal shares of the votes. */
export function fitPain(examples: readonly Example[], candidate: Candidate): Promise<LearnedHead> {
  // A mean weight of 1 per recording, so that a penalty means the same for any number of variants.
  const votes = examples.reduce((sum, { weight }) => sum + weight, 0);
  const count = new Set(examples.map(({ path }) => path)).size;
  return learn({ type: "logistic_regression", C: candidate.C }, {
    x: matrixOf(examples, candidate),
    y: examples.map(({ y }) => y),
    groups: examples.map(({ group }) => group),
    classes: LABELS.length,
    sampleWeight: examples.map(({ weight }) => weight * count / votes),
  }, { seed: 1 });
}

/** Scores examples with a head that a candidate fitted. */
export function scorePain(
  head: LearnedHead,
  examples: readonly Example[],
  candidate: Candidate,
): ScoredExample[] {
  const { data } = balancedProbabilities(head, matrixOf(examples, candidate));
  return examples.map(({ vector: _, ...example }, i) => ({
    ...example,
    label: LABELS[example.y]!,
    probabilities: { discomfort: data[2 * i]!, pain: data[2 * i + 1]! },
  }));
}

/** Log loss, infants and their situations with equal votes. */
export function logLoss(scored: readonly ScoredExample[]): number {
  const votes = scored.reduce((sum, { weight }) => sum + weight, 0);
  return scored.reduce(
    (sum, { weight, y, probabilities }) => sum - weight * Math.log(probabilities[LABELS[y]!]),
    0,
  ) / votes;
}

function matrixOf(examples: readonly Example[], { features }: Candidate): Matrix {
  const columns = FEATURES[features]!;
  return stackRows(
    examples.map(({ vector }) => Float64Array.from(columns, (column) => vector[column]!)),
  );
}
