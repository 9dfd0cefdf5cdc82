import type { Estimate } from "../../../src/metrics/group_bootstrap.ts";
import { FAMILIES } from "./families.ts";
import type { Figures } from "./figures.ts";
import { both, decimal, displayName, interval, percent } from "./format.ts";
import { table } from "./table.ts";
import type { ValenceSets } from "./valence_blocks.ts";

/** Results of `models/training/evaluate/degraded_audio.ts`. */
export interface Damaged {
  readonly export_sha256: string;
  /** Number of recordings. */
  readonly cries: number;
  readonly others: number;
  /** Figures by degradation. */
  readonly by: Readonly<
    Record<
      string,
      { readonly auc: number; readonly recall: Estimate; readonly false_positive_rate: Estimate }
    >
  >;
}

/** Blocks of `docs/uncertainty.md`. */
export function uncertaintyBlocks({ figures, damaged, valence }: Figures): Record<string, string> {
  return {
    degraded: degraded(damaged),
    sets: sets(figures),
    sets_of_kinds: setsOfKinds(figures),
    sets_of_valence: setsOfValence(valence.sets),
  };
}

function sets({ sets }: Figures["figures"]): string {
  return table(
    ["coverage", "cries: covered", "one label", "others: covered", "one label"],
    coverages(sets).map(([asked, of]) => [
      percent(Number(asked)),
      ...(["cry", "no_cry"] as const).flatMap((label) => [
        both(of, (one) => decimal(one[label].held)),
        both(of, (one) => decimal(one[label].alone + one[label].other_alone)),
      ]),
    ]),
  );
}

function setsOfKinds({ sets }: Figures["figures"]): string {
  const asked = coverages(sets);
  return table(
    ["unseen kind", ...asked.map(([coverage]) => percent(Number(coverage)))],
    Object.entries(FAMILIES).map(([family, name]) => [
      name,
      ...asked.map(([, of]) =>
        both(
          of,
          ({ held_out_kinds }) =>
            decimal(
              family === "mean" ? mean(Object.values(held_out_kinds)) : held_out_kinds[family]!,
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
    ["recordings", ...rows[0]![1].map(([asked]) => percent(Number(asked)))],
    rows.map(([name, of]) => [
      name,
      ...of.map(([, { held, one_label }]) => `${decimal(held)} / ${decimal(one_label)}`),
    ]),
  );
}

function degraded({ cries, others, by }: Damaged): string {
  return table(
    [`${cries} cries, ${others} others`, "ROC-AUC", "recall", "false positives"],
    Object.entries(by).map(([name, { auc, recall, false_positive_rate }]) => [
      ...[displayName(name).replace(" %", "%"), decimal(auc), interval(recall)],
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
