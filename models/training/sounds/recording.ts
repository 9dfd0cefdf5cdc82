/** Sample rate of all training sounds. */
export const SAMPLE_RATE_HZ = 8000;

/** Kinds of sound that are held out one at a time. */
export const KINDS = ["speech", "adult_vocal", "animal", "siren", "music", "household"] as const;

/** Kind of sound: one of {@link KINDS}, or `cry`. */
export type Kind = typeof KINDS[number] | "cry";

/** A recording to train on. */
export interface Recording {
  /** Unique, and the same in every run: it seeds the random numbers of the recording. */
  readonly id: string;
  /** 1 for a cry, else 0. */
  readonly y: 0 | 1;
  /** Label of its source, such as `Dog`, or name of the synthetic sound. */
  readonly label: string;
  /** Kind of sound. */
  readonly kind: Kind;
  /** Kinds that it is made from or imitates, its own included. */
  readonly relatedKinds: readonly Kind[];
  /** Group that stays on one side of every split. */
  readonly group: string;
  /** Fold of its group. */
  readonly fold: number;
  /** Data set and file format of a cry; empty for other sounds. */
  readonly cryFormat: string;
  /** Whether it is synthetic, and so used for training but never for evaluation. */
  readonly isSynthetic: boolean;
  /** Samples at 8 kHz. */
  samples(): Float32Array | Promise<Float32Array>;
}
