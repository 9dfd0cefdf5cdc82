import type { EvaluationReport } from "../fit/evaluation_report.ts";
import type { BaselineScore } from "../metrics/baselines.ts";
import type { Estimate } from "../metrics/group_bootstrap.ts";
import type { MetricName, Metrics } from "../metrics/metrics.ts";
import { printable } from "../terminal/text_width.ts";
import { alignTable, formatName, formatNumber, type Table } from "./text_table.ts";

/** Notice in every report. */
export const NOTICE = "Research software: not for medical, safety or monitoring decisions";

const NAMES: Readonly<Record<MetricName, string>> = {
  accuracy: "accuracy",
  balancedAccuracy: "balanced accuracy",
  macroF1: "macro F1",
  rocAuc: "ROC-AUC, one-vs-rest",
  averagePrecision: "average precision",
  logLoss: "log loss",
  brier: "Brier score",
  calibrationError: "calibration error",
};
/** Metrics for which lower is better. */
const LOSSES: readonly MetricName[] = ["logLoss", "brier", "calibrationError"];
const SLICES_MAX = 20;

/** Describes the evaluation: model, dataset, protocol and sizes. */
export function summary(
  { dataset, model, protocol, folds, clips, groups }: EvaluationReport,
): string {
  const method = protocol === "as-is" ? "evaluated as fitted" : `${protocol}, ${folds} folds`;
  return `${printable(model)} on ${
    printable(dataset)
  }: ${method}; ${clips} clips, ${groups} groups`;
}

/** Lists the metrics of the model and of the audio-free baselines. */
export function metricTable(report: EvaluationReport): Table {
  const { metrics, prior, baselines, grouped } = report;
  const majority = majorityOf(baselines);
  const head = ["", "95 % by group", "majority", "prior", "best audio-free baseline"];
  if (grouped) head.push("groups held out", "difference");
  const rows = (Object.keys(NAMES) as MetricName[]).map((name) => {
    const best = bestBaseline(baselines, name);
    return [
      NAMES[name],
      formatEstimate(metrics[name]),
      name === "logLoss" ? logLossOf(majority) : formatNumber(majority[name]),
      formatNumber(prior[name]),
      `${formatNumber(best[name])} ${formatName(best.rule)}`,
      ...(grouped
        ? [
          formatEstimate(grouped[name]),
          formatDifference(metrics[name].estimate - grouped[name].estimate),
        ]
        : []),
    ];
  });
  return { head, rows };
}

/** Finds the audio-free baseline that is best by a metric. */
export function bestBaseline(
  baselines: readonly BaselineScore[],
  name: keyof Metrics,
): BaselineScore {
  const isBetter = (a: number, b: number) => LOSSES.includes(name) ? a < b : a > b;
  return baselines.reduce((best, one) => isBetter(one[name], best[name]) ? one : best);
}

function majorityOf(baselines: readonly BaselineScore[]): BaselineScore {
  return baselines.find(({ rule }) => rule === "majority")!;
}

/**
 * Formats the log loss of a baseline; it is infinite for the majority class unless it is always
 * correct.
 */
function logLossOf({ rule, accuracy, logLoss }: BaselineScore): string {
  return rule === "majority" && accuracy < 1 ? "∞" : formatNumber(logLoss);
}

/** Lists precision, recall and F1 of each class. */
export function classTable({ classes, macro, weighted, clips, groups }: EvaluationReport): Table {
  return {
    head: ["class", "clips", "groups", "precision", "recall", "95 %, Wilson", "F1"],
    rows: [
      ...classes.map((one) => [
        printable(one.label),
        String(one.clips),
        String(one.groups),
        formatNumber(one.precision),
        one.clips === 0 ? "-" : formatNumber(one.recall),
        formatInterval(one.recallInterval),
        formatNumber(one.f1),
      ]),
      ...([["macro mean", macro], ["weighted mean", weighted]] as const).map(([name, mean]) => [
        name,
        String(clips),
        String(groups),
        formatNumber(mean.precision),
        formatNumber(mean.recall),
        "",
        formatNumber(mean.f1),
      ]),
    ],
  };
}

/** Lists the accuracy of each fold, side or kind; undefined for fewer than two. */
export function sliceTable({ slices }: EvaluationReport): Table | undefined {
  if (slices.length < 2) return undefined;
  const more = slices.length - SLICES_MAX;
  return {
    head: ["held out", "clips", "accuracy", "95 %, Wilson"],
    rows: [
      ...slices.slice(0, SLICES_MAX).map(({ name, clips, accuracy, interval }) => [
        printable(name),
        String(clips),
        formatNumber(accuracy),
        formatInterval(interval),
      ]),
      ...(more > 0 ? [[`and ${more} more`, "", "", ""]] : []),
    ],
  };
}

/** Lists the audio-free baselines. */
export function baselineTable({ baselines }: EvaluationReport): Table {
  return {
    head: ["audio-free baseline", "accuracy", "balanced accuracy", "ROC-AUC", "log loss"],
    rows: baselines.map((one) => [
      formatName(one.rule),
      formatNumber(one.accuracy),
      formatNumber(one.balancedAccuracy),
      formatNumber(one.rocAuc),
      logLossOf(one),
    ]),
  };
}

/** Lists the coverage of prediction sets; undefined if there are none. */
export function setTable({ sets }: EvaluationReport): Table | undefined {
  return sets && {
    head: [
      `prediction sets at ${formatPercent(sets.targetCoverage)} coverage`,
      "clips",
      "coverage",
      "95 %",
    ],
    rows: [
      [
        "all clips",
        "",
        formatNumber(sets.clips.estimate),
        formatInterval(sets.clips.interval),
      ],
      [
        "mean over groups",
        "",
        formatNumber(sets.groups.estimate),
        formatInterval(sets.groups.interval),
      ],
      ...sets.classes.map((one) => [
        printable(one.label),
        String(one.clips),
        formatNumber(one.coverage),
        formatInterval(one.interval),
      ]),
    ],
  };
}

/** Compares the model with the best audio-free baseline, in a sentence. */
export function verdict({ metrics, baselines }: EvaluationReport): string {
  const { balancedAccuracy } = metrics;
  const best = bestBaseline(baselines, "balancedAccuracy");
  const isAbove = balancedAccuracy.interval[0] > best.balancedAccuracy;
  return `balanced accuracy ${formatEstimate(balancedAccuracy)} is ${
    isAbove ? "above" : "not above"
  } that of the best audio-free baseline, ${formatNumber(best.balancedAccuracy)} ` +
    `(${formatName(best.rule)})`;
}

/** Describes the decisions, tests, selective prediction and prediction sets. */
export function remarks(report: EvaluationReport): string[] {
  const { p, sets, answered, decision } = report;
  const accuracies = [0.25, 0.5, 0.75, 1].map((coverage) =>
    `${formatPercent(coverage)} ${formatNumber(accuracyAt(report, coverage))}`
  );
  return [
    `accuracy, recall and F1 are of ${
      decision === "model"
        ? "the decisions of the model"
        : "the class of the highest class-balanced score"
    }`,
    `permutation test of balanced accuracy, by relabeling groups: p ${p.toFixed(3)}`,
    `accuracy of the most confident clips: ${accuracies.join(", ")}`,
    ...(sets ? [describeSets(sets)] : []),
    ...(answered ? [describeAnswered(report, answered)] : []),
  ];
}

function describeSets(sets: NonNullable<EvaluationReport["sets"]>): string {
  return `prediction sets at ${formatPercent(sets.targetCoverage)} coverage contain ` +
    `${sets.meanSize.toFixed(1)} labels on average, a single label for ` +
    `${formatPercent(sets.singletonShare)} of the clips` +
    (sets.singletonShare > 0 ? ` with accuracy ${formatNumber(sets.singletonAccuracy)}` : "");
}

function describeAnswered(
  { clips }: EvaluationReport,
  { clips: count, accuracy, interval, abstentionReasons }: NonNullable<
    EvaluationReport["answered"]
  >,
): string {
  const reasons = abstentionReasons.map(({ reason, clips }) => `${formatName(reason)} ${clips}`);
  return `answered ${count} of ${clips} clips` +
    (count > 0 ? ` with accuracy ${formatNumber(accuracy)} ${formatInterval(interval)}` : "") +
    (reasons.length > 0 ? `; abstained: ${reasons.join(", ")}` : "");
}

/** Lists exclusions and warnings. */
export function conditions({ excluded, warnings }: EvaluationReport): string[] {
  return [
    ...excluded.map(({ reason, count, examples }) =>
      `${count} excluded: ${formatName(reason)} (${printable(examples[0] ?? "")}${
        count > 1 ? ", ..." : ""
      })`
    ),
    ...warnings.map((warning) => `warning: ${printable(warning)}`),
  ];
}

/** Formats an evaluation as text. */
export function evaluationText(report: EvaluationReport): string {
  const lines = (table: Table | undefined) => table ? ["", ...alignTable(table)] : [];
  return [
    summary(report),
    ...conditions(report),
    verdict(report),
    ...lines(metricTable(report)),
    "",
    ...remarks(report),
    ...lines(classTable(report)),
    ...lines(sliceTable(report)),
    ...lines(setTable(report)),
    ...lines(baselineTable(report)),
    "",
  ].join("\n");
}

function accuracyAt(
  { riskCoverage: { coverage, accuracy } }: EvaluationReport,
  share: number,
): number {
  return accuracy[coverage.findIndex((value) => value >= share - 1e-9)]!;
}

function formatPercent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}

function formatDifference(value: number): string {
  return `${value < 0 ? "" : "+"}${value.toFixed(3)}`;
}

function formatInterval([low, high]: readonly [number, number]): string {
  return `[${formatNumber(low)}, ${formatNumber(high)}]`;
}

/** Formats an estimate with its interval. */
export function formatEstimate({ estimate, interval }: Estimate): string {
  return `${formatNumber(estimate)} ${formatInterval(interval)}`;
}
