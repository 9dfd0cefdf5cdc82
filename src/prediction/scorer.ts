import type { WindowCache } from "../encoder/window_cache.ts";
import type { ProgressOptions, Waveform } from "../types.ts";
import type { Prior } from "./prior_calibration.ts";
import type { CryUpdate } from "./cry/cry_updates.ts";
import type { Prediction } from "./prediction.ts";

/** What a caller may choose of a model that says so in its manifest. */
export interface AbstentionOptions {
  /** Shares of the labels before anything is heard. */
  readonly prior?: Prior;
  /** Of prediction sets, between 0 and 1. */
  readonly coverage?: number;
}

/** How a recording is worked on. */
export interface ScoringOptions extends ProgressOptions {
  /** Shared by the models that answer for it, so that each window is encoded once. */
  readonly cache?: WindowCache;
}

/** What answers for one recording: a task's path from a checked waveform to its key in a prediction. */
export interface Scorer {
  /** @param heard what other models said of the recording before */
  score(
    waveform: Waveform,
    work: ScoringOptions,
    heard: Pick<Prediction, "cry">,
  ): Promise<Omit<Prediction, "audio">>;
  /** Where the task can be answered window by window: the answers for a recording that is going on. */
  stream?(
    pieces: AsyncIterable<Float32Array>,
    options: { readonly sampleRateHz: number },
  ): AsyncGenerator<CryUpdate>;
  /** Gives back what was loaded. */
  dispose(): Promise<void>;
}
