import { count, decimal, interval } from "./format.ts";
import type { Estimate } from "../../../src/metrics/group_bootstrap.ts";
import type { ByCondition, ByName } from "./conditions.ts";
import { table } from "./table.ts";

/** Conditions of the recordings: as for the others, and through random devices. */
const ALL_CONDITIONS = ["native", "matched", "devices"] as const;
type PainCondition = typeof ALL_CONDITIONS[number];

/** The part of the manifest of `cry-pain` that the cards show. */
export interface CryPainManifest {
  readonly training: {
    readonly recordings: number;
    readonly groups: number;
    readonly labels: Readonly<Record<"discomfort" | "pain", number>>;
    readonly figures: Readonly<Record<PainCondition, PainFigures>>;
    readonly permutation_p: Readonly<Record<PainCondition, number>>;
    /** Balanced accuracy by condition, then by rule. */
    readonly baselines: ByCondition<ByName<number>>;
  };
}

/** Figures of a condition on held-out infants. */
type PainFigures = Readonly<
  Record<
    "balanced_accuracy" | "auc" | "log_loss" | "answered" | "right" | "right_balanced",
    Estimate
  >
>;

/** Blocks of `models/cry-pain.md`. */
export function painBlocks(
  { training }: CryPainManifest,
): Record<string, string> {
  const { recordings, groups, labels, figures, permutation_p, baselines } = training;
  const row = (name: string, cell: (condition: PainCondition) => string) => [
    name,
    ...ALL_CONDITIONS.map(cell),
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
