import type { AbstentionReason, Prediction } from "../../prediction/prediction.ts";

/**
 * What a prediction says in one word, and how likely that is; for `no_cry`, how likely a cry is, and
 * for `unknown`, how likely what would have been said.
 */
export function mainAnswer({ cry, valence, reason }: Prediction): {
  readonly label: string;
  readonly probability: number;
  readonly abstentionReasons: readonly AbstentionReason[];
  readonly experimental?: true;
} {
  const answer = cry ?? reason;
  if (answer) return answer;
  const { label, probPositive, probDistress, abstentionReasons, experimental } = valence!;
  const probability = label === "unknown"
    ? Math.max(probPositive, probDistress)
    : label === "positive"
    ? probPositive
    : probDistress;
  return { label, probability, abstentionReasons, ...(experimental ? { experimental } : {}) };
}
