import type { Abstention, AbstentionReason, Prediction } from "./prediction.ts";

type Answers = Omit<Prediction, "audio">;

/**
 * Makes the answers for a recording consistent. The cry detector decides. When it detects a cry, a
 * `positive` valence becomes `unknown`. When it detects none, `distress` and any reason become
 * `unknown`. When it abstains, all answers become `unknown`.
 */
export function reconcile(answers: Answers): Answers {
  const { cry, valence, reason } = answers;
  if (!cry) return answers;
  const isCry = cry.label === "cry";
  const reasons: readonly AbstentionReason[] = cry.abstained
    ? cry.abstentionReasons
    : [isCry ? "contradicts_cry" : "no_cry_detected"];
  const isWrong = valence && (cry.abstained || valence.label === (isCry ? "positive" : "distress"));
  return {
    ...answers,
    ...(isWrong ? { valence: abstain(valence, reasons) } : {}),
    ...(reason && !isCry ? { reason: withoutTip(abstain(reason, reasons)) } : {}),
  };
}

function abstain<A extends Abstention>(answer: A, reasons: readonly AbstentionReason[]) {
  const all = [...new Set([...answer.abstentionReasons, ...reasons])];
  return { ...answer, label: "unknown" as const, abstained: true, abstentionReasons: all };
}

function withoutTip<A extends { readonly tip?: unknown }>({ tip: _, ...answer }: A) {
  return answer;
}
