import type { ReasonTip } from "../../models/manifest.ts";
import type { Abstention, ReasonPrediction } from "../prediction.ts";

/**
 * From probabilities to an answer. Of equal ones the first label comes first.
 *
 * @param labels `[k]`
 * @param probabilities `[k]`, sum 1
 * @param certainty whether the model answers, of its likeliest reason
 * @param options.model its name
 * @param options.topK reasons to list: 0 counts as 1, more than there are as all
 */
export function reasonPrediction(
  labels: readonly string[],
  probabilities: Float64Array,
  certainty: (label: string) => Abstention,
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
  const certain = certainty(label);
  return {
    model: options.model,
    label: certain.abstained ? "unknown" : label,
    probability,
    topReasons,
    allProbs: Object.fromEntries(all.map(({ label, probability }) => [label, probability])),
    ...(!certain.abstained && Object.hasOwn(options.tips, label)
      ? { tip: options.tips[label]! }
      : {}),
    ...certain,
  };
}
