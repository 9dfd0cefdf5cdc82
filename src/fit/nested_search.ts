/**
 * Choosing settings without looking at what they are judged on.
 *
 * @module
 */
import type { ProgressOptions } from "../types.ts";

/** What {@link nestedSearch} searches. */
export interface Search<Scores> extends ProgressOptions {
  /** Number of folds, 2 or more; no group in two. */
  readonly folds: number;
  /** Number of candidates, the simplest first. With several there have to be 3 folds or more. */
  readonly candidates: number;
  /**
   * Fits a candidate without some folds.
   *
   * @returns what scores the rows of a fold
   */
  fit(candidate: number, without: readonly number[]): Promise<(fold: number) => Scores>;
  /** How bad the scores of some folds are; of equals the first candidate is taken. */
  loss(scores: ReadonlyMap<number, Scores>): number;
}

/** What was found. */
export interface Found<Scores> {
  /** The candidate with the least loss over all folds, each scored without itself. */
  readonly chosen: number;
  /** The candidate of each fold, chosen on the other folds alone. */
  readonly chosenByFold: readonly number[];
  /** Scores of each fold, by its candidate fitted on the other folds. */
  readonly heldOut: ReadonlyMap<number, Scores>;
  /** Loss of each candidate over all folds; empty for a single candidate. */
  readonly losses: readonly number[];
}

/**
 * Nested cross-validation over one set of folds: for every fold held out, candidates are compared on
 * each of the others, fitted without both; the best is fitted without the one and scores it. So neither
 * a choice nor a fit has heard what it is judged on, and of each pair of folds only one fit is needed.
 *
 * @throws {RangeError} when there are too few folds
 */
export async function nestedSearch<Scores>(search: Search<Scores>): Promise<Found<Scores>> {
  const { folds, candidates, signal, onProgress } = search;
  const wanted = candidates > 1 ? 3 : 2;
  if (folds < wanted) {
    throw new RangeError(
      `Searching ${candidates} settings in ${folds} folds: wanted ${wanted} folds or more`,
    );
  }
  const all = Array.from({ length: folds }, (_, fold) => fold);
  const each = Array.from({ length: candidates }, (_, candidate) => candidate);
  const total = candidates > 1 ? candidates * (folds + folds * (folds - 1) / 2) : folds;
  let done = 0;
  const fit = async (candidate: number, without: readonly number[]) => {
    // A turn for others, so that a signal can come.
    await new Promise<void>((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    const scorer = await search.fit(candidate, without);
    onProgress?.({ done: ++done, total });
    return scorer;
  };

  // By candidate, then by the fold held out: scores of the fold itself.
  const outer = new Map<number, Map<number, Scores>>();
  // By candidate, then by the fold held out: scores of the other folds.
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

/** A loss is no better than a simpler candidate's when they differ by less, relative to their size. */
const TIE = 1e-4;

/** The least; of those that tie with it the first. */
function least(losses: readonly number[]): number {
  const low = Math.min(...losses);
  return losses.findIndex((loss) => loss <= low + TIE * Math.abs(low));
}
