import type { Prediction } from "../prediction/prediction.ts";

/** What a prediction says in one word, and how likely that is; for `no_cry`, how likely a cry is. */
export function mainAnswer({ cry, valence, reason }: Prediction): {
  readonly label: string;
  readonly probability: number;
} {
  const answer = cry ?? reason;
  if (answer) return { label: answer.label, probability: answer.probability };
  const { label, probPositive, probDistress } = valence!;
  return { label, probability: label === "positive" ? probPositive : probDistress };
}
