/**
 * Repair of samples that the AMR narrow-band decoder clips. Built without wrapping arithmetic, the
 * decoder returns -1 for any peak beyond full scale, of either sign; one in seven phone recordings
 * of crying has such samples. A linear predictor of the neighboring samples restores the sign.
 *
 * @see A. J. E. M. Janssen, R. N. J. Veldhuis and L. B. Vries, "Adaptive interpolation of
 * discrete-time signals that can be modeled as autoregressive processes", IEEE ASSP-34, 1986
 */

/** Largest sample of the codec's 13 bits. */
const PEAK = 4095 / 4096;
const ORDER = 12;
/** Frame length of the codec; the predictor uses half a frame more on each side. */
const BLOCK_SAMPLES = 160;
const FITS = 2;
const SWEEPS = 4;

/** Restores the sign of each sample of -1, in place. */
export function repairPeaks(samples: Float32Array): void {
  const peaks = peakIndices(samples);
  if (peaks.length === 0) return;
  const guess = Float64Array.from(samples, (value) => value === -1 ? 0 : value);
  for (let next = 0; next < peaks.length;) {
    const start = Math.floor(peaks[next]! / BLOCK_SAMPLES) * BLOCK_SAMPLES;
    const from = Math.max(0, start - BLOCK_SAMPLES / 2);
    const to = start + 1.5 * BLOCK_SAMPLES;
    const near = peaks.subarray(lowerBound(peaks, from), lowerBound(peaks, to));
    for (let fit = 0; fit < FITS; fit++) {
      const weights = interpolator(guess.subarray(from, to));
      for (let sweep = 0; sweep < SWEEPS; sweep++) {
        for (const peak of near) guess[peak] = interpolate(guess, peak, weights);
      }
    }
    next = lowerBound(peaks, start + BLOCK_SAMPLES);
  }
  for (const peak of peaks) samples[peak] = guess[peak]! > 0 ? PEAK : -1;
}

function peakIndices(samples: Float32Array): Uint32Array {
  const peaks: number[] = [];
  for (let i = samples.indexOf(-1); i >= 0; i = samples.indexOf(-1, i + 1)) peaks.push(i);
  return Uint32Array.from(peaks);
}

/** Counts the sorted values below `bound`. */
function lowerBound(sorted: Uint32Array, bound: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Computes the sample with the least prediction error, given its neighbors. */
function interpolate(samples: Float64Array, at: number, weights: Float64Array): number {
  let sum = 0;
  for (let lag = 1; lag <= ORDER; lag++) {
    sum += weights[lag]! * ((samples[at - lag] ?? 0) + (samples[at + lag] ?? 0));
  }
  return -sum / weights[0]!;
}

/** Autocorrelation of the prediction error filter of a block, by lag. */
function interpolator(block: Float64Array): Float64Array {
  return correlate(predictionErrorFilter(autocorrelation(block)));
}

function autocorrelation(block: Float64Array): Float64Array {
  const step = 2 * Math.PI / (block.length - 1);
  const windowed = block.map((value, i) => value * (0.5 - 0.5 * Math.cos(step * i)));
  const lags = correlate(windowed);
  // White noise at -40 dB keeps the filter stable for tones and silence.
  lags[0] = lags[0]! * 1.0001 + 1e-9;
  return lags;
}

function correlate(values: Float64Array): Float64Array {
  const lags = new Float64Array(ORDER + 1);
  for (let lag = 0; lag <= ORDER; lag++) {
    let sum = 0;
    for (let i = lag; i < values.length; i++) sum += values[i]! * values[i - lag]!;
    lags[lag] = sum;
  }
  return lags;
}

/** Computes the filter by Levinson-Durbin recursion. @returns `[ORDER + 1]`, starts with 1 */
function predictionErrorFilter(lags: Float64Array): Float64Array {
  const filter = new Float64Array(ORDER + 1);
  filter[0] = 1;
  let error = lags[0]!;
  for (let order = 1; order <= ORDER; order++) {
    let sum = lags[order]!;
    for (let i = 1; i < order; i++) sum += filter[i]! * lags[order - i]!;
    const reflection = -sum / error;
    const before = filter.slice(0, order);
    for (let i = 1; i < order; i++) filter[i] = before[i]! + reflection * before[order - i]!;
    filter[order] = reflection;
    error *= 1 - reflection * reflection;
  }
  return filter;
}
