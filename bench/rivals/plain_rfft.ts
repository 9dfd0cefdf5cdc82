/**
 * A real FFT in plain TypeScript, as it is usually written: radix 2, in place, tables made once.
 *
 * @param nFft a power of two
 * @returns a function from `[nFft]` samples to `[nFft / 2 + 1, 2]` values in a buffer that it reuses
 */
export function planPlainRfft(nFft: number): (samples: Float32Array) => Float32Array {
  const re = new Float64Array(nFft);
  const im = new Float64Array(nFft);
  const cos = Float64Array.from({ length: nFft / 2 }, (_, k) => Math.cos(2 * Math.PI * k / nFft));
  const sin = Float64Array.from({ length: nFft / 2 }, (_, k) => -Math.sin(2 * Math.PI * k / nFft));
  const bits = Math.log2(nFft);
  const reversed = Uint32Array.from({ length: nFft }, (_, i) => {
    let r = 0;
    for (let b = 0; b < bits; b++) r |= (i >> b & 1) << (bits - 1 - b);
    return r;
  });
  const out = new Float32Array(nFft + 2);
  return (samples) => {
    for (let i = 0; i < nFft; i++) re[i] = samples[reversed[i]!]!;
    im.fill(0);
    for (let half = 1; half < nFft; half *= 2) {
      const step = nFft / (2 * half);
      for (let start = 0; start < nFft; start += 2 * half) {
        for (let k = 0; k < half; k++) {
          const a = start + k;
          const b = a + half;
          const c = cos[k * step]!;
          const s = sin[k * step]!;
          const x = re[b]! * c - im[b]! * s;
          const y = re[b]! * s + im[b]! * c;
          re[b] = re[a]! - x;
          im[b] = im[a]! - y;
          re[a] = re[a]! + x;
          im[a] = im[a]! + y;
        }
      }
    }
    for (let k = 0; k <= nFft / 2; k++) {
      out[2 * k] = re[k]!;
      out[2 * k + 1] = im[k]!;
    }
    return out;
  };
}
