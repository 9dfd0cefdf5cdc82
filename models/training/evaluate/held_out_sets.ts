import { predictionSet } from "../../../src/prediction/prediction_set.ts";
import { conformalQuantiles } from "./conformal_quantiles.ts";

/** Class-balanced probabilities of a held-out recording. */
export interface ScoredRecording {
  /** True label. */
  readonly label: string;
  readonly group: string;
  readonly probabilities: Readonly<Record<string, number>>;
}

/** Computes the scores of prediction sets, by label. */
export function quantilesByLabel(rows: readonly ScoredRecording[]): Record<string, number[]> {
  const byLabel = Map.groupBy(rows, ({ label }) => label);
  return Object.fromEntries(
    [...byLabel].sort().map(([label, own]) => [
      label,
      conformalQuantiles(
        own.map(({ probabilities }) => probabilities[label]!),
        own.map(({ group }) => group),
      ),
    ]),
  );
}

/**
 * Makes prediction sets of the rows of each unit, such as a fold, calibrated on all other rows.
 *
 * @returns function from a coverage between 0 and 1 to the labels in the set, by row
 */
export function heldOutSets<Row extends ScoredRecording>(
  rows: readonly Row[],
  unitOf: (row: Row) => unknown,
): Map<Row, (coverage: number) => readonly string[]> {
  const sets = new Map<Row, (coverage: number) => readonly string[]>();
  for (const [unit, own] of Map.groupBy(rows, unitOf)) {
    const scores = quantilesByLabel(rows.filter((row) => unitOf(row) !== unit));
    for (const row of own) {
      const labels = Object.keys(row.probabilities);
      const values = Object.values(row.probabilities);
      sets.set(row, (coverage) => predictionSet(labels, values, { scores }, coverage).labels);
    }
  }
  return sets;
}
