import { count, decimal, interval } from "./format.ts";
import type { CryPainManifest } from "./results.ts";
import { table } from "./table.ts";

const CONDITIONS = ["native", "matched", "devices"] as const;

/** Blocks of `models/cry-pain.md`. */
export function painBlocks(
  { training }: CryPainManifest,
): Record<string, string> {
  const { recordings, groups, labels, figures, permutation_p, baselines } = training;
  const row = (name: string, cell: (condition: typeof CONDITIONS[number]) => string) => [
    name,
    ...CONDITIONS.map(cell),
  ];
  return {
    data: table(
      ["situation", "label", "recordings"],
      [
        ["bath", "discomfort", labels.discomfort],
        ["vaccination", "pain", labels.pain],
        ["**all**", `${groups} infants`, count(recordings)],
      ],
    ),
    figures: table(
      ["", "native", "matched", "random devices"],
      [
        row("balanced accuracy", (of) => interval(figures[of].balanced_accuracy)),
        row("ROC-AUC", (of) => interval(figures[of].auc)),
        row("log loss; .693 without the audio", (of) => interval(figures[of].log_loss)),
        row("permutation p of balanced accuracy", (of) => decimal(permutation_p[of])),
        row("answered", (of) => interval(figures[of].answered)),
        row("right answers", (of) => interval(figures[of].right)),
        row("the same, situations equally frequent", (of) => interval(figures[of].right_balanced)),
      ],
    ),
    baselines: table(
      ["balanced accuracy without the sound", "native", "matched"],
      Object.keys(baselines.native).map((rule) => [
        ...[rule, decimal(baselines.native[rule]!), decimal(baselines.matched[rule]!)],
      ]),
    ),
  };
}
