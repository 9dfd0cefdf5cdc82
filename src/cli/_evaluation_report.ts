import type { LeftOut } from "../eval/audit/audit_dataset.ts";
import type { RuleScore } from "../eval/blind_answers.ts";
import type { Evaluation, FigureName } from "../eval/evaluate.ts";
import type { Estimate } from "../eval/group_bootstrap.ts";
import { confusionChart, escapeXml, lineChart } from "../viz/svg_chart.ts";
import { padEnd, printable, textWidth } from "../viz/text_width.ts";

/** An evaluation with where its answers came from. */
export interface EvaluationReport extends Evaluation {
  readonly dataset: string;
  /** What answered. */
  readonly model: string;
  /** How rows were held out; `as-is` for a model that was fitted elsewhere. */
  readonly protocol: string;
  readonly folds: number;
  readonly leftOut: readonly LeftOut[];
  readonly warnings: readonly string[];
  readonly rules: readonly RuleScore[];
  /** The same model with whole groups held out, beside a protocol that is leaky. */
  readonly grouped?: Readonly<Record<FigureName, Estimate>>;
}

const NAMES: Readonly<Record<FigureName, string>> = {
  accuracy: "accuracy",
  balancedAccuracy: "balanced accuracy",
  macroF1: "macro F1",
  rocAuc: "ROC-AUC, one against rest",
  averagePrecision: "average precision",
  logLoss: "log loss",
  brier: "Brier, summed",
  calibrationError: "calibration error",
};
const CELLS_MAX = 20;
const NOTICE = "Research software: not for medical, safety or monitoring decisions";

/** Rows of the table of figures: name, value with interval, majority, prior, best rule, grouped, gap. */
function figureRows(report: EvaluationReport): string[][] {
  const { figures, prior, rules, grouped } = report;
  const best = (key: "accuracy" | "balancedAccuracy") =>
    rules.reduce((top, rule) => rule[key] > top[key] ? rule : top);
  const majority = rules.find(({ rule }) => rule === "majority");
  return (Object.keys(NAMES) as FigureName[]).map((name) => {
    const baseline = name === "accuracy" || name === "balancedAccuracy"
      ? [
        show(majority?.[name]),
        name === "accuracy" ? show(prior.accuracy) : "",
        `${show(best(name)[name])} ${best(name).rule.replaceAll("_", " ")}`,
      ]
      : ["", name === "logLoss" || name === "brier" ? show(prior[name]) : "", ""];
    return [
      NAMES[name],
      showEstimate(figures[name]),
      ...baseline,
      ...(grouped
        ? [showEstimate(grouped[name]), signed(figures[name].estimate - grouped[name].estimate)]
        : []),
    ];
  });
}

/** The report as lines for people. */
export function evaluationText(report: EvaluationReport): string {
  const { classes, cells, leftOut, warnings, rules } = report;
  const head = ["", "95 % by group", "majority", "prior", "best without hearing"];
  if (report.grouped) head.push("groups held out", "leaky by");
  const lines = [
    summary(report),
    ...leftOut.map(({ reason, count, examples }) =>
      `${count} left out: ${reason.replaceAll("_", " ")} (${printable(examples[0] ?? "")}${
        count > 1 ? ", ..." : ""
      })`
    ),
    ...warnings.map((warning) => `warning: ${printable(warning)}`),
    "",
    ...table([head, ...figureRows(report)]),
    `balanced accuracy against relabelled groups: p ${report.p.toFixed(3)}`,
    "",
    ...table([
      ["class", "clips", "groups", "precision", "recall", "95 %, Wilson", "F1"],
      ...classes.map((one) => [
        printable(one.label),
        String(one.clips),
        String(one.groups),
        show(one.precision),
        show(one.recall),
        interval(one.recallInterval),
        show(one.f1),
      ]),
    ]),
    ...(cells.length > 1
      ? [
        "",
        ...table([
          ["held out", "clips", "right", "95 %, Wilson"],
          ...cells.slice(0, CELLS_MAX).map((cell) => [
            printable(cell.name),
            String(cell.clips),
            show(cell.accuracy),
            interval(cell.interval),
          ]),
        ]),
        ...(cells.length > CELLS_MAX ? [`  and ${cells.length - CELLS_MAX} more`] : []),
      ]
      : []),
    "",
    ...table([
      ["without hearing", "accuracy", "balanced"],
      ...rules.map((rule) => [
        rule.rule.replaceAll("_", " "),
        show(rule.accuracy),
        show(rule.balancedAccuracy),
      ]),
    ]),
    "",
    `answering the surest: ${
      [0.25, 0.5, 0.75, 1].map((share) => `${share * 100} % ${show(accuracyAt(report, share))}`)
        .join(", ")
    }`,
  ];
  return `${lines.join("\n")}\n`;
}

/** One page with the figures and their plots, which needs no other file and no network. */
export function evaluationHtml(report: EvaluationReport): string {
  const { classes, confusion, reliability, riskCoverage, roc } = report;
  const binary = classes.length === 2;
  const charts = [
    lineChart([{
      name: "reliability",
      points: reliability.map((bin) => [bin.confidence, bin.accuracy] as const),
      bars: reliability.map((bin) => bin.interval),
    }], {
      title: "Reliability of the best class",
      xLabel: "confidence",
      yLabel: "share right",
      diagonal: true,
    }),
    lineChart(
      roc.flatMap(({ falsePositiveRate, truePositiveRate }, c) =>
        binary && c === 0 ? [] : [{
          name: classes[c]!.label,
          points: Array.from(falsePositiveRate, (x, i) => [x, truePositiveRate[i]!] as const),
        }]
      ),
      {
        title: binary ? `ROC of ${classes[1]!.label}` : "ROC, one against rest",
        xLabel: "false positive rate",
        yLabel: "true positive rate",
        diagonal: true,
      },
    ),
    lineChart([{
      name: "accuracy",
      points: Array.from(
        riskCoverage.coverage,
        (x, i) => [x, riskCoverage.accuracy[i]!] as const,
      ),
    }], { title: "Answering the surest", xLabel: "share answered", yLabel: "accuracy" }),
    confusionChart(classes.map(({ label }) => label), confusion),
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escapeXml(`Evaluation of ${report.model}`)}</title>
<style>body{font:14px sans-serif;margin:2em;max-width:70em}pre{overflow:auto;background:#f6f6f6;padding:1em}svg{margin:0 1em 1em 0}</style>
<h1>${escapeXml(`Evaluation of ${report.model}`)}</h1>
<pre>${escapeXml(evaluationText(report))}</pre>
${charts.join("\n")}
<p>${NOTICE}</p>
</html>
`;
}

function summary({ dataset, model, protocol, folds, clips, groups }: EvaluationReport): string {
  const how = protocol === "as-is" ? "as it is" : `${protocol}, ${folds} folds`;
  return `${printable(model)} on ${printable(dataset)}: ${how}; ${clips} clips, ${groups} groups`;
}

function accuracyAt({ riskCoverage }: EvaluationReport, share: number): number {
  const { coverage, accuracy } = riskCoverage;
  return accuracy[coverage.findIndex((value) => value >= share - 1e-9)]!;
}

function show(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "-" : value.toFixed(3);
}

function signed(value: number): string {
  return `${value < 0 ? "" : "+"}${value.toFixed(3)}`;
}

function interval([low, high]: readonly [number, number]): string {
  return `[${show(low)}, ${show(high)}]`;
}

function showEstimate({ estimate, interval: range }: Estimate): string {
  return `${show(estimate)} ${interval(range)}`;
}

/** Columns as wide as their cells, the first line above the rest. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((row) => textWidth(row[c] ?? ""))));
  return rows.map((row) =>
    `  ${row.map((cell, c) => padEnd(cell, widths[c]!)).join("   ")}`.trimEnd()
  );
}
