import type { WindowCache } from "../encoder/window_cache.ts";
import type { WindowHub } from "../encoder/window_hub.ts";
import type { ProgressOptions, Waveform } from "../types.ts";
import type { RecordingMeasures } from "../waveform/recording_meter.ts";
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
  /** Measures of the recording. */
  readonly measures: RecordingMeasures;
  /** Encoded windows that the models of a recording share, so that each window is encoded once. */
  readonly cache?: WindowCache;
}

/** Answers of the models that ran before. */
export type Answers = Pick<Prediction, "cry">;

/** Function that computes a task's part of a prediction at the end of a recording. */
export type Finish = (
  measures: RecordingMeasures,
  answers: Answers,
) => Omit<Prediction, "audio"> | Promise<Omit<Prediction, "audio">>;

/**
 * Scorer of one task: computes the task's part of a prediction, from windows in one pass, or from
 * the whole recording.
 */
export interface Scorer {
  /**
   * Starts scoring a recording whose windows are encoded one by one; absent when the model needs
   * the whole recording.
   *
   * @param windows to which the scorer adds the windows that it reads
   */
  begin?(windows: WindowHub): Promise<Finish>;
  /** Scores a whole recording; absent when there is {@link begin}. */
  score?(
    waveform: Waveform,
    work: ScoringOptions,
    answers: Answers,
  ): Promise<Omit<Prediction, "audio">>;
  /** Scores a live recording window by window; absent when the task does not support it. */
  stream?(
    pieces: AsyncIterable<Float32Array>,
    options: { readonly sampleRateHz: number; readonly lowDelay?: boolean },
  ): AsyncGenerator<CryUpdate>;
  /** Releases the memory of loaded networks. */
  dispose(): Promise<void>;
}
