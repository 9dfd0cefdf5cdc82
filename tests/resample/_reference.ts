/** Reference of the resampler in float64. */

/** Deterministic uniform noise in -1 to 1. */
export function noise(length: number, seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Sum of sines of equal amplitude, with a peak of at most 0.9. */
export function tones(length: number, rateHz: number, hz: readonly number[]): Float64Array {
  return Float64Array.from({ length }, (_, i) => {
    let sum = 0;
    hz.forEach((f, k) => sum += Math.sin(2 * Math.PI * f * (i / rateHz) + k));
    return 0.9 * sum / hz.length;
  });
}

/**
 * Resamples by definition: a Kaiser-windowed sinc (150 dB) between 0.95 and 0.975 of the lower
 * Nyquist.
 */
export function sincResample(x: Float32Array, fromHz: number, toHz: number): Float64Array {
  const low = Math.min(1, toHz / fromHz);
  const beta = 0.1102 * (150 - 8.7), half = (150 - 7.95) / (14.36 * 0.0125 * low) / 2;
  return Float64Array.from({ length: Math.ceil(x.length * toHz / fromHz) }, (_, m) => {
    const t = m * fromHz / toHz;
    let sum = 0;
    for (
      let k = Math.max(0, Math.ceil(t - half));
      k <= Math.min(x.length - 1, Math.floor(t + half));
      k++
    ) {
      const angle = Math.PI * 0.9625 * low * (t - k);
      const window = bessel(beta * Math.sqrt(1 - ((t - k) / half) ** 2)) / bessel(beta);
      sum += x[k]! * 0.9625 * low * window * (angle === 0 ? 1 : Math.sin(angle) / angle);
    }
    return sum;
  });
}

/** Computes the signal-to-noise ratio of `actual`, in dB, without `skip` values at both ends. */
export function snrDb(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  skip = 0,
): number {
  let signal = 0, error = 0;
  for (let i = skip; i < expected.length - skip; i++) {
    signal += expected[i]! ** 2;
    error += (actual[i]! - expected[i]!) ** 2;
  }
  return 10 * Math.log10(signal / error);
}

function bessel(x: number): number {
  let sum = 1, term = 1;
  for (let k = 1; k < 60; k++) sum += term *= (x / (2 * k)) ** 2;
  return sum;
}
