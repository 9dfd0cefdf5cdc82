import type { FrameMatrix } from "../types.ts";
import { multiplyRows } from "./_matrix.ts";
import { forSpectra, joined, normalizeRows, type SpectrumOptions } from "./_spectrum.ts";
import { chromaFilterbank } from "./chroma_filterbank.ts";
import { tuningOf } from "./estimate_tuning.ts";

/** Options of {@link chromaStft}. */
export interface ChromaStftOptions extends SpectrumOptions {
  /** Default 12. */
  readonly nChroma?: number;
  /** Deviation from A4 = 440 Hz in pitch classes; null (default) estimates it. */
  readonly tuning?: number | null;
  /** Norm of each frame: Infinity (default: the largest class is 1), 1, 2, or null for none. */
  readonly norm?: 1 | 2 | typeof Infinity | null;
}

/**
 * Power of each pitch class, as `librosa.feature.chroma_stft`.
 *
 * @param input samples, or a power spectrum `[frames, floor(nFft / 2) + 1]`
 * @returns `[frames, nChroma]`; a frame of silence stays 0
 * @throws {RangeError} when an option is out of range
 */
export function chromaStft(
  input: Float32Array | FrameMatrix,
  options: ChromaStftOptions,
): FrameMatrix {
  const { sampleRateHz, nChroma = 12, norm = Infinity } = options;
  const nFft = options.nFft ?? (input instanceof Float32Array ? 2048 : 2 * (input.bins - 1));
  const hopSamples = options.hopSamples ?? 512;
  const spectrum = { ...options, nFft, hopSamples };
  const tuning = options.tuning ?? tuningOf(input, { ...spectrum, binsPerOctave: nChroma }, 2);
  const bank = chromaFilterbank({ sampleRateHz, nFft, nChroma, tuning });
  const parts: Float32Array[] = [];
  const frames = forSpectra(input, spectrum, 2, (piece) => {
    parts.push(normalizeRows(multiplyRows(piece, bank), norm).data);
  });
  return { data: joined(parts), frames, bins: nChroma };
}
