import type { Progress, ProgressOptions } from "../types.ts";

/** Progress of an evaluation or audit within its stage. */
export interface EvaluationProgress extends Progress {
  /** Stage: reading, encoding or prediction of clips, or fitting of folds. */
  readonly stage: "reading" | "encoding" | "predicting" | "fitting";
}

/** Cancellation and progress of an evaluation or audit. */
export interface EvaluationWork extends Pick<ProgressOptions, "signal"> {
  /** Called after each step of a stage. */
  readonly onProgress?: (progress: EvaluationProgress) => void;
}

/** Names of the options of {@link EvaluationWork}. */
export const EVALUATION_WORK: Readonly<Record<keyof EvaluationWork, true>> = {
  signal: true,
  onProgress: true,
};

/** Returns the signal and the progress callback of a stage. */
export function inStage(
  stage: EvaluationProgress["stage"],
  { signal, onProgress }: EvaluationWork,
): ProgressOptions {
  return {
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress: (progress) => onProgress({ stage, ...progress }) } : {}),
  };
}
