import { both, decimal, displayName, interval, percent } from "./format.ts";
import { KIND_NAMES } from "./kinds.ts";
import type { DegradedAudioResults, DetectionResults, Results, ValenceSets } from "./results.ts";
import { table } from "./table.ts";

/** Blocks of `docs/uncertainty.md`. */
export function uncertaintyBlocks(
  { detection, degraded_audio, valence }: Results,
): Record<string, string> {
  return {
    degraded: degraded(degraded_audio),
    sets: sets(detection),
    sets_of_kinds: setsOfKinds(detection),
    sets_of_valence: setsOfValence(valence.sets),
  };
}

function sets({ sets }: DetectionResults): string {
  return table(
    ["coverage", "cries: covered", "one label", "others: covered", "one label"],
    coverages(sets).map(([coverage, of]) => [
      percent(Number(coverage)),
      ...(["cry", "no_cry"] as const).flatMap((label) => [
        both(of, (one) => decimal(one[label].covered)),
        both(of, (one) => decimal(one[label].true_label_only + one[label].other_label_only)),
      ]),
    ]),
  );
}

function setsOfKinds({ sets }: DetectionResults): string {
  const byCoverage = coverages(sets);
  return table(
    ["unseen kind", ...byCoverage.map(([coverage]) => percent(Number(coverage)))],
    Object.entries(KIND_NAMES).map(([kind, name]) => [
      name,
      ...byCoverage.map(([, of]) =>
        both(
          of,
          ({ held_out_kinds }) =>
            decimal(
              kind === "mean" ? mean(Object.values(held_out_kinds)) : held_out_kinds[kind]!,
            ),
        )
      ),
    ]),
  );
}

function setsOfValence(sets: ValenceSets): string {
  const rows = Object.entries(sets).map(([name, of]) =>
    [displayName(name), coverages(of)] as const
  );
  return table(
    ["recordings", ...rows[0]![1].map(([coverage]) => percent(Number(coverage)))],
    rows.map(([name, of]) => [
      name,
      ...of.map(([, { covered, one_label }]) => `${decimal(covered)} / ${decimal(one_label)}`),
    ]),
  );
}

function degraded({ cries, others, degradations }: DegradedAudioResults): string {
  return table(
    [`${cries} cries, ${others} others`, "ROC-AUC", "recall", "false positives"],
    Object.entries(degradations).map(([name, { auc, recall, false_positive_rate }]) => [
      ...[displayName(name), decimal(auc), interval(recall)],
      interval(false_positive_rate),
    ]),
  );
}

/** Sets by coverage, in ascending order. */
function coverages<T>(sets: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(sets).sort(([a], [b]) => Number(a) - Number(b));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
