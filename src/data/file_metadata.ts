import { stftPower } from "../features/spectrum/stft.ts";
import type { FileMetadata, Waveform } from "../types.ts";

const N_FFT = 1024;
const BANDWIDTH_DB = 60;

/** Measures a recording. */
export function fileMetadata({ samples, sampleRateHz }: Waveform, format: string): FileMetadata {
  return {
    format,
    sampleRateHz,
    durationSeconds: samples.length / sampleRateHz,
    levelDbfs: 10 * Math.log10(samples.reduce((sum, x) => sum + x * x, 0) / samples.length),
    bandwidthHz: bandwidthHz(samples, sampleRateHz),
  };
}

function bandwidthHz(samples: Float32Array, sampleRateHz: number): number {
  const { data, frames, bins } = stftPower(samples, { nFft: N_FFT, hopSamples: N_FFT });
  const mean = new Float64Array(bins);
  for (let t = 0; t < frames; t++) {
    for (let k = 0; k < bins; k++) mean[k]! += data[t * bins + k]!;
  }
  const floor = mean.reduce((max, value) => Math.max(max, value), 0) * 10 ** (-BANDWIDTH_DB / 10);
  return (mean.findLastIndex((value) => value > floor) + 1) * sampleRateHz / N_FFT;
}
