/** Plain float64 references: slow, short, independent of the code under test. */

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
