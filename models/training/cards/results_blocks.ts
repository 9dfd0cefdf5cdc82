import { enrollmentBlocks } from "./enrollment_blocks.ts";
import { both, decimal, only, percent, withoutFormats } from "./format.ts";
import {
  type ByCondition,
  CONDITIONS,
  type DetectionResults,
  type Results,
  type Summary,
} from "./results.ts";
import { streamBlocks } from "./stream_blocks.ts";
import { table } from "./table.ts";

const FORMS: Readonly<Record<string, string>> = {
  none: "none",
  distance: "distance",
  logarithm: "logarithm of the distance",
  cap: "squared, capped at three times that of cries",
  gaussian: "squared, minus the squared distance to all other sounds",
};

/** Blocks of `docs/results.md`. */
export function resultsBlocks(all: Results): Record<string, string> {
  return {
    summary: summary(all.detection),
    distances: distances(all.distance_variants),
    ...streamBlocks(all.streaming),
    ...enrollmentBlocks(all.enrollment),
  };
}

function summary({ parts, seeds }: DetectionResults): string {
  const rows = [
    ...Object.entries(parts).map(([some, one]) => [only(some), one] as const),
    ...Object.entries(seeds).map(([seed, one]) => [`full model, seed ${seed}`, one] as const),
  ];
  return table(
    [
      ...["members", "ROC-AUC, groups held out", "ROC-AUC, kinds held out"],
      "false positives, kinds held out",
    ],
    rows.map(([name, of]) => [
      name,
      both(of, (one) => decimal(one.auc)),
      both(of, (one) => decimal(one.held_out_kinds_auc)),
      both(of, (one) => percent(one.held_out_kinds_false_positive_rate)),
    ]),
  );
}

function distances({ variants }: Results["distance_variants"]): string {
  const falsePositives = (of: ByCondition<Summary>) =>
    CONDITIONS.reduce((sum, one) => sum + of[one].held_out_kinds_false_positive_rate, 0);
  return table(
    [
      ...["form of the distance", "relative share of the logit", "ROC-AUC, kinds held out"],
      ...["false positives at 97% recall", "at the frozen threshold", "recall, unseen .3gp / .caf"],
    ],
    Object.entries(variants).map(([form, byShare]) => {
      const [share, of] = Object.entries(byShare).reduce((best, next) =>
        falsePositives(next[1]) < falsePositives(best[1]) ? next : best
      );
      return [
        FORMS[form] ?? form.replace(/^square, (.*)$/, "squared, shrinkage $1"),
        share,
        both(of, (one) => decimal(one.held_out_kinds_auc)),
        both(of, (one) => percent(one.held_out_kinds_false_positive_rate)),
        both(of, (one) => percent(one.held_out_kinds_at_frozen_threshold)),
        withoutFormats(of.native),
      ];
    }),
  );
}
