import type { AuditReport } from "../eval/audit/audit_dataset.ts";
import { type Finding, SEVERITIES, type Severity } from "../eval/audit/finding.ts";
import type { Style } from "../terminal/style.ts";
import { printable } from "../terminal/text_width.ts";
import { alignTable, counted, formatName, formatNumber, type Table } from "./text_table.ts";

const LABELS_MAX = 12;
const EXAMPLES_MAX = 3;

/** Formats an audit as text. */
export function auditText(report: AuditReport, style: Style): string {
  const { clips, groups, labels, excluded, findings, baselines } = report;
  const count = (severity: Severity) => findings.filter((f) => f.severity === severity).length;
  const lines = [
    [counted(clips, "clip"), counted(groups, "group"), counted(labels.length, "label")].join(", "),
    ...alignTable(labelTable(report)),
    ...(labels.length > LABELS_MAX ? [`  and ${labels.length - LABELS_MAX} more`] : []),
    ...(excluded.length === 0 ? ["No clip was excluded"] : []),
    ...excluded.flatMap(({ reason, count, examples }) => [
      `${count} excluded: ${formatName(reason)}`,
      ...exampleLines(examples),
    ]),
    "",
    ...findings.flatMap((finding) => findingLines(finding, style)),
    SEVERITIES.toReversed().map((severity) => counted(count(severity), severity)).join(", "),
    ...(baselines.length === 0 ? [] : ["", ...alignTable(baselineTable(report))]),
  ];
  return `${lines.join("\n")}\n`;
}

function labelTable({ labels }: AuditReport): Table {
  return {
    head: ["label", "clips", "groups"],
    rows: labels.slice(0, LABELS_MAX).map((one) => [
      printable(one.label),
      String(one.clips),
      String(one.groups),
    ]),
  };
}

/**
 * Lists the audio-free baselines by two decision rules: the most common and the most typical label.
 */
function baselineTable({ baselines }: AuditReport): Table {
  return {
    head: [
      "audio-free baseline",
      "accuracy, most common label",
      "balanced accuracy, most typical label",
      "p",
    ],
    rows: baselines.map(({ rule, accuracy, balancedAccuracy, p }) => [
      formatName(rule),
      formatNumber(accuracy),
      formatNumber(balancedAccuracy),
      p === undefined ? "" : formatNumber(p),
    ]),
  };
}

function findingLines({ kind, severity, message, examples }: Finding, style: Style): string[] {
  const mark = { error: style.red, warning: style.yellow, note: style.dim }[severity];
  return [
    `${mark(severity.padEnd(7))} ${style.bold(kind)}: ${printable(message)}`,
    ...exampleLines(examples),
  ];
}

function exampleLines(examples: readonly string[]): string[] {
  const shown = examples.slice(0, EXAMPLES_MAX).map((text) => `        ${printable(text)}`);
  return examples.length > EXAMPLES_MAX ? [...shown, "        ..."] : shown;
}
