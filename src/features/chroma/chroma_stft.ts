import { dspCore } from "../../dsp/core.ts";
import type { FrameMatrix } from "../../types.ts";
import { chromaOfEight, planChromaBank } from "./chroma_bank.ts";
import { forRowsOfEight, transformLength } from "../_eight_frames.ts";
import { joined, normalizeRows, type SpectrumOptions } from "../_spectrum.ts";
import { tuningOf } from "./estimate_tuning.ts";

/** Options of {@link chromaStft}. */
export interface ChromaStftOptions extends SpectrumOptions {
  /** Number of pitch classes per octave. Default 12. */
  readonly nChroma?: number;
  /** Deviation from A4 = 440 Hz in pitch classes; null estimates it. Default null. */
  readonly tuning?: number | null;
  /**
   * Norm of each frame: `Infinity` (the largest class is 1), 1, 2, or null for none. Default
   * `Infinity`.
   */
  readonly norm?: 1 | 2 | typeof Infinity | null;
}

/**
 * Computes the power of each pitch class, as `librosa.feature.chroma_stft`.
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
  const nFft = transformLength(input, options);
  const spectrum = { hopSamples: 512, ...options, nFft };
  const tuning = options.tuning ?? tuningOf(input, { ...spectrum, binsPerOctave: nChroma }, 2);
  const core = dspCore();
  const bank = planChromaBank(core, { sampleRateHz, nFft, nChroma, tuning });
  const parts: Float32Array[] = [];
  const frames = forRowsOfEight(core, input, spectrum, 2, (eight) => {
    parts.push(chromaOfEight(core, bank, eight));
  });
  return normalizeRows({ data: joined(parts), frames, bins: nChroma }, norm);
}
