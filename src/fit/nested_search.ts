/**
 * Nested cross-validation: settings are chosen without the rows that evaluate them.
 *
 * @module
 */
import type { ProgressOptions } from "../types.ts";

/** Search space of {@link nestedSearch}. */
export interface Search<Scores> extends ProgressOptions {
  /** Number of folds, 2 or more; each group is in one fold. */
  readonly folds: number;
  /** Number of candidates, the simplest first. Two or more candidates need 3 or more folds. */
  readonly candidates: number;
  /**
   * Fits a candidate on all but the given folds.
   *
   * @returns function that scores the rows of a fold
   */
  fit(candidate: number, without: readonly number[]): Promise<(fold: number) => Scores>;
  /** Computes the loss of the scores of folds; the first of equal candidates is chosen. */
  loss(scores: ReadonlyMap<number, Scores>): number;
}

/** Result of {@link nestedSearch}. */
export interface Found<Scores> {
  /** Candidate with the least loss over all folds, each scored by a fit without it. */
  readonly chosen: number;
  /** Candidate of each fold, chosen on the other folds. */
  readonly chosenByFold: readonly number[];
  /** Scores of each fold, by its candidate fitted on the other folds. */
  readonly heldOut: ReadonlyMap<number, Scores>;
  /** Loss of each candidate over all folds; empty for a single candidate. */
  readonly losses: readonly number[];
}

/**
 * Runs nested cross-validation over one set of folds. For every held-out fold, the candidates are
 * fitted without it and each of the others in turn and compared on the latter; the best is then
 * fitted without the held-out fold and scores it. Neither a fit nor a choice uses the rows that
 * evaluate it, and each pair of folds needs one fit per candidate.
 *
 * @throws {RangeError} when there are too few folds
 */
export async function nestedSearch<Scores>(search: Search<Scores>): Promise<Found<Scores>> {
  const { folds, candidates, signal, onProgress } = search;
  const foldsMin = candidates > 1 ? 3 : 2;
  if (folds < foldsMin) {
    throw new RangeError(
      `Cross-validating ${candidates} candidates: expected ${foldsMin} or more folds, received ` +
        `${folds}; use more folds (option folds)${candidates > 1 ? " or one candidate" : ""}`,
    );
  }
  const all = Array.from({ length: folds }, (_, fold) => fold);
  const each = Array.from({ length: candidates }, (_, candidate) => candidate);
  const total = candidates > 1 ? candidates * (folds + folds * (folds - 1) / 2) : folds;
  let done = 0;
  const fit = async (candidate: number, without: readonly number[]) => {
    // Let other tasks run, so that an abort can arrive.
    await new Promise<void>((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    const scorer = await search.fit(candidate, without);
    onProgress?.({ done: ++done, total });
    return scorer;
  };

  // By candidate, then by held-out fold: scores of the fold itself.
  const outer = new Map<number, Map<number, Scores>>();
  // By candidate, then by held-out fold: scores of the other folds.
  const inner = new Map<number, Map<number, Map<number, Scores>>>();
  for (const candidate of candidates > 1 ? each : []) {
    const pairs = new Map(all.map((fold) => [fold, new Map<number, Scores>()]));
    for (const a of all) {
      for (const b of all.slice(a + 1)) {
        const scorer = await fit(candidate, [a, b]);
        pairs.get(a)!.set(b, scorer(b));
        pairs.get(b)!.set(a, scorer(a));
      }
    }
    inner.set(candidate, pairs);
  }
  for (const candidate of each) {
    const scores = new Map<number, Scores>();
    for (const fold of all) scores.set(fold, (await fit(candidate, [fold]))(fold));
    outer.set(candidate, scores);
  }

  if (candidates === 1) {
    return { chosen: 0, chosenByFold: all.map(() => 0), heldOut: outer.get(0)!, losses: [] };
  }
  const chosenByFold = all.map((fold) =>
    least(each.map((candidate) => search.loss(inner.get(candidate)!.get(fold)!)))
  );
  const losses = each.map((candidate) => search.loss(outer.get(candidate)!));
  return {
    chosen: least(losses),
    chosenByFold,
    heldOut: new Map(all.map((fold) => [fold, outer.get(chosenByFold[fold]!)!.get(fold)!])),
    losses,
  };
}

/** Relative difference below which two losses count as equal. */
const TIE = 1e-4;

/** Finds the index of the least loss, the first of equal ones. */
function least(losses: readonly number[]): number {
  const low = Math.min(...losses);
  return losses.findIndex((loss) => loss <= low + TIE * Math.abs(low));
}
