import type { Estimate } from "../../../src/metrics/group_bootstrap.ts";
import { enrolmentBlocks } from "./enrollment_blocks.ts";
import { FAMILIES } from "./families.ts";
import { type Brief, type Channel, CHANNELS, type Figures } from "./figures.ts";
import { alone, both, decimal, interval, percent, withoutFormats } from "./format.ts";
import { streamBlocks } from "./stream_blocks.ts";
import { table } from "./table.ts";
import { heard, type ValenceSets } from "./valence_blocks.ts";

/** What `models/training/evaluate/degraded_audio.ts` found. */
export interface Damaged {
  readonly export_sha256: string;
  /** How many recordings. */
  readonly cries: number;
  readonly others: number;
  /** By what was done to them. */
  readonly by: Readonly<
    Record<
      string,
      { readonly auc: number; readonly recall: Estimate; readonly false_positive_rate: Estimate }
    >
  >;
}

const FORMS: Readonly<Record<string, string>> = {
  none: "none",
  distance: "itself, not its square",
  logarithm: "its logarithm",
  cap: "its square, at most three times that of cries",
  gaussian: "its square, less that from all else",
};

/** What stands between the markers of `docs/evaluation.md`. */
export function evaluationBlocks(all: Figures): Record<string, string> {
  const { figures, distance_variants } = all;
  return {
    summary: summary(figures),
    distances: distances(distance_variants),
    sets: sets(figures),
    sets_of_kinds: setsOfKinds(figures),
    sets_of_valence: setsOfValence(all.valence.sets),
    damaged: damaged(all.damaged),
    ...streamBlocks(all.streams),
    ...enrolmentBlocks(all.enrolment),
  };
}

function summary({ parts, seeds }: Figures["figures"]): string {
  const rows = [
    ...Object.entries(parts).map(([some, one]) => [alone(some), one] as const),
    ...Object.entries(seeds).map(([seed, one]) => [`all, seed ${seed}`, one] as const),
  ];
  return table(
    [
      "native / matched",
      ...["ROC-AUC, groups held out", "ROC-AUC, kinds held out"],
      "false positives on them, 97 % recall",
    ],
    rows.map(([name, of]) => [
      name,
      both(of, (one) => decimal(one.auc)),
      both(of, (one) => decimal(one.held_out_kinds_auc)),
      both(of, (one) => percent(one.held_out_kinds_false_positive_rate)),
    ]),
  );
}

function distances({ variants }: Figures["distance_variants"]): string {
  const falsePositives = (of: Readonly<Record<Channel, Brief>>) =>
    CHANNELS.reduce((sum, one) => sum + of[one].held_out_kinds_false_positive_rate, 0);
  return table(
    [
      ...["beside the other networks, native / matched", "share", "ROC-AUC, kinds held out"],
      ...["false positives, 97 % recall", "frozen threshold", "recall without .3gp / .caf"],
    ],
    Object.entries(variants).map(([form, byShare]) => {
      const [share, of] = Object.entries(byShare).reduce((best, next) =>
        falsePositives(next[1]) < falsePositives(best[1]) ? next : best
      );
      return [
        FORMS[form] ?? form.replace(/^square, (.*)$/, "its square, correlations shrunk by $1"),
        share,
        both(of, (one) => decimal(one.held_out_kinds_auc)),
        both(of, (one) => percent(one.held_out_kinds_false_positive_rate)),
        both(of, (one) => percent(one.held_out_kinds_at_frozen_threshold)),
        withoutFormats(of.native),
      ];
    }),
  );
}

function sets({ sets }: Figures["figures"]): string {
  return table(
    ["asked", "cries: hold it", "one label", "others: hold it", "one label"],
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
    ["kind that was never heard", ...asked.map(([coverage]) => percent(Number(coverage)))],
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
  const rows = Object.entries(sets).map(([name, of]) => [heard(name), coverages(of)] as const);
  return table(
    ["what is heard", ...rows[0]![1].map(([asked]) => percent(Number(asked)))],
    rows.map(([name, of]) => [
      name,
      ...of.map(([, { held, one_label }]) => `${decimal(held)} / ${decimal(one_label)}`),
    ]),
  );
}

function damaged({ cries, others, by }: Damaged): string {
  return table(
    [`${cries} cries, ${others} others`, "ROC-AUC", "recall", "false positives"],
    Object.entries(by).map(([name, { auc, recall, false_positive_rate }]) => [
      ...[name, decimal(auc), interval(recall), interval(false_positive_rate)],
    ]),
  );
}

/** In ascending order. */
function coverages<T>(sets: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(sets).sort(([a], [b]) => Number(a) - Number(b));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
