import { eventBlocks } from "./event_blocks.ts";
import { enrollmentBlocks } from "./enrollment_blocks.ts";
import { both, CRY_SETS, decimal, only, percent } from "./format.ts";
import { KIND_NAMES } from "./kinds.ts";
import type { ByCondition } from "./conditions.ts";
import type { DetectionResults, Results } from "./results.ts";
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
    yardstick: yardstick(all.yardstick.added),
    yardstick_of_all: yardstick(all.yardstick.all),
    ...streamBlocks(all.streaming),
    ...eventBlocks(all.events),
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
