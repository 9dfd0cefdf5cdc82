import type { BenchCase, Goal } from "./case.ts";
import type { Row } from "./row.ts";

/** A goal as it counts for a row, and what became of it. */
export interface Verdict {
  readonly must: number;
  readonly aim: number;
  readonly met: "aim" | "must" | "no";
}

/** Holds a row against the goal for its case and rival, if there is one. */
export function judge(
  row: Row,
  { goals = [], denoAllowance = 1 }: Pick<BenchCase, "goals" | "denoAllowance">,
): Verdict | undefined {
  const isMeant = ({ rival }: Goal) =>
    rival === null ? row.rival === null : row.rival?.startsWith(rival);
  const goal = goals.find(isMeant);
  if (!goal) return undefined;
  const allowance = row.runtime === "deno" ? denoAllowance : 1;
  const [must, aim] = [goal.must * allowance, goal.aim * allowance];
  const value = row.ratio ?? row.ours_ms;
  return { must, aim, met: value <= aim ? "aim" : value <= must ? "must" : "no" };
}
