import type { Estimate } from "../../../src/metrics/group_bootstrap.ts";
import { interval, signed } from "./format.ts";
import { table } from "./table.ts";

type ByName<T> = Readonly<Record<string, T>>;

/** What `models/training/evaluate/simulate_enrollment.ts` found, by how many recordings were enrolled. */
export interface Enrolment {
  readonly export_sha256: string;
  readonly detection: ByName<{
    readonly donors: number;
    readonly rooms: number;
    /** Before, and what changes by what was enrolled. */
    readonly figures: ByName<Readonly<Record<"before" | "cries" | "others" | "both", Estimate>>>;
  }>;
  /** Log loss. */
  readonly reasons: ByName<
    { readonly donors: number } & Readonly<Record<"before" | "after" | "change", Estimate>>
  >;
}

/** Tables of what enrolling brings. */
export function enrolmentBlocks({ detection, reasons }: Enrolment): Record<string, string> {
  const change = (of: Estimate) => interval(of, signed);
  return {
    enrolment: Object.entries(detection).map(([k, { donors, figures }]) =>
      table(
        [`k = ${k}, ${donors} donors`, "before", "cries enrolled", "others enrolled", "both"],
        Object.entries(figures).map(([what, { before, cries, others, both }]) => [
          ...[what, interval(before), change(cries), change(others), change(both)],
        ]),
      )
    ).join("\n\n"),
    enrolment_of_reasons: table(
      ["enrolled", "donors", "log loss before", "after", "change"],
      Object.entries(reasons).map(([k, { donors, before, after, change: by }]) => [
        ...[k, donors, interval(before), interval(after), change(by)],
      ]),
    ),
  };
}
