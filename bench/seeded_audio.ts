/**
 * Audio to measure on, the same on every run: a gliding harmonic tone with pauses, in noise.
 *
 * @returns mono, `[seconds * sampleRateHz]`
 */
export function seededAudio(seconds: number, sampleRateHz: number): Float32Array {
  const samples = new Float32Array(seconds * sampleRateHz);
  let seed = 1;
  let phase = 0;
  for (let i = 0; i < samples.length; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const time = i / sampleRateHz;
    phase += 2 * Math.PI * (400 + 80 * Math.sin(2 * Math.PI * time)) / sampleRateHz;
    const loud = time % 1.5 < 1 ? 0.2 : 0;
    const tone = Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.25 * Math.sin(3 * phase);
    samples[i] = loud * tone + 0.02 * (seed / 2 ** 31 - 1);
  }
  return samples;
}
