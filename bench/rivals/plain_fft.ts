/** Name of {@link PlainFft} in rows. */
export const PLAIN_FFT = "plain TypeScript";

/** A straightforward real FFT: in-place radix 2 on half the points in float64, then a split. */
export class PlainFft {
  readonly #half: number;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #reversed: Uint32Array;

  /** @param nFft a power of two, 4 or more */
  constructor(nFft: number) {
    const half = this.#half = nFft / 2;
    this.#re = new Float64Array(half);
    this.#im = new Float64Array(half);
    this.#cos = Float64Array.from({ length: half }, (_, k) => Math.cos(2 * Math.PI * k / nFft));
    this.#sin = Float64Array.from({ length: half }, (_, k) => -Math.sin(2 * Math.PI * k / nFft));
    const bits = Math.log2(half);
    this.#reversed = Uint32Array.from({ length: half }, (_, k) => {
      let reversed = 0;
      for (let b = 0; b < bits; b++) reversed |= ((k >> b) & 1) << (bits - 1 - b);
      return reversed;
    });
  }

  /** @param out interleaved re, im, `nFft + 2` values */
  transformInto(out: Float32Array, samples: Float32Array): void {
    const half = this.#half;
    const re = this.#re, im = this.#im, cos = this.#cos, sin = this.#sin;
    const reversed = this.#reversed;
    for (let k = 0; k < half; k++) {
      const to = reversed[k]!;
      re[to] = samples[2 * k]!;
      im[to] = samples[2 * k + 1]!;
    }
    for (let size = 1; size < half; size *= 2) {
      const step = half / size;
      for (let start = 0; start < half; start += 2 * size) {
        for (let a = start, b = start + size, w = 0; w < half; a++, b++, w += step) {
          const x = re[b]! * cos[w]! - im[b]! * sin[w]!;
          const y = re[b]! * sin[w]! + im[b]! * cos[w]!;
          re[b] = re[a]! - x;
          im[b] = im[a]! - y;
          re[a] = re[a]! + x;
          im[a] = im[a]! + y;
        }
      }
    }
    out[0] = re[0]! + im[0]!;
    out[1] = 0;
    out[2 * half] = re[0]! - im[0]!;
    out[2 * half + 1] = 0;
    for (let k = 1; k < half; k++) {
      const evenRe = (re[k]! + re[half - k]!) / 2;
      const evenIm = (im[k]! - im[half - k]!) / 2;
      const oddRe = (im[k]! + im[half - k]!) / 2;
      const oddIm = (re[half - k]! - re[k]!) / 2;
      out[2 * k] = evenRe + oddRe * cos[k]! - oddIm * sin[k]!;
      out[2 * k + 1] = evenIm + oddRe * sin[k]! + oddIm * cos[k]!;
    }
  }
}
