import type { Estimate } from "../../../src/metrics/group_bootstrap.ts";
import { displayName, interval, signed } from "./format.ts";
import type { EnrollmentResults } from "./results.ts";
import { table } from "./table.ts";

/** Tables of the effect of enrollment, blocks of `docs/results.md`. */
export function enrollmentBlocks(
  { detection, reasons }: EnrollmentResults,
): Record<string, string> {
  const change = (of: Estimate) => interval(of, signed);
  return {
    enrollment: Object.entries(detection).map(([k, { donors, figures }]) =>
      table(
        [`k = ${k}, ${donors} donors`, "before", "cries enrolled", "others enrolled", "both"],
        Object.entries(figures).map(([name, { before, cries, others, both }]) => [
          ...[displayName(name), interval(before), change(cries), change(others), change(both)],
        ]),
      )
    ).join("\n\n"),
    enrollment_of_reasons: table(
      ["enrolled", "donors", "log loss before", "after", "change"],
      Object.entries(reasons).map(([k, { donors, before, after, change: by }]) => [
        ...[k, donors, interval(before), interval(after), change(by)],
      ]),
    ),
  };
}
