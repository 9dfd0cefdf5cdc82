import type { LongWorkOptions, Waveform } from "../types.ts";
import type { Prediction } from "./prediction.ts";

/** What answers for one recording: a task's path from a checked waveform to its key in a prediction. */
export interface Scorer {
  score(waveform: Waveform, work: LongWorkOptions): Promise<Omit<Prediction, "audio">>;
  /** Gives back what was loaded. */
  dispose(): Promise<void>;
}
