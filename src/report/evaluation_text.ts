import type { EvaluationReport } from "../fit/evaluation_report.ts";
import type { BaselineScore } from "../metrics/baselines.ts";
import type { MetricName, Metrics } from "../metrics/metrics.ts";
import type { Estimate } from "../metrics/group_bootstrap.ts";
import { padEnd, printable, textWidth } from "../terminal/text_width.ts";

/** What stands around a report on every surface. */
export const NOTICE = "Research software: not for medical, safety or monitoring decisions";

/** A table: a line of heads, then rows as long. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const NAMES: Readonly<Record<MetricName, string>> = {
  accuracy: "accuracy",
  balancedAccuracy: "balanced accuracy",
  macroF1: "macro F1",
  rocAuc: "ROC-AUC, one against rest",
  averagePrecision: "average precision",
  logLoss: "log loss",
  brier: "Brier, summed",
  calibrationError: "calibration error",
};
/** The less, the better. */
const LOSSES: readonly MetricName[] = ["logLoss", "brier", "calibrationError"];
const CELLS_MAX = 20;

/** What was evaluated, in a line. */
export function summary({ dataset, model, protocol, folds, clips, groups }: EvaluationReport) {
  const how = protocol === "as-is" ? "as it is" : `${protocol}, ${folds} folds`;
  return `${printable(model)} on ${printable(dataset)}: ${how}; ${clips} clips, ${groups} groups`;
}

/** Figures beside what is reached without hearing anything. */
export function figureTable(report: EvaluationReport): Table {
  const { metrics, prior, baselines, grouped } = report;
  const majority = baselines.find(({ rule }) => rule === "majority")!;
  const head = ["", "95 % by group", "majority", "prior", "best without hearing"];
  if (grouped) head.push("groups held out", report.protocol === "leaky" ? "leaky by" : "more by");
  const rows = (Object.keys(NAMES) as MetricName[]).map((name) => {
    const best = bestRule(baselines, name);
    return [
      NAMES[name],
      showEstimate(metrics[name]),
      // Who is certain and once wrong has a log loss without end.
      name === "logLoss" && majority.accuracy < 1 ? "∞" : show(majority[name]),
      show(prior[name]),
      `${show(best[name])} ${best.rule.replaceAll("_", " ")}`,
      ...(grouped
        ? [showEstimate(grouped[name]), signed(metrics[name].estimate - grouped[name].estimate)]
        : []),
    ];
  });
  return { head, rows };
}

/** The rule that does best by a figure. */
export function bestRule(baselines: readonly BaselineScore[], name: keyof Metrics): BaselineScore {
  const better = (a: number, b: number) => LOSSES.includes(name) ? a < b : a > b;
  return baselines.reduce((best, rule) => better(rule[name], best[name]) ? rule : best);
}

/** How well each class is told. */
export function classTable({ classes, macro, weighted, clips, groups }: EvaluationReport): Table {
  return {
    head: ["class", "clips", "groups", "precision", "recall", "95 %, Wilson", "F1"],
    rows: [
      ...classes.map((one) => [
        printable(one.label),
        String(one.clips),
        String(one.groups),
        show(one.precision),
        one.clips === 0 ? "-" : show(one.recall),
        interval(one.recallInterval),
        show(one.f1),
      ]),
      ...([["macro mean", macro], ["weighted mean", weighted]] as const).map(([name, mean]) => [
        name,
        String(clips),
        String(groups),
        show(mean.precision),
        show(mean.recall),
        "",
        show(mean.f1),
      ]),
    ],
  };
}

/** What each fold, side or kind scores; undefined where there is one at most. */
export function cellTable({ slices }: EvaluationReport): Table | undefined {
  if (slices.length < 2) return undefined;
  return {
    head: ["held out", "clips", "right", "95 %, Wilson"],
    rows: [
      ...slices.slice(0, CELLS_MAX).map((cell) => [
        printable(cell.name),
        String(cell.clips),
        show(cell.accuracy),
        interval(cell.interval),
      ]),
      ...(slices.length > CELLS_MAX ? [[`and ${slices.length - CELLS_MAX} more`, "", "", ""]] : []),
    ],
  };
}

/** What is reached without hearing anything. */
export function ruleTable({ baselines }: EvaluationReport): Table {
  return {
    head: ["without hearing", "accuracy", "balanced", "ROC-AUC", "log loss"],
    rows: baselines.map((rule) => [
      rule.rule.replaceAll("_", " "),
      show(rule.accuracy),
      show(rule.balancedAccuracy),
      show(rule.rocAuc),
      rule.rule === "majority" && rule.accuracy < 1 ? "∞" : show(rule.logLoss),
    ]),
  };
}

/** How often prediction sets hold the label; undefined without sets. */
export function setTable({ sets }: EvaluationReport): Table | undefined {
  return sets && {
    head: [`sets of ${percent(sets.asked)}`, "clips", "hold the label", "95 %"],
    rows: [
      ["of all clips", "", show(sets.clips.estimate), interval(sets.clips.interval)],
      ["of a group's clips, mean", "", show(sets.groups.estimate), interval(sets.groups.interval)],
      ...sets.classes.map((one) => [
        printable(one.label),
        String(one.clips),
        show(one.covered),
        interval(one.interval),
      ]),
    ],
  };
}

/** Whether anything was shown to be heard, in a sentence. */
export function verdict({ metrics, baselines }: EvaluationReport): string {
  const { estimate, interval: range } = metrics.balancedAccuracy;
  const best = bestRule(baselines, "balancedAccuracy");
  const [name, score] = [best.rule.replaceAll("_", " "), show(best.balancedAccuracy)];
  const mine = `balanced accuracy ${showEstimate({ estimate, interval: range })}`;
  return range[0] > best.balancedAccuracy
    ? `${mine} is above ${score}, the best that is reached without hearing (${name})`
    : `${mine} is not above ${score}, which ${name} reaches without hearing anything`;
}

/** What else there is to say, a sentence each. */
export function remarks(report: EvaluationReport): string[] {
  const { p, sets, answered, clips, decision } = report;
  const shares = [0.25, 0.5, 0.75, 1].map((share) =>
    `${percent(share)} ${show(accuracyAt(report, share))}`
  );
  return [
    decision === "model"
      ? "accuracy, recall and F1 are of the model's decisions"
      : "accuracy, recall and F1 are of the class of highest class-balanced score",
    `balanced accuracy against relabelled groups: p ${p.toFixed(3)}`,
    `answering the surest: ${shares.join(", ")}`,
    ...(sets
      ? [
        `sets of ${percent(sets.asked)} hold ${
          sets.size.toFixed(1)
        } labels on average, one label ` +
        `for ${percent(sets.single)} of the clips` +
        (sets.single > 0 ? `, right in ${show(sets.singleRight)}` : ""),
      ]
      : []),
    ...(answered
      ? [
        `answered ${answered.clips} of ${clips}` +
        (answered.clips > 0
          ? `, right in ${show(answered.accuracy)} ${interval(answered.interval)}`
          : "") +
        (answered.abstentionReasons.length > 0
          ? `; why not: ${
            answered.abstentionReasons.map(({ reason, clips }) =>
              `${reason.replaceAll("_", " ")} ${clips}`
            )
              .join(", ")
          }`
          : ""),
      ]
      : []),
  ];
}

/** What was left out, and what makes the figures weaker. */
export function conditions({ excluded, warnings }: EvaluationReport): string[] {
  return [
    ...excluded.map(({ reason, count, examples }) =>
      `${count} left out: ${reason.replaceAll("_", " ")} (${printable(examples[0] ?? "")}${
        count > 1 ? ", ..." : ""
      })`
    ),
    ...warnings.map((warning) => `warning: ${printable(warning)}`),
  ];
}

/** The report as lines for people. */
export function evaluationText(report: EvaluationReport): string {
  const lines = (some: Table | undefined) => some ? ["", ...alignTable(some)] : [];
  return [
    summary(report),
    ...conditions(report),
    verdict(report),
    ...lines(figureTable(report)),
    "",
    ...remarks(report),
    ...lines(classTable(report)),
    ...lines(cellTable(report)),
    ...lines(setTable(report)),
    ...lines(ruleTable(report)),
    "",
  ].join("\n");
}

function accuracyAt({ riskCoverage }: EvaluationReport, share: number): number {
  const { coverage, accuracy } = riskCoverage;
  return accuracy[coverage.findIndex((value) => value >= share - 1e-9)]!;
}

/** Three digits; `-` where there is no number. */
export function show(value: number): string {
  return Number.isNaN(value) ? "-" : value.toFixed(3);
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}

function signed(value: number): string {
  return `${value < 0 ? "" : "+"}${value.toFixed(3)}`;
}

function interval([low, high]: readonly [number, number]): string {
  return `[${show(low)}, ${show(high)}]`;
}

/** An estimate with its interval. */
export function showEstimate({ estimate, interval: range }: Estimate): string {
  return `${show(estimate)} ${interval(range)}`;
}

/** Columns as wide as their slices, the first line above the rest. */
function alignTable({ head, rows }: Table): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, c) => Math.max(...all.map((row) => textWidth(row[c] ?? ""))));
  return all.map((row) =>
    `  ${row.map((cell, c) => padEnd(cell, widths[c]!)).join("   ")}`.trimEnd()
  );
}
