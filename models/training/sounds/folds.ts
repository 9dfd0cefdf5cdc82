import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseCsv } from "../../../src/data/csv.ts";
import { groupBy } from "./group_by.ts";

/** Recordings above this length are cut into pieces. */
export const LONG_SECONDS = 10;
/** Length of a piece. */
export const PIECE_SECONDS = 5;
const FOLDS = 5;
const EXTENSION = new URL("../detect_folds.csv", import.meta.url);

/** A recording, or a piece of a long one, and its fold. */
export interface FoldRow {
  readonly path: string;
  /** Number of the piece, from 0. */
  readonly seg: number;
  readonly y: 0 | 1;
  readonly fold: number;
}

/** Reads the folds of the shared data and those of `models/training/detect_folds.csv`. */
export async function readFolds(shared: string): Promise<FoldRow[]> {
  const tables = await Promise.all(
    [join(shared, "data", "detect_folds.csv"), EXTENSION].map((path) => readFile(path, "utf8")),
  );
  return tables.flatMap((table) =>
    parseCsv(table).map(({ path, seg, y, fold }): FoldRow => ({
      ...{ path: path!, seg: Number(seg), y: y === "1" ? 1 : 0, fold: Number(fold) },
    }))
  );
}

/** A piece without or with a fold. */
export interface Stratified {
  readonly group: string;
  /** Class whose share is the same in every fold, as far as groups allow. */
  readonly stratum: string;
  readonly fold?: number;
}

/**
 * Assigns the groups without a fold to five folds, as scikit-learn's `StratifiedGroupKFold` does: uneven
 * groups first, each to the fold where the shares of the strata differ least.
 *
 * @returns fold by group
 */
export function assignFolds(pieces: readonly Stratified[]): Map<string, number> {
  const strata = [...new Set(pieces.map(({ stratum }) => stratum))].sort();
  const count = (some: readonly Stratified[]) =>
    strata.map((name) => some.filter(({ stratum }) => stratum === name).length);
  const totals = count(pieces);
  const counts = Array.from(
    { length: FOLDS },
    (_, fold) => count(pieces.filter((one) => one.fold === fold)),
  );
  const open = groupBy(pieces.filter(({ fold }) => fold === undefined), ({ group }) => group);
  const groups = [...open].map(([group, own]) => ({ group, own: count(own) }))
    .sort((a, b) => deviation(b.own) - deviation(a.own) || (a.group < b.group ? -1 : 1));
  const folds = new Map<string, number>();
  for (const { group, own } of groups) {
    const unevenness = counts.map((_, fold) =>
      strata.reduce((sum, _, s) => {
        const shares = counts.map((one, f) => (one[s]! + (f === fold ? own[s]! : 0)) / totals[s]!);
        return sum + deviation(shares);
      }, 0)
    );
    const size = (fold: number) => counts[fold]!.reduce((sum, n) => sum + n, 0);
    const best = [...counts.keys()].sort((a, b) =>
      Math.abs(unevenness[a]! - unevenness[b]!) < 1e-12
        ? size(a) - size(b)
        : unevenness[a]! - unevenness[b]!
    )[0]!;
    own.forEach((n, s) => counts[best]![s]! += n);
    folds.set(group, best);
  }
  return folds;
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
}
