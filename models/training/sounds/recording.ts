/** What a held-out kind leaves out. */
export const FAMILIES = ["speech", "adult_vocal", "animal", "siren", "music", "household"] as const;

/** One of {@link FAMILIES}; a cry has `cry`. */
export type Family = typeof FAMILIES[number] | "cry";

/** A recording to learn from. */
export interface Recording {
  /** Unique, and the same in every run. */
  readonly id: string;
  /** 1 for a cry. */
  readonly y: 0 | 1;
  /** What it is, such as `Dog`. */
  readonly kind: string;
  readonly family: Family;
  /** Families that it is made from or imitates, its own among them. */
  readonly from: readonly Family[];
  /** What must stay on one side of a split. */
  readonly group: string;
  readonly fold: number;
  /** Set and codec of a cry, else empty. */
  readonly cryChannel: string;
  /** Whether it was synthesised or mixed for training, so that no figure is taken on it. */
  readonly made: boolean;
  /** Its sound at 8 kHz. */
  samples(): Float32Array | Promise<Float32Array>;
}
