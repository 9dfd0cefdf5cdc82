import type { Kind } from "./kinds.ts";

/** Sample rate of all training sounds. */
export const SAMPLE_RATE_HZ = 8000;

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
  /** Data set and file format of a cry, or of the cry that it is cut from; else empty. */
  readonly cryFormat: string;
  /** Whether it is synthetic, and so used for training but never for evaluation. */
  readonly isSynthetic: boolean;
  /** Samples at 8 kHz. */
  samples(): Float32Array | Promise<Float32Array>;
}
