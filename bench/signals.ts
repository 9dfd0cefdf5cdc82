/**
 * Seeded signals; `python_side.py` makes the same kind.
 *
 * @module
 */
/**
 * A signal like a cry: bursts of twelve harmonics of 450 Hz with vibrato, and noise.
 *
 * @returns mono, `[seconds * sampleRateHz]`
 */
export function cryLike(seconds: number, sampleRateHz: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round(seconds * sampleRateHz));
  let state = 1;
  for (let i = 0; i < samples.length; i++) {
    const t = i / sampleRateHz;
    const phase = 2 * Math.PI * 450 * t + 1.5 * Math.sin(2 * Math.PI * 6 * t);
    const twiceCos = 2 * Math.cos(phase);
    let [value, previous, harmonic] = [0, 0, Math.sin(phase)];
    for (let h = 1; h <= 12; h++) {
      value += harmonic / h;
      [previous, harmonic] = [harmonic, twiceCos * harmonic - previous];
    }
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const noise = state / 2 ** 31 - 1;
    samples[i] = 0.2 * Math.max(0, Math.sin(2 * Math.PI * 0.8 * t)) * value + 0.02 * noise;
  }
  return samples;
}
