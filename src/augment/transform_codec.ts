import { checkNumber } from "../check_option.ts";

/** Hop in samples, half a frame. */
const HOP = 128;
const BAND_BINS = 4;

/**
 * Simulates transform codecs (MP3, AAC, Opus for music) at low rates: a modified cosine transform
 * whose bands are quantized at a fixed signal-to-noise ratio, and dropped if they are weak relative
 * to the loudest band of the frame.
 *
 * @param samples mono, `[n]`
 * @param options `bandSnrDb`: ratio of signal to quantization noise in a band; `rangeDb`: distance
 *   from the loudest band at which a band is dropped
 * @returns `[n]`
 * @see Princen and Bradley, "Analysis/synthesis filter bank design based on time domain aliasing
 *   cancellation", 1986
 */
export function transformRoundTrip(
  samples: Float32Array,
  options: { readonly bandSnrDb: number; readonly rangeDb: number },
): Float32Array {
  const { bandSnrDb, rangeDb } = options;
  checkNumber("Imitating a codec", "bandSnrDb", bandSnrDb);
  checkNumber("Imitating a codec", "rangeDb", rangeDb);
  // Rounding to multiples of a step adds a noise of step^2 / 12.
  const stepShare = Math.sqrt(12) * 10 ** (-bandSnrDb / 20);
  const window = Float32Array.from(
    { length: 2 * HOP },
    (_, n) => Math.sin(Math.PI * (n + 0.5) / (2 * HOP)),
  );
  const out = new Float32Array(samples.length);
  const frame = new Float32Array(2 * HOP);
  const folded = new Float32Array(HOP);
  const coefficients = new Float32Array(HOP);
  for (let start = -HOP; start < samples.length; start += HOP) {
    for (let n = 0; n < 2 * HOP; n++) frame[n] = window[n]! * (samples[start + n] ?? 0);
    fold(folded, frame);
    cosineTransform(coefficients, folded);
    quantize(coefficients, stepShare, 10 ** (-rangeDb / 20));
    cosineTransform(folded, coefficients);
    unfold(frame, folded);
    const end = Math.min(2 * HOP, samples.length - start);
    for (let n = Math.max(0, -start); n < end; n++) out[start + n]! += window[n]! * frame[n]!;
  }
  return out;
}

/** Folds the quarters (a, b, c, d) of a frame to (-c reversed - d, a - b reversed). */
function fold(out: Float32Array, frame: Float32Array): void {
  const half = HOP / 2;
  for (let n = 0; n < half; n++) {
    out[n] = -frame[3 * half - 1 - n]! - frame[3 * half + n]!;
    out[half + n] = frame[n]! - frame[HOP - 1 - n]!;
  }
}

/** Inverts {@link fold}; the aliases cancel those of the next frame. */
function unfold(out: Float32Array, folded: Float32Array): void {
  const half = HOP / 2;
  for (let n = 0; n < half; n++) {
    out[n] = folded[half + n]!;
    out[HOP - 1 - n] = -folded[half + n]!;
    out[3 * half - 1 - n] = -folded[n]!;
    out[3 * half + n] = -folded[n]!;
  }
}

let table: Float32Array | undefined;

/** Computes the orthonormal DCT-IV, which is its own inverse. */
function cosineTransform(out: Float32Array, x: Float32Array): void {
  table ??= Float32Array.from({ length: HOP * HOP }, (_, i) => {
    const [k, n] = [Math.floor(i / HOP), i % HOP];
    return Math.sqrt(2 / HOP) * Math.cos(Math.PI / HOP * (n + 0.5) * (k + 0.5));
  });
  for (let k = 0; k < HOP; k++) {
    let sum = 0;
    for (let n = 0; n < HOP; n++) sum += table[k * HOP + n]! * x[n]!;
    out[k] = sum;
  }
}

function quantize(coefficients: Float32Array, stepShare: number, least: number): void {
  const bands = Array.from(
    { length: HOP / BAND_BINS },
    (_, b) => coefficients.subarray(b * BAND_BINS, (b + 1) * BAND_BINS),
  );
  const levels = bands.map((band) =>
    Math.sqrt(band.reduce((sum, x) => sum + x * x, 0) / BAND_BINS)
  );
  const loudest = Math.max(...levels);
  for (const [b, band] of bands.entries()) {
    const step = levels[b]! * stepShare;
    if (step === 0 || levels[b]! < least * loudest) band.fill(0);
    else for (let i = 0; i < BAND_BINS; i++) band[i] = step * Math.round(band[i]! / step);
  }
}
