import { both, CRY_SETS, decimal, interval, percent } from "./format.ts";
import { KIND_NAMES } from "./kinds.ts";
import type { Estimate } from "../../../src/metrics/group_bootstrap.ts";
import type { ByCondition, ByName } from "./conditions.ts";
import { table } from "./table.ts";

/** The part of the manifest of `cry-detect-plus` that the cards show. */
export interface CryDetectPlusManifest {
  readonly threshold: number;
  readonly training: {
    readonly yamnet_share: number;
    readonly yamnet_share_by_fold: readonly number[];
    /** Figures of both parts and their sums, by system. */
    readonly figures: ByName<ByCondition<PlusFigures>>;
  };
}

/** Figures at the frozen threshold: with groups held out, and with kinds and sets held out as well. */
export interface PlusFigures {
  readonly auc: readonly [number, number];
  readonly false_positive_rate: ByName<readonly [number, number]>;
  readonly recall: ByName<readonly [number, number]>;
}

/** The part of the manifest of `cry-valence-plus` that the cards show. */
export interface CryValencePlusManifest {
  readonly training: {
    /** Shares of labels, by type of recording, then by model. */
    readonly labeled: ByName<ByName<Readonly<Record<"positive" | "distress", Estimate>>>>;
  };
}

const SYSTEMS: Readonly<Record<string, string>> = {
  "cry-detect": "`cry-detect`",
  yamnet: "YAMNet, class 20",
  mean: "mean of both",
  "cry-detect-plus": "`cry-detect-plus`",
};

/** Blocks of `models/cry-detect-plus.md`. */
export function detectPlusBlocks(
  { threshold, training }: CryDetectPlusManifest,
): Record<string, string> {
  const { yamnet_share, yamnet_share_by_fold, figures } = training;
  const shares = [...new Set(yamnet_share_by_fold)].sort().map(percent).join(" or ");
  return {
    share: `YAMNet's share of the calibrated logit is ${percent(yamnet_share)} (without a fold, ` +
      `${shares}). The frozen threshold is ${decimal(threshold)}.`,
    groups: systems(figures, 0),
    kinds: systems(figures, 1),
  };
}

/** Table with groups held out (0), or with kinds and sets held out as well (1). */
function systems(
  figures: CryDetectPlusManifest["training"]["figures"],
  held: 0 | 1,
): string {
  const all = Object.keys(SYSTEMS).map((name) => figures[name]!);
  const row = (
    name: string,
    value: (of: typeof all[number]["native"]) => readonly [number, number],
    format: (one: number) => string,
  ) => [
    name,
    ...all.map((of: ByCondition<typeof all[number]["native"]>) =>
      both(of, (one) => format(value(one)[held]))
    ),
  ];
  const [first] = all;
  return table(["", ...Object.values(SYSTEMS)], [
    row("ROC-AUC", ({ auc }) => auc, decimal),
    ...Object.keys(first!.native.false_positive_rate).map((kind) =>
      row(
        `false positives, ${KIND_NAMES[kind]}`,
        ({ false_positive_rate }) => false_positive_rate[kind]!,
        percent,
      )
    ),
    ...Object.keys(first!.native.recall).map((set) =>
      row(
        `recall, ${CRY_SETS[set] ?? "Donate-a-Cry, IMA ADPCM"}`,
        ({ recall }) => recall[set]!,
        decimal,
      )
    ),
  ]);
}

/** Blocks of `models/cry-valence-plus.md`. */
export function valencePlusBlocks(
  { training: { labeled } }: CryValencePlusManifest,
): Record<string, string> {
  return {
    labeled: table(
      ["recordings", "model", "labeled positive", "labeled distress"],
      Object.entries(labeled).flatMap(([recordings, models]) =>
        Object.entries(models).map(([model, { positive, distress }]) => [
          ...[recordings, `\`${model}\``, interval(positive), interval(distress)],
        ])
      ),
    ),
  };
}
