/**
 * `audit`: audits a dataset for leaks and shortcuts.
 *
 * @module
 */
import { auditDataset, type AuditReport } from "../../eval/audit/audit_dataset.ts";
import { SEVERITIES, type Severity } from "../../eval/audit/finding.ts";
import { toJson } from "../../prediction/to_json.ts";
import { auditText } from "../../report/audit_text.ts";
import { createStyle } from "../../terminal/style.ts";
import { type Command, defineCommand } from "../command.ts";
import { DATASET_DESCRIPTION, DATASET_OPTIONS, openDatasetOf } from "../options/dataset_options.ts";
import { flag, group, option } from "../options/option_table.ts";
import { choice, integer, text } from "../options/value_parsers.ts";
import { withoutUndefined } from "../options/without_undefined.ts";
import { createProgressDisplay } from "../output/progress_display.ts";

/** Audits a dataset. */
export const audit: Command = defineCommand({
  name: "audit",
  operands: "DATASET",
  description:
    `Check a dataset for flaws that inflate metrics: duplicate recordings (also re-encoded, cut or
changed in level), groups or sessions on several sides of a split, recordings with two labels, and
formats, lengths or levels that predict the label. Report the accuracy of audio-free baselines.

${DATASET_DESCRIPTION}`,
  options: {
    ...group("Output", {
      json: flag("Print JSON"),
      "fail-on": option(
        choice(...SEVERITIES, "never"),
        "Exit with code 1 for a finding of at least this severity",
        { default: "error" },
      ),
    }),
    ...group("Audit", {
      split: option(
        text("COLUMN"),
        "Check for leaks between the values of this column: sides of a split, or folds",
      ),
      seed: option(integer(0), "Seed the baselines", { default: "1" }),
    }),
    ...DATASET_OPTIONS,
  },
  example: "audit clips.csv --split fold",
  async run(values, [path], host) {
    const { out, err, signal } = host;
    const { json, split, seed, "fail-on": failOn } = values;
    const progress = createProgressDisplay(err);
    let report: AuditReport;
    try {
      report = await auditDataset(await openDatasetOf(path!, values, host), {
        ...withoutUndefined({ splitColumn: split }),
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
    return failOn !== "never" && reaches(report, failOn) ? 1 : 0;
  },
});

/** Tests for a finding of at least a severity. */
function reaches({ findings: [worst] }: AuditReport, level: Severity): boolean {
  return worst !== undefined && SEVERITIES.indexOf(worst.severity) >= SEVERITIES.indexOf(level);
}
