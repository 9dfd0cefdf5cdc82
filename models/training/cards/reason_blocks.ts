import { decimal, interval } from "./format.ts";
import type { CryReasonManifest } from "./results.ts";
import { table } from "./table.ts";

/** Blocks of `models/cry-reason.md`. */
export function reasonBlocks({ training }: CryReasonManifest): Record<string, string> {
  const { recordings, groups, labels, best, best_by_fold } = training;
  return {
    labels: table(
      ["reason", "recordings", "donors"],
      [
        ...Object.entries(labels).sort(([, a], [, b]) => b.recordings - a.recordings)
          .map(([label, of]) => [label, of.recordings, of.groups]),
        ["**all**", recordings, groups],
      ],
    ),
    figures: figures(training),
    chosen: table(
      ["fitted on", "features", "inverse penalty", "exponent"],
      [best, ...best_by_fold].map(({ features, c, scale }, i) => [
        ...[i === 0 ? "all donors" : `all but fold ${i}`, features, c, Number(scale.toFixed(2))],
      ]),
    ),
  };
}

function figures({ labels, search_metrics, ...training }: CryReasonManifest["training"]): string {
  const { log_loss, accuracy, balanced_accuracy, macro_f1 } = search_metrics;
  const { prior_log_loss, majority_accuracy, permutation_p } = training;
  const classes = Object.keys(labels).length;
  // The majority class has recall 1 and its share as precision; all other F1 are 0.
  const share = majority_accuracy.estimate;
  const majorityF1 = 2 * share / (1 + share) / classes;
  return table(
    ["", "search, donors held out", "audio-free baseline"],
    [
      [
        "log loss",
        interval(log_loss),
        `${interval(prior_log_loss)}, class shares of the other folds`,
      ],
      ["accuracy", interval(accuracy), `${interval(majority_accuracy)}, always \`hungry\``],
      ["balanced accuracy", interval(balanced_accuracy), decimal(1 / classes)],
      ["macro F1, class-balanced", interval(macro_f1), `${decimal(majorityF1)}, always \`hungry\``],
      ["permutation p of balanced accuracy", decimal(permutation_p), ""],
    ],
  );
}
