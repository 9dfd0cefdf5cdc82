/** Mel bands of the front ends of the embedded models. */
export interface CryMelBands {
  /** Sample rate of the input, in Hz. */
  readonly sampleRateHz: number;
  /** Length of a frame, in samples. */
  readonly frameSamples: number;
  /** Distance from one frame to the next, in samples. */
  readonly hopSamples: number;
  /** Length of the transform, in points. */
  readonly nFft: number;
  /** Number of mel bands. */
  readonly nMels: number;
  /** Lower edge of the lowest band, in Hz. */
  readonly fMinHz: number;
  /** Upper edge of the highest band, in Hz. */
  readonly fMaxHz: number;
  /** Dynamic range, in dB: lower levels are raised to this distance from the loudest one. */
  readonly rangeDb: number;
}

/** Mel bands with cepstra and pitch. */
export interface CryFrontEnd extends CryMelBands {
  /** Number of cepstral coefficients. */
  readonly nMfcc: number;
  /** Lowest pitch, in Hz. */
  readonly f0MinHz: number;
  /** Highest pitch, in Hz. */
  readonly f0MaxHz: number;
}
