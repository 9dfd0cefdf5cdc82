import type { Prediction } from "../../prediction/prediction.ts";

/** Output of `classify`, recording by recording. */
export interface Report {
  prediction(path: string, prediction: Prediction): void;
  failure(path: string, error: unknown): void;
  /** Called after the last recording, also after an interrupt. */
  end(): void;
}
