/** Creates a mono 16-bit WAV file of deterministic noise, for warming up a pipeline. */
export function noiseWav(seconds: number, sampleRateHz: number): ArrayBuffer {
  const samples = Math.ceil(seconds * sampleRateHz);
  const file = new ArrayBuffer(44 + 2 * samples);
  const [riff, wave, fmt, data] = [0x46464952, 0x45564157, 0x20746d66, 0x61746164];
  const format = [16, 0x10001, sampleRateHz, 2 * sampleRateHz, 0x100002];
  new Uint32Array(file, 0, 11).set([
    ...[riff, file.byteLength - 8, wave, fmt],
    ...format,
    ...[data, 2 * samples],
  ]);
  const values = new Int16Array(file, 44);
  // Squares modulo a prime resemble noise.
  for (let i = 0; i < samples; i++) values[i] = 4 * (i * i % 8191) - 16_384;
  return file;
}
