import { type DspCore, dspCore } from "../../dsp/core.ts";
import { planRfftLanes } from "../../dsp/fft_plan.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkFftLength, checkInteger, checkNumber, checkSamples } from "../_check.ts";
import { bankFramesInto, type LogScale } from "./mel_spectrogram.ts";
import { planMel } from "./mel_filterbank.ts";
import { windowFunction, type WindowName } from "../spectrum/window_function.ts";

/** Options of {@link kaldiFbank}, with Kaldi's defaults. */
export interface KaldiFbankOptions {
  /** Sample rate in Hz, above 0. */
  readonly sampleRateHz: number;
  /** Number of mel bands. Default 23. */
  readonly nMels?: number;
  /** Length of a frame in milliseconds. Default 25. */
  readonly frameLengthMs?: number;
  /** Distance from one frame to the next in milliseconds. Default 10. */
  readonly frameShiftMs?: number;
  /** Name of the window, which is symmetric. Default `povey`. */
  readonly window?: WindowName;
  /** Pre-emphasis coefficient: share of the previous sample that is subtracted. Default 0.97. */
  readonly preemphasis?: number;
  /** Whether to subtract the mean of each frame. Default true. */
  readonly removeDcOffset?: boolean;
  /** Lower edge of the lowest band in Hz. Default 20. */
  readonly fMinHz?: number;
  /** Upper edge of the highest band in Hz. Default half the sample rate. */
  readonly fMaxHz?: number;
  /** Called with a message if bands contain no bin. Default: `console.warn`. */
  readonly onWarning?: (message: string) => void;
}

/** Lowest power of a band in Kaldi: the epsilon of float32. */
const LEAST_POWER = 1.1920929e-7;

/**
 * Computes log-mel filterbank features, as `torchaudio.compliance.kaldi.fbank` without dither: only
 * whole frames (`snip_edges`), power, natural logarithm.
 *
 * @param samples mono, `[n]`, -1 to 1, not scaled to 16 bits
 * @returns `[frames, nMels]`; no frames if there is no whole frame
 * @throws {RangeError} when an option is out of range
 * @see https://pytorch.org/audio/2.11.0/compliance.kaldi.html
 */
export function kaldiFbank(samples: Float32Array, options: KaldiFbankOptions): FrameMatrix {
  checkSamples(samples);
  const bins = options.nMels ?? 23;
  const frames = kaldiFrameCount(samples.length, options);
  checkInteger("nMels", bins, 1);
  const data = new Float32Array(frames * bins);
  const log = { floor: LEAST_POWER, scale: 1, offset: 0 };
  kaldiFramesInto(dspCore(), data, samples, options, frames, log);
  return { data, frames, bins };
}

function kaldiFrame(options: KaldiFbankOptions): { frameSamples: number; hopSamples: number } {
  const { sampleRateHz, frameLengthMs = 25, frameShiftMs = 10 } = options;
  checkNumber("sampleRateHz", sampleRateHz, { above: 0 });
  const perMs = sampleRateHz * 0.001;
  const frameSamples = Math.floor(
    checkNumber("frameLengthMs", frameLengthMs, { above: 0 }) * perMs,
  );
  const hopSamples = Math.floor(checkNumber("frameShiftMs", frameShiftMs, { above: 0 }) * perMs);
  checkInteger("samples of a frame", frameSamples, 2);
  checkInteger("samples of a frame shift", hopSamples, 1);
  checkFftLength(frameSamples);
  return { frameSamples, hopSamples };
}

/** Counts the whole frames of a signal. */
export function kaldiFrameCount(samples: number, options: KaldiFbankOptions): number {
  const { frameSamples, hopSamples } = kaldiFrame(options);
  return Math.max(0, 1 + Math.floor((samples - frameSamples) / hopSamples));
}

/** Computes the first `count` frames on a logarithmic scale. */
export function kaldiFramesInto(
  core: DspCore,
  out: Float32Array,
  samples: Float32Array,
  options: KaldiFbankOptions,
  count: number,
  log: LogScale,
): void {
  const { frameSamples, hopSamples } = kaldiFrame(options);
  const { window = "povey", preemphasis = 0.97, removeDcOffset = true, nMels = 23 } = options;
  checkNumber("preemphasis", preemphasis, { min: 0, max: 1 });
  const nFft = 2 ** Math.ceil(Math.log2(frameSamples));
  const { kernels } = core;
  const mel = planMel(core, { fMinHz: 20, ...options, nFft, nMels, melScale: "kaldi" });
  const fft = planRfftLanes(core, nFft);
  const weights = core.plan(
    `window symmetric ${window} ${frameSamples}`,
    () => core.allocF32(windowFunction(window, frameSamples, { periodic: false })),
  );
  const frames = {
    samples,
    frameSamples,
    hopSamples,
    lead: 0,
    padMode: "constant",
    count,
  } as const;
  const bins = nFft / 2 + 1;
  const sizes = { bins, workBytes: bins * 32 };
  bankFramesInto(core, out, frames, mel, sizes, (from, hopBytes, x, y, rows) => {
    const centered = removeDcOffset ? 1 : 0;
    for (let half = 0; half < 2; half++) {
      const at = from + half * 4 * hopBytes;
      kernels.loadKaldiFrames(at, hopBytes, weights, frameSamples, preemphasis, centered, x);
      core.f32(x + frameSamples * 16, (nFft - frameSamples) * 4).fill(0);
      kernels.splitPower(fft.address, kernels.fftLanes(fft.address, x, y), rows + half * 16, 32);
    }
  }, log);
}
