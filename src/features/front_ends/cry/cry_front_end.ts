/** Mel bands of short frames, as the front ends of the embedded models have them. */
export interface CryMelBands {
  /** Samples a second. */
  readonly sampleRateHz: number;
  /** Length of a frame. */
  readonly frameSamples: number;
  /** Distance from one frame to the next, in samples. */
  readonly hopSamples: number;
  /** Points of the transform. */
  readonly nFft: number;
  /** Mel bands. */
  readonly nMels: number;
  /** Lower end of the lowest band. */
  readonly fMinHz: number;
  /** Upper end of the highest band. */
  readonly fMaxHz: number;
  /** Dynamic range, in dB: levels further below the window's loudest are raised to this limit. */
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
