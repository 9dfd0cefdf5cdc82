import type { AbstentionReason, Certainty, Prediction } from "./prediction.ts";

type Answers = Omit<Prediction, "audio">;

/**
 * One rule over all that was answered for a recording, so that it never says two things at once. Crying
 * is decided by its own model; where that hears a cry, an infant is not `positive`, and where it hears
 * none, there is neither distress nor a reason to name.
 */
export function agree(answers: Answers): Answers {
  const { cry, valence, reason } = answers;
  if (!cry) return answers;
  const isCry = cry.label === "cry";
  const wrong = isCry ? "positive" : "distress";
  return {
    ...answers,
    ...(valence?.label === wrong
      ? { valence: silence(valence, isCry ? "contradicted" : "no_cry_heard") }
      : {}),
    ...(reason && !isCry ? { reason: withoutTip(silence(reason, "no_cry_heard")) } : {}),
  };
}

function silence<A extends Certainty>(answer: A, reason: AbstentionReason) {
  const why = answer.why.includes(reason) ? answer.why : [...answer.why, reason];
  return { ...answer, label: "unknown" as const, abstained: true, why };
}

function withoutTip<A extends { readonly tip?: unknown }>({ tip: _, ...answer }: A) {
  return answer;
}
