import type { BenchCase, Goal } from "./case.ts";
import type { Row } from "./row.ts";

/** A goal with the allowance of the runtime applied, and whether a row meets it. */
export interface GoalCheck {
  readonly required: number;
  readonly target: number;
  readonly met: "target" | "required" | "missed";
}

/** Checks a row against the goal for its rival; undefined if the case has none. */
export function checkGoal(
  row: Row,
  { goals = [], denoAllowance = 1 }: Pick<BenchCase, "goals" | "denoAllowance">,
): GoalCheck | undefined {
  const applies = ({ rival }: Goal) =>
    rival === null ? row.rival === null : row.rival?.startsWith(rival);
  const goal = goals.find(applies);
  if (!goal) return undefined;
  const allowance = row.runtime === "deno" ? denoAllowance : 1;
  const [required, target] = [goal.required * allowance, goal.target * allowance];
  const value = row.ours_ms / (row.rival_ms ?? 1);
  const met = value <= target ? "target" : value <= required ? "required" : "missed";
  return { required, target, met };
}
