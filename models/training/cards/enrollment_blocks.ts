import type { Estimate } from "../../../src/metrics/group_bootstrap.ts";
import { displayName, interval, signed } from "./format.ts";
import { table } from "./table.ts";

type ByName<T> = Readonly<Record<string, T>>;

/** Results of `models/training/evaluate/simulate_enrollment.ts`, by the number of enrolled recordings. */
export interface Enrolment {
  readonly export_sha256: string;
  readonly detection: ByName<{
    readonly donors: number;
    readonly rooms: number;
    /** Figures before enrollment, and the changes by what was enrolled. */
    readonly figures: ByName<Readonly<Record<"before" | "cries" | "others" | "both", Estimate>>>;
  }>;
  /** Log loss of reasons. */
  readonly reasons: ByName<
    { readonly donors: number } & Readonly<Record<"before" | "after" | "change", Estimate>>
  >;
}

/** Tables of the effect of enrollment, blocks of `docs/results.md`. */
export function enrollmentBlocks({ detection, reasons }: Enrolment): Record<string, string> {
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
