import type { Abstention, AbstentionReason, Prediction } from "./prediction.ts";

type Answers = Omit<Prediction, "audio">;

/**
 * One rule over all that was answered for a recording, so that it never says two things at once. Crying
 * is decided by its own model. Where that hears a cry, an infant is not `positive`; where it hears none,
 * there is neither distress nor a reason to name; and where it does not answer, nothing does.
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
    ...(isWrong ? { valence: silence(valence, reasons) } : {}),
    ...(reason && !isCry ? { reason: withoutTip(silence(reason, reasons)) } : {}),
  };
}

function silence<A extends Abstention>(answer: A, reasons: readonly AbstentionReason[]) {
  const all = [...new Set([...answer.abstentionReasons, ...reasons])];
  return { ...answer, label: "unknown" as const, abstained: true, abstentionReasons: all };
}

function withoutTip<A extends { readonly tip?: unknown }>({ tip: _, ...answer }: A) {
  return answer;
}
