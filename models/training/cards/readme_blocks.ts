import { FAMILIES } from "./families.ts";
import { type Channel, CHANNELS, type Figures } from "./figures.ts";
import { decimal, interval } from "./format.ts";
import { table } from "./table.ts";

const CONDITIONS: Readonly<Record<Channel, string>> = {
  native: "as recorded",
  matched: "telephone",
};

/** Blocks of `README.md`. */
export function readmeBlocks(figures: Figures["figures"]): Record<string, string> {
  const { mean, ...kinds } = figures.held_out_kinds.strictly;
  const falsePositives = (kind: string) =>
    CHANNELS.reduce((sum, condition) => sum + kinds[kind]![condition].at_frozen_threshold, 0);
  const worst = Object.keys(kinds).reduce((a, b) => falsePositives(a) < falsePositives(b) ? b : a);
  const unseen = (name: string, of: typeof mean) =>
    CHANNELS.map((condition) => {
      const { auc, at_frozen_threshold } = of![condition];
      return [name, CONDITIONS[condition], decimal(auc), "", decimal(at_frozen_threshold)];
    });
  return {
    accuracy: table(
      ["held out", "audio", "ROC-AUC", "recall", "false positives"],
      [
        ...CHANNELS.map((condition) => {
          const { auc, recall, false_positive_rate } = figures[condition];
          const [area, ...rates] = [auc, recall, false_positive_rate].map((one) => interval(one));
          return ["donors and sources", CONDITIONS[condition], area!, ...rates];
        }),
        ...unseen("kinds of sound, mean of six", mean),
        ...unseen(`worst kind: ${FAMILIES[worst]}`, kinds[worst]),
      ],
    ),
  };
}
