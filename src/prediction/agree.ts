import type { AbstentionReason, Certainty, Prediction } from "./prediction.ts";

type Answers = Omit<Prediction, "audio">;

/**
 * One rule over all that was answered for a recording, so that it never says two things at once. Crying
 * is decided by its own model. Where that hears a cry, an infant is not `positive`; where it hears none,
 * there is neither distress nor a reason to name; and where it does not answer, nothing does.
 */
export function agree(answers: Answers): Answers {
  const { cry, valence, reason } = answers;
  if (!cry) return answers;
  const isCry = cry.label === "cry";
  const why: readonly AbstentionReason[] = cry.abstained
    ? cry.why
    : [isCry ? "contradicted" : "no_cry_heard"];
  const isWrong = valence && (cry.abstained || valence.label === (isCry ? "positive" : "distress"));
  return {
    ...answers,
    ...(isWrong ? { valence: silence(valence, why) } : {}),
    ...(reason && !isCry ? { reason: withoutTip(silence(reason, why)) } : {}),
  };
}

function silence<A extends Certainty>(answer: A, why: readonly AbstentionReason[]) {
  const all = [...new Set([...answer.why, ...why])];
  return { ...answer, label: "unknown" as const, abstained: true, why: all };
}

function withoutTip<A extends { readonly tip?: unknown }>({ tip: _, ...answer }: A) {
  return answer;
}
