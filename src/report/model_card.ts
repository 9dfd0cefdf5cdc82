import type { Estimate } from "../metrics/group_bootstrap.ts";
import type { EvaluationReport } from "../fit/evaluation_report.ts";
import type { FitTask } from "../fit/fit_input.ts";

/** What the card reads of a model. */
export interface CardModel {
  readonly id: string;
  readonly task: FitTask;
  readonly training: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

const SAYS: Readonly<Record<FitTask, string>> = {
  cry: "whether an infant is crying on a recording, and where",
  valence: "whether an infant sounds positive or distressed",
  reason: "which label a recording is most like",
};

/** A card in Markdown: what the model says, what it was fitted on, how well it does, and its limits. */
export function modelCard(
  model: CardModel,
  report: EvaluationReport,
  { file, lines }: { readonly file: string; readonly lines: readonly string[] },
): string {
  const { id, task, training, threshold, calibration, conformal } = model;
  const { metrics, prior, baselines, classes, excluded, warnings } = report;
  const majority = baselines.find(({ rule }) => rule === "majority")!;
  const best = baselines.reduce((a, b) => b.balancedAccuracy > a.balancedAccuracy ? b : a);
  const set = conformal as { coverage: number } | undefined;
  return `# ${id}

Says ${SAYS[task]}. Fitted with \`babycry fit\` ${
    training["babycry"]
  } on ${report.clips} recordings of
${report.groups} groups: ${report.model}.

Research software: not for medical, safety or monitoring decisions.

\`\`\`sh
babycry clip.wav --model ${file}
\`\`\`

## How well it does on groups that it has not heard

${report.folds} folds of whole groups${
    report.protocol.startsWith("nested")
      ? ", settings chosen without the fold they are judged on"
      : ""
  }; intervals are 95 %, by group.

${
    table([
      ["", "this model", "majority", "prior", "best rule that hears nothing"],
      [
        "accuracy",
        show(metrics.accuracy),
        number(majority.accuracy),
        number(prior.accuracy),
        number(Math.max(...baselines.map(({ accuracy }) => accuracy))),
      ],
      [
        "balanced accuracy",
        show(metrics.balancedAccuracy),
        number(majority.balancedAccuracy),
        "",
        `${number(best.balancedAccuracy)} (${best.rule.replaceAll("_", " ")})`,
      ],
      ["ROC-AUC", show(metrics.rocAuc), "0.500", "0.500", ""],
      ["log loss", show(metrics.logLoss), "", number(prior.logLoss), ""],
      ["Brier", show(metrics.brier), "", number(prior.brier), ""],
      ["calibration error", show(metrics.calibrationError), "", "", ""],
    ])
  }

Relabelling whole groups reaches that balanced accuracy with p ${report.p.toFixed(3)}.
${
    best.balancedAccuracy >= metrics.balancedAccuracy.estimate
      ? "A rule that never hears the audio does as well: these figures do not show that the model hears\nwhat it is to tell. `babycry audit` says more.\n"
      : ""
  }
${
    table([
      ["label", "recordings", "groups", "precision", "recall"],
      ...classes.map(({ label, clips, groups, precision, recall }) => [
        label,
        String(clips),
        String(groups),
        number(precision),
        number(recall),
      ]),
    ])
  }

\`\`\`
${lines.join("\n")}
\`\`\`

## How it decides

${
    [
      threshold === undefined ? [] : [`- Threshold: ${number(threshold as number)}.`],
      calibration === undefined ? [] : [
        `- Calibration, fitted on held-out recordings: \`${
          JSON.stringify(calibration)
        }\`. The prior is stated; a caller may state another.`,
      ],
      set
        ? [
          `- It answers \`unknown\` where its prediction set for ${
            100 * set.coverage
          } % of recordings is not one label, where a recording is clipped, or unlike those that it was fitted on.`,
        ]
        : [
          "- It answers `unknown` where a recording is clipped, or unlike those that it was fitted on.",
        ],
    ].flat().join("\n")
  }

## Where it comes from

${
    [
      ...["data_sha256", "seed", "augmented", "candidates", "chosen", "excluded"].flatMap((key) =>
        training[key] === undefined ? [] : [`- ${key}: \`${JSON.stringify(training[key])}\``]
      ),
      ...excluded.map(({ reason, count }) =>
        `- left out: ${count}, ${reason.replaceAll("_", " ")}`
      ),
      ...warnings.map((warning) => `- warning: ${warning}`),
    ].join("\n")
  }

License of the weights: ${model["license"]}.
`;
}

function table(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const [head, ...body] = rows as [readonly string[], ...(readonly string[])[]];
  return [line(head), line(head.map(() => "---")), ...body.map(line)].join("\n");
}

function show({ estimate, interval: [low, high] }: Estimate): string {
  return `${number(estimate)} [${number(low)}, ${number(high)}]`;
}

function number(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : "-";
}
