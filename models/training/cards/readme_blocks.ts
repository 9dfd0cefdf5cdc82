import { decimal, interval } from "./format.ts";
import { KIND_NAMES } from "./kinds.ts";
import { type ByCondition, CONDITIONS } from "./conditions.ts";
import type { DetectionResults } from "./results.ts";
import { table } from "./table.ts";

const CONDITION_NAMES: ByCondition<string> = {
  native: "as recorded",
  matched: "telephone",
};

/** Blocks of `README.md`. */
export function readmeBlocks(detection: DetectionResults): Record<string, string> {
  const { mean, ...kinds } = detection.held_out_kinds;
  const falsePositives = (kind: string) =>
    CONDITIONS.reduce((sum, condition) => sum + kinds[kind]![condition].at_frozen_threshold, 0);
  const worst = Object.keys(kinds).reduce((a, b) => falsePositives(a) < falsePositives(b) ? b : a);
  const unseen = (name: string, of: typeof mean) =>
    CONDITIONS.map((condition) => {
      const { auc, at_frozen_threshold } = of![condition];
      return [name, CONDITION_NAMES[condition], decimal(auc), "", decimal(at_frozen_threshold)];
    });
  return {
    accuracy: table(
      ["held out", "audio", "ROC-AUC", "recall", "false positives"],
      [
        ...CONDITIONS.map((condition) => {
          const { auc, recall, false_positive_rate } = detection[condition];
          const [area, ...rates] = [auc, recall, false_positive_rate].map((one) => interval(one));
          return ["donors and sources", CONDITION_NAMES[condition], area!, ...rates];
        }),
        ...unseen("kinds of sound, mean of seven", mean),
        ...unseen(`worst kind: ${KIND_NAMES[worst]}`, kinds[worst]),
      ],
    ),
  };
}
