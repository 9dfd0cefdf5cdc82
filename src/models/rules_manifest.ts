/** Rule that computes the probability of a recording from the probabilities of its windows. */
export interface RecordingManifest {
  /**
   * Duration above which a recording scores as its best span, seconds, 0 or more; 10 in
   * `cry-detect`. Up to it, all windows are averaged.
   */
  readonly long_seconds: number;
  /** Duration of that span, seconds, above 0; 5 in `cry-detect`. */
  readonly span_seconds: number;
  /**
   * Share of the windows, the most probable ones, whose probabilities are averaged, above 0 and up
   * to 1, rounded up to whole windows; 0.5 in `cry-detect`, because a cry has pauses.
   */
  readonly top_share: number;
}

/**
 * Rule by which crying starts and ends. It starts when `agreeing` of the last `windows` reach
 * `start_threshold` and one of the last `windows` reaches `peak_threshold`. It ends when `agreeing`
 * of the last `windows` are below `end_threshold`.
 */
export interface EventsManifest {
  /** Number of last windows that are compared with the thresholds, 1 or more. */
  readonly windows: number;
  /** Number of these windows that must agree, more than half of `windows`. */
  readonly agreeing: number;
  /**
   * Probability that the agreeing windows must reach for a start, 0 to 1. Default: the model's
   * `threshold`.
   */
  readonly start_threshold?: number;
  /**
   * Probability that one window must reach for a start, `start_threshold` to 1. Default:
   * `start_threshold`.
   */
  readonly peak_threshold?: number;
  /**
   * Probability below which the agreeing windows must be for an end, 0 to `start_threshold`.
   * Default: `start_threshold`.
   */
  readonly end_threshold?: number;
}
