/** Simple references in float64, independent of the code under test. */

/** Samples between -1 and 1 from a seed. */
export function noise(length: number, seed: number): Float32Array<ArrayBuffer> {
  let state = (seed * 2654435761 + 1) >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2147483648 - 1;
  });
}

/** Signal power over error power, in dB. */
export function snrDb(reference: ArrayLike<number>, got: ArrayLike<number>): number {
  if (reference.length !== got.length) return -Infinity;
  let power = 0, error = 0;
  for (let i = 0; i < reference.length; i++) {
    power += reference[i]! ** 2;
    error += (reference[i]! - got[i]!) ** 2;
  }
  return error === 0 ? Infinity : 10 * Math.log10(power / error);
}

/** Real discrete Fourier transform by its definition, interleaved re, im. */
export function rfftReference(
  samples: ArrayLike<number>,
  nFft: number = samples.length,
): Float64Array {
  const cos = Float64Array.from({ length: nFft }, (_, j) => Math.cos(2 * Math.PI * j / nFft));
  const sin = Float64Array.from({ length: nFft }, (_, j) => Math.sin(2 * Math.PI * j / nFft));
  const out = new Float64Array(2 * (Math.floor(nFft / 2) + 1));
  for (let k = 0; 2 * k < out.length; k++) {
    for (let j = 0, turn = 0; j < Math.min(nFft, samples.length); j++) {
      out[2 * k]! += samples[j]! * cos[turn]!;
      out[2 * k + 1]! -= samples[j]! * sin[turn]!;
      turn = (turn + k) % nFft;
    }
  }
  return out;
}

/** Largest error over largest reference. */
export function relativeError(reference: ArrayLike<number>, got: ArrayLike<number>): number {
  if (reference.length !== got.length) return Infinity;
  let most = 0, error = 0;
  for (let i = 0; i < reference.length; i++) {
    most = Math.max(most, Math.abs(reference[i]!));
    const difference = Math.abs(reference[i]! - got[i]!);
    if (!(difference <= error)) error = difference;
  }
  return error === 0 ? 0 : error / most;
}

/** Cosine-sum windows by their definition. */
export function windowReference(name: string, length: number, periodic = true): Float64Array {
  const terms: Record<string, number[]> = {
    hann: [0.5, 0.5],
    hamming: [0.54, 0.46],
    blackman: [0.42, 0.5, 0.08],
    povey: [0.5, 0.5],
  };
  return Float64Array.from({ length }, (_, n) => {
    if (length === 1) return 1;
    const turn = n / (periodic ? length : length - 1);
    const [a = 0, b = 0, c = 0] = terms[name]!;
    const value = a - b * Math.cos(2 * Math.PI * turn) + c * Math.cos(4 * Math.PI * turn);
    return name === "povey" ? Math.max(0, value) ** 0.85 : value;
  });
}

/** Framing of a signal for {@link stftReference}. */
export interface CutOptions {
  readonly nFft: number;
  readonly hopSamples: number;
  readonly windowSamples?: number;
  readonly window?: string;
  readonly center?: boolean;
  readonly padMode?: string;
}

/** Index of a padded sample as in `numpy.pad`, or -1 for a zero. */
function paddedIndex(index: number, n: number, padMode: string): number {
  if (index >= 0 && index < n) return index;
  if (padMode === "constant") return -1;
  if (padMode === "edge" || n === 1) return index < 0 ? 0 : n - 1;
  const back = index < 0 ? -index : 2 * (n - 1) - index;
  return paddedIndex(back, n, padMode);
}

/** Frames of the padded signal, windowed, float64. */
export function framesReference(samples: ArrayLike<number>, options: CutOptions): Float64Array[] {
  const { nFft, hopSamples, windowSamples = nFft, window = "hann" } = options;
  const { center = true, padMode = "constant" } = options;
  const weights = new Float64Array(nFft);
  weights.set(windowReference(window, windowSamples), Math.floor((nFft - windowSamples) / 2));
  const pad = center ? Math.floor(nFft / 2) : 0;
  const frames: Float64Array[] = [];
  for (let start = -pad; start + nFft <= samples.length + pad; start += hopSamples) {
    frames.push(weights.map((weight, j) => {
      const index = paddedIndex(start + j, samples.length, padMode);
      return index < 0 ? 0 : weight * samples[index]!;
    }));
  }
  return frames;
}

/** Short-time Fourier transform by its definition, `[frames, bins, 2]`. */
export function stftReference(samples: ArrayLike<number>, options: CutOptions): Float64Array {
  const rows = framesReference(samples, options).map((frame) => rfftReference(frame));
  const out = new Float64Array(rows.reduce((length, row) => length + row.length, 0));
  rows.forEach((row, t) => out.set(row, t * row.length));
  return out;
}

/** Magnitudes to the power of `power`. */
export function powerReference(spectrum: Float64Array, power: number): Float64Array {
  return Float64Array.from(
    { length: spectrum.length / 2 },
    (_, k) => Math.hypot(spectrum[2 * k]!, spectrum[2 * k + 1]!) ** power,
  );
}

/** y[t][o] = sum over i of rows[t][i] * matrix[o][i]. */
export function applyReference(
  rows: ArrayLike<number>,
  matrix: ArrayLike<number>,
  inputs: number,
): Float64Array {
  const outputs = matrix.length / inputs;
  const out = new Float64Array(rows.length / inputs * outputs);
  for (let at = 0; at < out.length; at++) {
    const t = Math.floor(at / outputs), o = at % outputs;
    for (let i = 0; i < inputs; i++) out[at]! += rows[t * inputs + i]! * matrix[o * inputs + i]!;
  }
  return out;
}

/** Mel filterbank of librosa, dense, `[nMels, nFft / 2 + 1]`. */
export function melReference(
  sampleRateHz: number,
  nFft: number,
  nMels: number,
  fMinHz: number,
  fMaxHz: number,
  htk: boolean,
  unitArea: boolean,
): Float64Array {
  const toMel = (hz: number) =>
    htk
      ? 2595 * Math.log10(1 + hz / 700)
      : hz < 1000
      ? 3 * hz / 200
      : 15 + 27 * Math.log(hz / 1000) / Math.log(6.4);
  const toHz = (mel: number) =>
    htk
      ? 700 * (10 ** (mel / 2595) - 1)
      : mel < 15
      ? 200 * mel / 3
      : 1000 * 6.4 ** ((mel - 15) / 27);
  const edge = (i: number) =>
    toHz(toMel(fMinHz) + (toMel(fMaxHz) - toMel(fMinHz)) * i / (nMels + 1));
  const bins = Math.floor(nFft / 2) + 1;
  const bank = new Float64Array(nMels * bins);
  for (let m = 0; m < nMels; m++) {
    const [a, b, c] = [edge(m), edge(m + 1), edge(m + 2)];
    for (let k = 0; k < bins; k++) {
      const hz = k * sampleRateHz / nFft;
      const weight = Math.max(0, Math.min((hz - a) / (b - a), (c - hz) / (c - b)));
      bank[m * bins + k] = weight * (unitArea ? 2 / (c - a) : 1);
    }
  }
  return bank;
}

/** Decibels by their definition. */
export function dbReference(
  values: ArrayLike<number>,
  factor: number,
  ref: number,
  amin: number,
  topDb: number | null,
): Float64Array {
  const out = Float64Array.from(
    values,
    (v) => factor * Math.log10(Math.max(amin, v) / Math.max(amin, ref)),
  );
  const floor = topDb === null ? -Infinity : Math.max(...out) - topDb;
  return out.map((v) => Math.max(v, floor));
}

/** Matrix of a type-II cosine transform, `[coefficients, bins]`. */
export function dctReference(bins: number, coefficients: number, ortho: boolean): Float64Array {
  return Float64Array.from({ length: coefficients * bins }, (_, at) => {
    const k = Math.floor(at / bins), n = at % bins;
    const unit = !ortho ? 2 : Math.sqrt((k === 0 ? 1 : 2) / bins);
    return unit * Math.cos(Math.PI * k * (2 * n + 1) / (2 * bins));
  });
}

/** Adds mains hum with two harmonics, at -10 and -20 dB, as loud as the samples at 8 kHz. */
export function withHum(samples: Float32Array, hz: number): Float32Array {
  const rms = (values: Float32Array) =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  const hum = samples.map((_, n) => {
    const phase = 2 * Math.PI * hz * n / 8000;
    return Math.sin(phase) + 10 ** -0.5 * Math.sin(2 * phase + 1) + 0.1 * Math.sin(3 * phase + 2);
  });
  const gain = rms(samples) / rms(hum);
  return samples.map((value, n) => value + gain * hum[n]!);
}
