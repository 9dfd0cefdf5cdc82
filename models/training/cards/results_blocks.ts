import { eventBlocks } from "./event_blocks.ts";
import { enrollmentBlocks } from "./enrollment_blocks.ts";
import { both, CRY_SETS, decimal, only, percent } from "./format.ts";
import { KIND_NAMES } from "./kinds.ts";
import { type ByCondition, type Condition, CONDITIONS } from "./conditions.ts";
import type { DetectionResults, Results, SeedSummary } from "./results.ts";
import { streamBlocks } from "./stream_blocks.ts";
import { table } from "./table.ts";
import type { YardstickFigures, YardstickResults } from "./yardstick_results.ts";

const SYSTEMS: Readonly<Record<string, string>> = {
  before: "`cry-detect` before",
  yamnet: "YAMNet, class 20",
  mean: "mean of both logits",
  now: "`cry-detect`",
};

/** Blocks of `docs/results.md`. */
export function resultsBlocks(all: Results): Record<string, string> {
  return {
    summary: summary(all.detection),
    seeds: seedTable(all.detection),
    yardstick: yardstick(all.yardstick.added),
    yardstick_of_all: yardstick(all.yardstick.all),
    ...streamBlocks(all.streaming),
    ...eventBlocks(all.events),
    ...enrollmentBlocks(all.enrollment),
  };
}

function summary({ parts }: DetectionResults): string {
  return table(
    [
      ...["members", "ROC-AUC, groups held out", "ROC-AUC, kinds held out"],
      "false positives, kinds held out",
    ],
    Object.entries(parts).map(([some, of]) => [
      only(some),
      both(of, (one) => decimal(one.auc)),
      both(of, (one) => decimal(one.held_out_kinds_auc)),
      both(of, (one) => percent(one.held_out_kinds_false_positive_rate)),
    ]),
  );
}

/** Table of seeds, with their mean and range. */
function seedTable({ seeds }: DetectionResults): string {
  const all = Object.values(seeds);
  const range = (condition: Condition, value: (one: SeedSummary) => number) => {
    const values = all.map((one) => value(one[condition]));
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    return `${mean.toFixed(4).slice(1)} [${
      [Math.min(...values), Math.max(...values)].map((one) => one.toFixed(4).slice(1)).join(", ")
    }]`;
  };
  const columns = [
    ...[(one: SeedSummary) => one.auc, (one: SeedSummary) => one.recall],
    (one: SeedSummary) => one.false_positive_rate,
  ];
  return table(["groups held out", "ROC-AUC", "recall", "false positives"], [
    ...Object.entries(seeds).map(([seed, of]) => [
      `seed ${seed}, native / matched`,
      ...columns.map((value) => both(of, (one) => value(one).toFixed(4).slice(1))),
    ]),
    ...CONDITIONS.map((condition) => [
      `mean [range], ${condition}`,
      ...columns.map((value) => range(condition, value)),
    ]),
  ]);
}

function yardstick(systems: YardstickResults["all"]): string {
  const first = Object.values(systems)[0]!.native;
  const rate = (name: string, of: ByCondition<YardstickFigures>, kind: string) => {
    const groups = both(of, (one) => percent(one.kinds[kind]!.false_positive_rate));
    return name === "now"
      ? `${groups} (${both(of, (one) => percent(one.kinds[kind]!.kind_held_out))})`
      : groups;
  };
  const recall = (name: string, of: ByCondition<YardstickFigures>, set: string) => {
    const groups = both(of, (one) => decimal(one.sets[set]!.recall));
    return name === "now" && set in CRY_SETS
      ? `${groups} (${both(of, (one) => decimal(one.sets[set]!.set_held_out))})`
      : groups;
  };
  return table(
    ["", ...Object.keys(systems).map((name) => SYSTEMS[name] ?? name)],
    [
      ["ROC-AUC", ...Object.values(systems).map((of) => both(of, (one) => decimal(one.auc)))],
      ...Object.keys(first.kinds).map((kind) => [
        `false positives, ${first.kinds[kind]!.recordings} ${KIND_NAMES[kind]}`,
        ...Object.entries(systems).map(([name, of]) => rate(name, of, kind)),
      ]),
      ...Object.keys(first.sets).map((set) => [
        `recall, ${first.sets[set]!.recordings} cries, ${CRY_SETS[set] ?? "Donate-a-Cry"}`,
        ...Object.entries(systems).map(([name, of]) => recall(name, of, set)),
      ]),
    ],
  );
}
