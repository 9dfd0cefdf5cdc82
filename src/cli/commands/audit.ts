/**
 * `audit`: audits a dataset for leaks and shortcuts.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { auditDataset, type AuditReport } from "../../eval/audit/audit_dataset.ts";
import { SEVERITIES, type Severity } from "../../eval/audit/finding.ts";
import { openDataset } from "../../input/open_dataset.ts";
import { toJson } from "../../prediction/to_json.ts";
import { auditText } from "../../report/audit_text.ts";
import { createStyle } from "../../terminal/style.ts";
import type { Host } from "../host.ts";
import { DATASET_HELP, DATASET_OPTIONS, readDatasetOptions } from "../options/dataset_options.ts";
import { wholeNumber } from "../options/parse_number.ts";
import { createProgressDisplay } from "../output/progress_display.ts";

export const help: string = `babycry audit DATASET [options]

Audits a dataset for what inflates metrics: duplicate recordings (also re-encoded, cut or changed in
level), groups or sessions on several sides of a split, one recording under two labels, and files
whose format, length or level predicts the label. Reports the accuracy of audio-free baselines. The
exit code is 1 if a finding is at least as severe as --fail-on.

${DATASET_HELP}  --split COLUMN     its values are the sides of a split, or folds
  --fail-on LEVEL    note, warning, error (default) or never
  --json             print JSON
  --seed N           (default 1)

Example: babycry audit clips.csv --split fold
`;

/** Runs the command. */
export async function run(args: readonly string[], { out, err, signal }: Host): Promise<number> {
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
  if (path === undefined || more.length > 0) {
    throw new SyntaxError("Invalid arguments: expected one dataset");
  }
  const { split, json, "fail-on": failOn } = values;
  if (failOn !== "never" && !SEVERITIES.includes(failOn as Severity)) {
    throw new SyntaxError(
      `Invalid --fail-on: expected note, warning, error or never, received ${failOn}`,
    );
  }
  const seed = wholeNumber("seed", values.seed, 0);
  const progress = createProgressDisplay(err);
  let report: AuditReport;
  try {
    report = await auditDataset(await openDataset(path, readDatasetOptions(values)), {
      ...(split === undefined ? {} : { splitColumn: split }),
      seed,
      signal,
      onProgress: ({ stage, done, total }) => progress.update(stage, done / total),
    });
  } finally {
    progress.clear();
  }
  out.write(
    json
      ? `${JSON.stringify(toJson(report), undefined, 2)}\n`
      : auditText(report, createStyle(out.color)),
  );
  return failOn !== "never" && reaches(report, failOn as Severity) ? 1 : 0;
}

/** Whether a finding is at least as severe as a level. */
function reaches({ findings: [worst] }: AuditReport, level: Severity): boolean {
  return worst !== undefined && SEVERITIES.indexOf(worst.severity) >= SEVERITIES.indexOf(level);
}
