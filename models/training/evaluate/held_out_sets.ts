import { predictionSet } from "../../../src/prediction/prediction_set.ts";
import { conformalQuantiles } from "./conformal_quantiles.ts";

/** What was said of a held-out recording, labels weighed alike. */
export interface Told {
  readonly label: string;
  readonly group: string;
  readonly said: Readonly<Record<string, number>>;
}

/** What sets are made of, by label. */
export function conformalOf(told: readonly Told[]): Record<string, number[]> {
  const byLabel = Map.groupBy(told, ({ label }) => label);
  return Object.fromEntries(
    [...byLabel].sort().map(([label, own]) => [
      label,
      conformalQuantiles(own.map(({ said }) => said[label]!), own.map(({ group }) => group)),
    ]),
  );
}

/**
 * Sets of the recordings of each unit, calibrated on all others.
 *
 * @returns the labels of the set of each, by a coverage between 0 and 1
 */
export function heldOutSets<T extends Told>(
  told: readonly T[],
  unitOf: (one: T) => unknown,
): Map<T, (coverage: number) => readonly string[]> {
  const sets = new Map<T, (coverage: number) => readonly string[]>();
  for (const [unit, own] of Map.groupBy(told, unitOf)) {
    const scores = conformalOf(told.filter((one) => unitOf(one) !== unit));
    for (const one of own) {
      const labels = Object.keys(one.said);
      const shares = Object.values(one.said);
      sets.set(one, (coverage) => predictionSet(labels, shares, { scores }, coverage).labels);
    }
  }
  return sets;
}
