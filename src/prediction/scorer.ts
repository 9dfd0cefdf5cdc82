import type { WindowCache } from "../encoder/window_cache.ts";
import type { ProgressOptions, Waveform } from "../types.ts";
import type { Prior } from "./prior_calibration.ts";
import type { CryUpdate } from "./cry/cry_updates.ts";
import type { Prediction } from "./prediction.ts";

/** Options of a model whose manifest supports them. */
export interface AbstentionOptions {
  /** Share of each label before the recording is known, above 0, sum 1. */
  readonly prior?: Prior;
  /** Coverage of prediction sets, between 0 and 1. */
  readonly coverage?: number;
}

/** Options of the scoring of one recording. */
export interface ScoringOptions extends ProgressOptions {
  /** Encoded windows that the models of a recording share, so that each window is encoded once. */
  readonly cache?: WindowCache;
}

/** Scorer of one task: computes the task's part of a prediction from a checked waveform. */
export interface Scorer {
  /**
   * Scores a recording.
   *
   * @param answers answers of the models that ran before
   */
  score(
    waveform: Waveform,
    work: ScoringOptions,
    answers: Pick<Prediction, "cry">,
  ): Promise<Omit<Prediction, "audio">>;
  /** Scores a live recording window by window; absent when the task does not support it. */
  stream?(
    pieces: AsyncIterable<Float32Array>,
    options: { readonly sampleRateHz: number },
  ): AsyncGenerator<CryUpdate>;
  /** Releases the memory of loaded networks. */
  dispose(): Promise<void>;
}
