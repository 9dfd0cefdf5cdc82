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
/** Samples after the start of a frame that its repair reads. */
const AHEAD_SAMPLES = 1.5 * BLOCK_SAMPLES + ORDER;
const FITS = 2;
const SWEEPS = 4;

/**
 * Restores the sign of each sample of -1.
 *
 * @param blocks consecutive samples, whole frames of the codec each
 * @returns the same samples, in blocks of whole frames
 */
export async function* repairPeaks<T>(
  blocks: AsyncGenerator<Float32Array, T>,
): AsyncGenerator<Float32Array, T> {
  const recent = new RecentFrames();
  try {
    for (;;) {
      const { done, value } = await blocks.next();
      if (!done) recent.add(value);
      const repaired = recent.repair(Boolean(done));
      if (repaired.length > 0) yield repaired;
      if (done) return value;
    }
  } finally {
    await blocks.return(undefined as T);
  }
}

/** Frames that the repair still changes or reads. */
class RecentFrames {
  #samples = new Float32Array(0);
  /** The samples, with estimates of the peaks. */
  #guess = new Float64Array(0);
  /** Start of the next frame to repair. Only the frame before it still changes. */
  #next = 0;

  add(block: Float32Array): void {
    const length = this.#samples.length;
    const samples = new Float32Array(length + block.length);
    const guess = new Float64Array(samples.length);
    samples.set(this.#samples);
    samples.set(block, length);
    guess.set(this.#guess);
    for (let i = length; i < guess.length; i++) guess[i] = samples[i] === -1 ? 0 : samples[i]!;
    this.#samples = samples;
    this.#guess = guess;
  }

  /** Repairs as many frames as possible. @returns those that do not change any more */
  repair(isLast: boolean): Float32Array {
    const samples = this.#samples;
    const end = isLast ? samples.length : samples.length - AHEAD_SAMPLES;
    for (; this.#next < end; this.#next += BLOCK_SAMPLES) this.#repairFrame(this.#next);
    const final = isLast ? samples.length : Math.max(0, this.#next - BLOCK_SAMPLES);
    for (const peak of peaksIn(samples, 0, final)) {
      if (this.#guess[peak]! > 0) samples[peak] = PEAK;
    }
    // The next frame reads estimates of the frame before it.
    this.#samples = samples.slice(final);
    this.#guess = this.#guess.slice(final);
    this.#next -= final;
    return samples.subarray(0, final);
  }

  #repairFrame(start: number): void {
    if (!this.#samples.subarray(start, start + BLOCK_SAMPLES).includes(-1)) return;
    const guess = this.#guess;
    const from = Math.max(0, start - BLOCK_SAMPLES / 2);
    const to = start + 1.5 * BLOCK_SAMPLES;
    const peaks = peaksIn(this.#samples, from, to);
    for (let fit = 0; fit < FITS; fit++) {
      const weights = interpolator(guess.subarray(from, to));
      for (let sweep = 0; sweep < SWEEPS; sweep++) {
        for (const peak of peaks) guess[peak] = interpolate(guess, peak, weights);
      }
    }
  }
}

function peaksIn(samples: Float32Array, from: number, to: number): number[] {
  const part = samples.subarray(from, to);
  const peaks: number[] = [];
  for (let i = part.indexOf(-1); i >= 0; i = part.indexOf(-1, i + 1)) peaks.push(from + i);
  return peaks;
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
