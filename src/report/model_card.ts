import type { EvaluationReport } from "../fit/evaluation_report.ts";
import type { FittedModel } from "../fit/fit_model.ts";
import type { ModelManifest } from "../models/manifest.ts";
import { formatEstimate, NOTICE } from "./evaluation_text.ts";
import { fitDetails } from "./fit_text.ts";
import { formatNumber } from "./text_table.ts";

const PURPOSE: Readonly<Record<ModelManifest["task"], string>> = {
  cry: "Detects infant crying in a recording, and where it is",
  valence: "Classifies an infant's sound as positive or distress",
  reason: "Classifies a recording by label",
  tags: "Finds sound classes in a recording",
};
const PROVENANCE = ["data_sha256", "seed", "augmented", "candidates", "chosen", "excluded"];

/**
 * Writes the card of a fitted model in Markdown: purpose, accuracy, decision rules and provenance.
 *
 * @param options.file name of the manifest's file
 */
export function modelCard(fitted: FittedModel, options: { readonly file: string }): string {
  const { model, report } = fitted;
  return `${
    [
      `# ${model.id}`,
      `${PURPOSE[model.task]}. Fitted by babycry ${model.training["babycry"]} on ` +
      `${report.clips} recordings of ${report.groups} groups: ${report.model}.`,
      `${NOTICE}.`,
      fenced("sh", [`babycry clip.wav --model ${options.file}`]),
      "## Accuracy on held-out groups",
      ...accuracy(report),
      fenced("", fitDetails(fitted)),
      "## Decisions",
      decisions(model).join("\n"),
      "## Provenance",
      origin(model, report).join("\n"),
      `License of the weights: ${model.license}.`,
    ].join("\n\n")
  }\n`;
}

function accuracy(report: EvaluationReport): string[] {
  const { folds, protocol, p, metrics, classes, decision } = report;
  const best = bestBaseline(report);
  const choice = protocol.startsWith("nested")
    ? ", with settings chosen without the fold that evaluates them"
    : "";
  return [
    `${folds} folds of whole groups${choice}. Intervals are 95 %, by group.`,
    metricTable(report),
    "Accuracy, balanced accuracy, precision and recall are of " +
    (decision === "model"
      ? "the decisions at the threshold."
      : "the class with the highest class-balanced score."),
    `Permutation test of the balanced accuracy, with labels moved by group: p = ${p.toFixed(3)}.`,
    ...(best.balancedAccuracy >= metrics.balancedAccuracy.estimate
      ? [
        "A baseline that does not use the audio is as accurate: these metrics do not show that the " +
        "model uses what it should. `babycry audit` shows more.",
      ]
      : []),
    table([
      ["label", "recordings", "groups", "precision", "recall"],
      ...classes.map(({ label, clips, groups, precision, recall }) => [
        label,
        String(clips),
        String(groups),
        formatNumber(precision),
        formatNumber(recall),
      ]),
    ]),
  ];
}

function metricTable({ metrics, prior, baselines }: EvaluationReport): string {
  const majority = baselines.find(({ rule }) => rule === "majority")!;
  const best = bestBaseline({ baselines });
  return table([
    ["", "this model", "majority", "prior", "best audio-free baseline"],
    [
      "accuracy",
      formatEstimate(metrics.accuracy),
      formatNumber(majority.accuracy),
      formatNumber(prior.accuracy),
      formatNumber(Math.max(...baselines.map(({ accuracy }) => accuracy))),
    ],
    [
      "balanced accuracy",
      formatEstimate(metrics.balancedAccuracy),
      formatNumber(majority.balancedAccuracy),
      "",
      `${formatNumber(best.balancedAccuracy)} (${best.rule.replaceAll("_", " ")})`,
    ],
    ["ROC-AUC", formatEstimate(metrics.rocAuc), "0.500", "0.500", ""],
    ["log loss", formatEstimate(metrics.logLoss), "", formatNumber(prior.logLoss), ""],
    ["Brier score", formatEstimate(metrics.brier), "", formatNumber(prior.brier), ""],
    ["calibration error", formatEstimate(metrics.calibrationError), "", "", ""],
  ]);
}

function bestBaseline({ baselines }: Pick<EvaluationReport, "baselines">) {
  return baselines.reduce((a, b) => b.balancedAccuracy > a.balancedAccuracy ? b : a);
}

function decisions(model: ModelManifest): string[] {
  const coverage = model.conformal?.coverage;
  const unusual = "a recording is clipped, or unlike those of the fit";
  return [
    ...("threshold" in model ? [`- Threshold: ${formatNumber(model.threshold)}.`] : []),
    ...(model.calibration
      ? [
        "- Calibration, fitted on held-out recordings: `" + JSON.stringify(model.calibration) +
        "`. The prior can be changed with `--prior`.",
      ]
      : []),
    coverage === undefined
      ? `- Answers \`unknown\` if ${unusual}.`
      : `- Answers \`unknown\` if the prediction set with a coverage of ${
        Number((100 * coverage).toPrecision(4))
      } % is not one label, or if ${unusual}.`,
  ];
}

function origin({ training }: ModelManifest, { excluded, warnings }: EvaluationReport): string[] {
  return [
    ...PROVENANCE.flatMap((key) =>
      training[key] === undefined ? [] : [`- ${key}: \`${JSON.stringify(training[key])}\``]
    ),
    ...excluded.map(({ reason, count }) => `- excluded, ${reason.replaceAll("_", " ")}: ${count}`),
    ...warnings.map((warning) => `- warning: ${warning}`),
  ];
}

function fenced(language: string, lines: readonly string[]): string {
  return ["```" + language, ...lines, "```"].join("\n");
}

function table(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const [head, ...body] = rows as [readonly string[], ...(readonly string[])[]];
  return [line(head), line(head.map(() => "---")), ...body.map(line)].join("\n");
}
