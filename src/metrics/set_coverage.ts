import { checkLabels, type checkMatrix, checkRows } from "./check_rows.ts";
/**
 * Whether prediction sets keep what they promise.
 *
 * @module
 */
import { type Estimate, groupBootstrap } from "./group_bootstrap.ts";
import { wilsonInterval } from "./wilson_interval.ts";

/** How often sets hold the true label. */
export interface SetCoverage {
  /** What was asked for, for each class. */
  readonly asked: number;
  /** Share of clips whose set holds their label. */
  readonly clips: Estimate;
  /** Mean over groups of the share of a group's clips; a donor with many counts once. */
  readonly groups: Estimate;
  /** Of the clips of each label that has some. */
  readonly classes: readonly {
    readonly label: string;
    readonly clips: number;
    readonly covered: number;
    /** Wilson's. */
    readonly interval: readonly [number, number];
  }[];
  /** Labels in a set, on average. */
  readonly size: number;
  /** Share of clips whose set is one label: those that are answered. */
  readonly single: number;
  /** Share of these that have it; NaN where there are none. */
  readonly singleRight: number;
}

const RESAMPLES = 300;

/**
 * Coverage and size of prediction sets.
 *
 * @param sets labels in the set of each row
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
  const held = sets.labels.map((set, row) => Number(set.includes(labels[y[row]!]!)));
  const mean = (some: readonly number[]) =>
    some.reduce((sum, row) => sum + held[row]!, 0) / some.length;
  const byGroup = (some: readonly number[]) => {
    const rowsOf = new Map<string, number[]>();
    for (const row of some) {
      const known = rowsOf.get(groups[row]!);
      if (known) known.push(row);
      else rowsOf.set(groups[row]!, [row]);
    }
    return [...rowsOf.values()].reduce((sum, of) => sum + mean(of), 0) / rowsOf.size;
  };
  const single = [...held.keys()].filter((row) => sets.labels[row]!.length === 1);
  return {
    asked: sets.coverage,
    clips: groupBootstrap(groups, mean, bootstrap),
    groups: groupBootstrap(groups, byGroup, bootstrap),
    classes: labels.flatMap((label, c) => {
      const own = [...held.keys()].filter((row) => y[row] === c);
      const hits = own.reduce((sum, row) => sum + held[row]!, 0);
      const interval = wilsonInterval(hits, own.length);
      return own.length === 0
        ? []
        : [{ label, clips: own.length, covered: hits / own.length, interval }];
    }),
    size: sets.labels.reduce((sum, set) => sum + set.length, 0) / held.length,
    single: single.length / held.length,
    singleRight: mean(single),
  };
}
