import type { Head } from "../head/classifier.ts";
import type { ValencePrediction } from "./prediction.ts";

/**
 * From a recording's vector to an answer.
 *
 * @param vector what the head reads
 * @param options.head its name
 * @param options.threshold of the probability of `positive`
 */
export function valencePrediction(
  head: Head,
  vector: ArrayLike<number>,
  options: { readonly head: string; readonly threshold: number },
): ValencePrediction {
  const probabilities = head.probabilities(vector);
  const probPositive = probabilities[head.classes.indexOf("positive")]!;
  return {
    label: probPositive >= options.threshold ? "positive" : "distress",
    probPositive,
    probDistress: probabilities[head.classes.indexOf("distress")]!,
    head: options.head,
  };
}
