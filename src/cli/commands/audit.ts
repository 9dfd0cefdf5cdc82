/**
 * `audit`: what would flatter a model on a dataset.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { auditDataset, type AuditReport } from "../../eval/audit/audit_dataset.ts";
import { type Finding, SEVERITIES, type Severity } from "../../eval/audit/finding.ts";
import { toJson } from "../../prediction/to_json.ts";
import { createStyle, type Style } from "../../terminal/style.ts";
import { padEnd, printable, textWidth } from "../../terminal/text_width.ts";
import type { Host } from "../host.ts";
import { openDataset } from "../../input/open_dataset.ts";
import { DATASET_HELP, DATASET_OPTIONS, readDatasetOptions } from "../options/dataset_options.ts";
import { createProgressDisplay } from "../output/progress_display.ts";
import { wholeNumber } from "../options/parse_number.ts";

export const help: string = `babycry audit DATASET [options]

Looks for what would flatter a model: recordings that are there twice (also re-encoded, cut or
changed in level), donors or sessions on both sides of a split, one recording under two labels,
files whose format, length or level tells the label; and says what rules score that never hear
anything. Ends with code 1 when it finds something as bad as --fail-on.

${DATASET_HELP}  --split COLUMN     its values are the sides of a split, or folds
  --fail-on LEVEL    note, warning, error (default) or never
  --json             one JSON object
  --seed N           (default 1)

Example: babycry audit clips.csv --split fold
`;

const LABELS_MAX = 12;
const EXAMPLES_SHOWN = 3;

/** Runs the command. */
export async function run(args: readonly string[], host: Host): Promise<number> {
  const { values, positionals: [path, ...more] } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...DATASET_OPTIONS,
      split: { type: "string" },
      "fail-on": { type: "string", default: "error" },
      json: { type: "boolean", default: false },
      seed: { type: "string", default: "1" },
    },
  });
  if (path === undefined || more.length > 0) throw new SyntaxError("audit takes one dataset");
  const failOn = values["fail-on"];
  if (failOn !== "never" && !SEVERITIES.includes(failOn as Severity)) {
    throw new SyntaxError(`--fail-on is ${failOn}, wanted note, warning, error or never`);
  }
  const seed = wholeNumber("seed", values.seed, 0);
  const { out, err, signal } = host;
  const progress = createProgressDisplay(err);
  let report: AuditReport;
  try {
    const { dataset, read } = await openDataset(path, readDatasetOptions(values));
    report = await auditDataset(dataset, read, {
      ...(values.split === undefined ? {} : { splitColumn: values.split }),
      seed,
      signal,
      onProgress: ({ done, total }) => progress.update("reading", done / total),
    });
  } finally {
    progress.clear();
  }
  out.write(
    values.json
      ? `${JSON.stringify(toJson(report), undefined, 2)}\n`
      : auditText(report, createStyle(out.color)),
  );
  const worst = report.findings[0]?.severity;
  return failOn !== "never" && worst !== undefined &&
      SEVERITIES.indexOf(worst) >= SEVERITIES.indexOf(failOn as Severity)
    ? 1
    : 0;
}

/** The report as lines for people. */
export function auditText(report: AuditReport, style: Style): string {
  const { clips, groups, labels, excluded, findings, rules } = report;
  const count = (severity: Severity) => findings.filter((f) => f.severity === severity).length;
  const lines = [
    [counted(clips, "clip"), counted(groups, "group"), counted(labels.length, "label")].join(", "),
    ...table(
      labels.slice(0, LABELS_MAX).map((one) => [
        `  ${printable(one.label)}`,
        counted(one.clips, "clip"),
        counted(one.groups, "group"),
      ]),
    ),
    ...(labels.length > LABELS_MAX ? [`  and ${labels.length - LABELS_MAX} more`] : []),
    ...(excluded.length === 0 ? ["No clip was left out"] : []),
    ...excluded.flatMap(({ reason, count, examples }) => [
      `${count} left out: ${reason.replaceAll("_", " ")}`,
      ...indented(examples),
    ]),
    "",
    ...findings.flatMap((finding) => findingLines(finding, style)),
    SEVERITIES.toReversed().map((severity) => counted(count(severity), severity)).join(", "),
    ...(rules.length === 0 ? [] : ["", "Without hearing anything   accuracy   balanced   p"]),
    ...rules.map(({ rule, accuracy, balancedAccuracy, p }) =>
      `  ${rule.replaceAll("_", " ").padEnd(25)}${accuracy.toFixed(3)}      ${
        balancedAccuracy.toFixed(3)
      }      ${p === undefined ? "" : p.toFixed(3)}`.trimEnd()
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function findingLines(finding: Finding, style: Style): string[] {
  const { kind, severity, message, examples } = finding;
  const mark = { error: style.red, warning: style.yellow, note: style.dim }[severity];
  return [
    `${mark(severity.padEnd(7))} ${style.bold(kind)}: ${printable(message)}`,
    ...indented(examples),
  ];
}

/** `1 clip`, `2 clips` */
function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function indented(examples: readonly string[]): string[] {
  const shown = examples.slice(0, EXAMPLES_SHOWN).map((text) => `        ${printable(text)}`);
  return examples.length > EXAMPLES_SHOWN ? [...shown, "        ..."] : shown;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => textWidth(row[column]!)))
  );
  return rows.map((row) =>
    row.map((cell, column) =>
      column === 0
        ? padEnd(cell, widths[column]!)
        : " ".repeat(widths[column]! - textWidth(cell)) + cell
    ).join("   ")
  );
}
