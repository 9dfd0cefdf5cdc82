/** Mel bands of short frames, as the front ends of the embedded models have them. */
export interface CryMelBands {
  /** Samples a second. */
  readonly sampleRateHz: number;
  /** Length of a frame. */
  readonly frameSamples: number;
  /** From one frame to the next. */
  readonly hopSamples: number;
  /** Points of the transform. */
  readonly nFft: number;
  /** Mel bands. */
  readonly nMels: number;
  /** Lower end of the lowest band. */
  readonly fMinHz: number;
  /** Upper end of the highest band. */
  readonly fMaxHz: number;
  /** What is farther than this below the window's loudest counts as this far. */
  readonly rangeDb: number;
}

/** Mel bands with cepstra and pitch. */
export interface CryFrontEnd extends CryMelBands {
  /** Cepstral coefficients. */
  readonly nMfcc: number;
  /** Lowest pitch. */
  readonly f0MinHz: number;
  /** Highest pitch. */
  readonly f0MaxHz: number;
}
