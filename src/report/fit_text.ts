import { learnerName } from "../fit/learner.ts";
import { evaluationText } from "./evaluation_text.ts";
import type { EvaluationReport } from "../fit/evaluation_report.ts";
import type { Fitted } from "../fit/fit_input.ts";

/** What a fit prints: the figures as `eval` prints them, then what is the fit's own. */
export function fitText(
  report: EvaluationReport,
  { chosen, chosenByFold, lines }: Fitted,
  more: readonly string[],
): string {
  const others = chosenByFold.filter((one) => one !== chosen);
  const settings = new Set(others.map(learnerName));
  const choice = others.length === 0
    ? `every fold chose ${learnerName(chosen)}`
    : `${chosenByFold.length - others.length} of ${chosenByFold.length} folds chose ` +
      `${learnerName(chosen)}, others ${[...settings].join("; ")}`;
  return `${evaluationText(report)}\n${[choice, ...lines, ...more].join("\n")}\n`;
}
