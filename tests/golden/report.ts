/**
 * Summarizes verdicts by op.
 *
 * @module
 */
import type { Verdict } from "./check_case.ts";

/** Output that exceeds its bound. */
export interface Failure {
  readonly id: string;
  readonly output: string;
  /** Error in the unit of the bound, or the reason why there is no comparison. */
  readonly error: number | string;
  readonly bound: number;
}

/** Summary of the cases of an op; passed, failed and missing sum to cases. */
export interface OpReport {
  readonly op: string;
  cases: number;
  passed: number;
  failed: number;
  missing: number;
  /** Largest error over bound. */
  worst: number;
  readonly failures: Failure[];
}

/** Case with its verdict. */
export interface Result {
  readonly id: string;
  readonly op: string;
  readonly verdict: Verdict;
}

/** Summarizes the results: one report per op, in the order of the pack. */
export function summarize(results: Iterable<Result>): OpReport[] {
  const reports = new Map<string, OpReport>();
  for (const { id, op, verdict } of results) {
    const report = reports.get(op) ??
      { op, cases: 0, passed: 0, failed: 0, missing: 0, worst: 0, failures: [] };
    reports.set(op, report);
    report.cases++;
    if ("missing" in verdict) {
      report.missing++;
      continue;
    }
    const failures = verdict.findings.filter(({ worst }) => !(worst <= 1));
    if (failures.length === 0) report.passed++;
    else report.failed++;
    for (const { output, error, bound } of failures) {
      report.failures.push({ id, output, error, bound });
    }
    report.worst = Math.max(report.worst, ...verdict.findings.map(({ worst }) => worst));
  }
  return [...reports.values()];
}

/** Returns 1 when a case failed, or when `all` is set and one is missing. */
export function exitStatus(reports: readonly OpReport[], all: boolean): 0 | 1 {
  return reports.some(({ failed, missing }) => failed > 0 || (all && missing > 0)) ? 1 : 0;
}

/** Formats the reports as a table, followed by a line for each failure. */
export function formatTable(reports: readonly OpReport[]): string {
  const sum = (field: "cases" | "passed" | "failed" | "missing") =>
    reports.reduce((total, report) => total + report[field], 0);
  const total: OpReport = {
    op: "total",
    cases: sum("cases"),
    passed: sum("passed"),
    failed: sum("failed"),
    missing: sum("missing"),
    worst: Math.max(0, ...reports.map(({ worst }) => worst)),
    failures: [],
  };
  const width = Math.max(...reports.map(({ op }) => op.length), total.op.length);
  const head = `${"op".padEnd(width)}  cases  passed  failed  missing     worst`;
  const lines = [...reports, total].map(({ op, cases, passed, failed, missing, worst }) =>
    `${op.padEnd(width)}  ${pad(cases, 5)}  ${pad(passed, 6)}  ${pad(failed, 6)}  ` +
    `${pad(missing, 7)}  ${passed + failed === 0 ? pad("-", 8) : pad(worst.toPrecision(3), 8)}`
  );
  const failures = reports.flatMap(({ failures }) => failures).map(({ id, output, error, bound }) =>
    `failed: ${id} ${output}: ${error} (bound ${bound})`
  );
  return [head, ...lines, ...failures].join("\n");
}

function pad(value: number | string, width: number): string {
  return String(value).padStart(width);
}
