import { checkLabels, checkRows } from "./check_rows.ts";
import { type Estimate, groupBootstrap } from "./group_bootstrap.ts";
import { wilsonInterval } from "./wilson_interval.ts";

/** Coverage and size of prediction sets. */
export interface SetCoverage {
  /** Requested coverage of each class, 0 to 1. */
  readonly targetCoverage: number;
  /** Share of clips whose set contains their label. */
  readonly clips: Estimate;
  /** Mean over groups of the share of a group's clips whose set contains their label. */
  readonly groups: Estimate;
  /** Coverage by label, for labels with clips. */
  readonly classes: readonly {
    readonly label: string;
    readonly clips: number;
    readonly coverage: number;
    /** Wilson's 95 % interval of the coverage. */
    readonly interval: readonly [number, number];
  }[];
  /** Mean number of labels in a set. */
  readonly meanSize: number;
  /** Share of clips whose set is a single label. */
  readonly singletonShare: number;
  /** Share of the single-label sets that contain the label; NaN if there are none. */
  readonly singletonAccuracy: number;
}

const RESAMPLES = 300;

/**
 * Measures coverage and size of prediction sets.
 *
 * @param sets labels in the set of each row, and the requested coverage
 * @throws {RangeError} when lengths differ or a class is out of range
 */
export function setCoverage(
  rows: {
    readonly labels: readonly string[];
    readonly y: Int32Array;
    readonly groups: readonly string[];
  },
  sets: { readonly coverage: number; readonly labels: readonly (readonly string[])[] },
  options: { readonly seed: number },
): SetCoverage {
  const { labels, y, groups } = rows;
  checkRows("Evaluating sets", { labels: y, groups, sets: sets.labels });
  checkLabels("Evaluating sets", y, labels.length);
  const bootstrap = { resamples: RESAMPLES, ...options };
  const contained = sets.labels.map((set, row) => Number(set.includes(labels[y[row]!]!)));
  const mean = (some: readonly number[]) =>
    some.reduce((sum, row) => sum + contained[row]!, 0) / some.length;
  const byGroup = (some: readonly number[]) => {
    const rowsOf = new Map<string, number[]>();
    for (const row of some) {
      const known = rowsOf.get(groups[row]!);
      if (known) known.push(row);
      else rowsOf.set(groups[row]!, [row]);
    }
    return [...rowsOf.values()].reduce((sum, of) => sum + mean(of), 0) / rowsOf.size;
  };
  const singletons = [...contained.keys()].filter((row) => sets.labels[row]!.length === 1);
  return {
    targetCoverage: sets.coverage,
    clips: groupBootstrap(groups, mean, bootstrap),
    groups: groupBootstrap(groups, byGroup, bootstrap),
    classes: labels.flatMap((label, c) => {
      const own = [...contained.keys()].filter((row) => y[row] === c);
      const hits = own.reduce((sum, row) => sum + contained[row]!, 0);
      const interval = wilsonInterval(hits, own.length);
      return own.length === 0
        ? []
        : [{ label, clips: own.length, coverage: hits / own.length, interval }];
    }),
    meanSize: sets.labels.reduce((sum, set) => sum + set.length, 0) / contained.length,
    singletonShare: singletons.length / contained.length,
    singletonAccuracy: mean(singletons),
  };
}
