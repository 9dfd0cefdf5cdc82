/**
 * Seeded signals. `python_side.py` makes the same kind.
 *
 * @module
 */

/**
 * Something like a cry, with noise: twelve harmonics of 450 Hz with vibrato, in bursts.
 *
 * @returns mono, `[seconds * sampleRateHz]`
 */
export function cryLike(seconds: number, sampleRateHz: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round(seconds * sampleRateHz));
  let state = 1;
  for (let i = 0; i < samples.length; i++) {
    const t = i / sampleRateHz;
    const phase = 2 * Math.PI * 450 * t + 1.5 * Math.sin(2 * Math.PI * 6 * t);
    let value = 0;
    for (let h = 1; h <= 12; h++) value += Math.sin(h * phase) / h;
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const noise = state / 2 ** 31 - 1;
    samples[i] = 0.2 * Math.max(0, Math.sin(2 * Math.PI * 0.8 * t)) * value + 0.02 * noise;
  }
  return samples;
}

/** A WAV file of 16-bit mono samples. */
export function wavOf(samples: Float32Array, sampleRateHz: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(44 + 2 * samples.length);
  const view = new DataView(bytes.buffer);
  const tag = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  tag(0, "RIFF");
  view.setUint32(4, bytes.length - 8, true);
  tag(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint32(20, 0x10001, true); // PCM, one channel
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, 2 * sampleRateHz, true);
  view.setUint32(32, 0x100002, true); // 2 bytes a frame, 16 bits a sample
  tag(36, "data");
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((x, i) => view.setInt16(44 + 2 * i, Math.round(32_767 * x), true));
  return bytes;
}
