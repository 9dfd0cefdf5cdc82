import type { Prediction } from "../../prediction/prediction.ts";

/** Tells the user what came out, recording by recording. */
export interface Report {
  prediction(path: string, prediction: Prediction): void;
  failure(path: string, error: unknown): void;
  /** After the last recording, also after an interrupt. */
  end(): void;
}
