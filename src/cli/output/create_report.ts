import type { Host } from "../host.ts";
import type { LabelValues } from "../options/label_options.ts";
import { createCsvReport } from "./csv_report.ts";
import { createJsonReport } from "./json_report.ts";
import { withLabelExport } from "./label_export.ts";
import type { Report } from "./report.ts";
import { createTextReport } from "./text_report.ts";
import { createUpstreamReport } from "./upstream_report.ts";

/**
 * Creates the report of `classify`.
 *
 * @param form option that selects the form; undefined for text
 * @param paths paths of all recordings
 */
export function createReport(
  form: "json" | "jsonl" | "csv" | "format" | undefined,
  paths: readonly string[],
  host: Host,
  { export: format, out: directory, "join-seconds": joinSeconds }: LabelValues,
): Report {
  const report = createForm(form, paths, host, joinSeconds);
  return format && directory !== undefined
    ? withLabelExport(report, { format, directory, joinSeconds })
    : report;
}

function createForm(
  form: "json" | "jsonl" | "csv" | "format" | undefined,
  paths: readonly string[],
  { out, err }: Host,
  joinSeconds: number,
): Report {
  switch (form) {
    case "json":
      return createJsonReport(out, "array");
    case "jsonl":
      return createJsonReport(out, "lines");
    case "csv":
      return createCsvReport(out);
    case "format":
      return createUpstreamReport(out, err);
    case undefined:
      return createTextReport(paths, { out, err, joinSeconds });
  }
}
