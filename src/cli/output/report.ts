import type { Prediction } from "../../prediction/prediction.ts";

/** Output of `classify`, recording by recording. */
export interface Report {
  /** Reports a prediction. */
  prediction(path: string, prediction: Prediction): void;
  /** Reports an error. */
  failure(path: string, error: unknown): void;
  /** Ends the output, after the last recording or an interrupt. */
  end(): void;
}
