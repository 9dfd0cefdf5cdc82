import type { AbstentionReason, Prediction } from "../../prediction/prediction.ts";

/** Main answer of a prediction. */
export interface PrimaryAnswer {
  /** Label; `unknown` for an abstention. */
  readonly label: string;
  /**
   * Probability of the label, 0 to 1; of a cry for `no_cry`, of the most probable label for
   * `unknown`.
   */
  readonly probability: number;
  readonly abstentionReasons: readonly AbstentionReason[];
  readonly experimental?: true;
}

/** Selects the answer of the first task that ran: cry, reason, valence or tags. */
export function primaryAnswer(
  { cry, valence, reason, tags }: Omit<Prediction, "audio">,
): PrimaryAnswer {
  const answer = cry ?? reason;
  if (answer) return answer;
  if (!valence) return { ...tags!.tags[0]!, abstentionReasons: [] };
  const { label, probPositive, probDistress, abstentionReasons, experimental } = valence;
  const probability = label === "unknown"
    ? Math.max(probPositive, probDistress)
    : label === "positive"
    ? probPositive
    : probDistress;
  return { label, probability, abstentionReasons, ...(experimental ? { experimental } : {}) };
}
