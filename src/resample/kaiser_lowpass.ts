/** Stop-band attenuation of all filters; the pass-band ripple is 0.0000003 dB. */
const ATTENUATION_DB = 150;
const BETA = 0.1102 * (ATTENUATION_DB - 8.7);
const BESSEL_AT_BETA = bessel((BETA / 2) ** 2);

/** Low-pass filter as a function of time in samples. */
export interface Lowpass {
  /** Half the length in samples; the filter is 0 from there. */
  readonly half: number;
  at(t: number): number;
}

/**
 * Creates a Kaiser-windowed sinc with a stop-band attenuation of 150 dB.
 *
 * @param pass end of the pass band, in cycles per sample
 * @param stop start of the stop band, in cycles per sample, above `pass`
 * @see Kaiser and Schafer, On the use of the I0-sinh window for spectrum analysis, 1980
 */
export function kaiserLowpass(pass: number, stop: number): Lowpass {
  const half = (ATTENUATION_DB - 7.95) / (14.36 * (stop - pass)) / 2;
  const width = pass + stop;
  return {
    half,
    at(t) {
      const u = t / half;
      if (u <= -1 || u >= 1) return 0;
      const window = bessel((BETA / 2) ** 2 * (1 - u * u)) / BESSEL_AT_BETA;
      const angle = Math.PI * width * t;
      return width * window * (t === 0 ? 1 : Math.sin(angle) / angle);
    },
  };
}

/** Computes the modified Bessel function I0. @param q square of half its argument */
function bessel(q: number): number {
  let sum = 1, term = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= q / (k * k);
    sum += term;
  }
  return sum;
}
