import { type HeardClip, sha256 } from "../../data/read_clips.ts";
import { stftPower } from "../../features/stft.ts";
import { type Fingerprint, fingerprint } from "./fingerprint.ts";

/** What the audit knows of a recording. */
export interface ClipFacts {
  readonly path: string;
  readonly label: string;
  /** A clip without a group is one of its own. */
  readonly group: string;
  readonly session?: string;
  /** Side of the split, where there is one. */
  readonly split?: string;
  /** Of the whole file. */
  readonly fileSha256: string;
  /** Of the part that counts, decoded to mono. */
  readonly pcmSha256: string;
  /** Container and codec. */
  readonly format: string;
  readonly sampleRateHz: number;
  readonly durationSeconds: number;
  /** RMS, dB re full scale; `-Infinity` for digital silence. */
  readonly levelDbfs: number;
  /** Above this frequency everything is 60 dB and more under the loudest band. */
  readonly bandwidthHz: number;
  readonly fingerprint: Fingerprint;
}

const N_FFT = 1024;
const BANDWIDTH_DB = 60;

/** Measures a recording. */
export async function clipFacts(
  { clip, waveform, format, fileSha256 }: HeardClip,
  place: { readonly group: string; readonly split?: string },
): Promise<ClipFacts> {
  const { samples, sampleRateHz } = waveform;
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  return {
    path: clip.path,
    label: clip.label,
    ...place,
    ...(clip.session === undefined ? {} : { session: clip.session }),
    fileSha256,
    pcmSha256: `${await sha256(bytes)} ${sampleRateHz}`,
    format,
    sampleRateHz,
    durationSeconds: samples.length / sampleRateHz,
    levelDbfs: 10 * Math.log10(samples.reduce((sum, x) => sum + x * x, 0) / samples.length),
    bandwidthHz: bandwidthHz(samples, sampleRateHz),
    fingerprint: fingerprint(waveform),
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
