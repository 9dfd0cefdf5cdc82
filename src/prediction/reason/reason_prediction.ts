import type { ReasonTip } from "../../models/manifest.ts";
import type { Abstention, ReasonPrediction } from "../prediction.ts";

/**
 * Creates the answer of a model of reasons. Labels of equal probability keep the model's order.
 *
 * @param labels labels of the model, `[k]`
 * @param probabilities calibrated probabilities, `[k]`, sum 1
 * @param abstain tells whether the model abstains when this label is the most probable one
 * @param options.model name of the model
 * @param options.topK number of reasons to list; 0 counts as 1, a number above k as k
 * @param options.tips advice by label
 */
export function reasonPrediction(
  labels: readonly string[],
  probabilities: Float64Array,
  abstain: (label: string) => Abstention,
  options: {
    readonly model: string;
    readonly topK: number;
    readonly tips: Readonly<Record<string, ReasonTip>>;
  },
): ReasonPrediction {
  const all = labels.map((label, i) => ({ label, probability: probabilities[i]! }));
  const topReasons = all.toSorted((a, b) => b.probability - a.probability)
    .slice(0, Math.max(1, options.topK));
  const { label, probability } = topReasons[0]!;
  const abstention = abstain(label);
  return {
    model: options.model,
    label: abstention.abstained ? "unknown" : label,
    probability,
    topReasons,
    allProbs: Object.fromEntries(all.map(({ label, probability }) => [label, probability])),
    ...(!abstention.abstained && Object.hasOwn(options.tips, label)
      ? { tip: options.tips[label]! }
      : {}),
    ...abstention,
  };
}
