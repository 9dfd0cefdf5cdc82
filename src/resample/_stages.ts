import { isSmooth } from "../dsp/fft_plan.ts";
import { ChainStage } from "./_chain_stage.ts";
import { fftBlock } from "./_fft_block.ts";
import { FftStage } from "./_fft_stage.ts";
import { kaiserLowpass } from "./kaiser_lowpass.ts";
import { PolyphaseStage } from "./_polyphase_stage.ts";
import { type Ratio, reduced, type ResampleBand } from "./_ratio.ts";
import type { Stage } from "./_stage.ts";

/**
 * Band edges relative to the lower Nyquist frequency. Resamplers differ in the transition band:
 * soxr VHQ is 30 dB down at 0.975, where the stop band of `flat` starts.
 */
const EDGES = { flat: { pass: 0.95, stop: 0.975 }, soxr: { pass: 0.913, stop: 1 } } as const;
/** Longest hop for a low delay, as a share of half the filter; blocks are converted in pairs. */
const LOW_DELAY_HOP = 1 / 10;
/** Ratio above which a conversion without a single FFT stage is decimated first. */
const DECIMATE_ABOVE = 16;
const DECIMATE_BY = 8;
/**
 * Number of rows of the polyphase table; cubic interpolation between them has an error of -170 dB.
 */
const PHASES = 256;

/**
 * Plans the conversion at a ratio: a single FFT stage if its blocks fit and are short enough, else an FFT stage to about
 * twice the lower rate and a short polyphase filter.
 *
 * @returns undefined when the rates are equal
 */
export function stageOf(
  { up, down }: Ratio,
  band: ResampleBand,
  lowDelay: boolean,
): Stage | undefined {
  const { pass, stop } = EDGES[band];
  if (up === down) return undefined;
  // The lower Nyquist frequency, in cycles per input sample.
  const nyquist = 0.5 * Math.min(1, up / down);
  const { half } = kaiserLowpass(pass * nyquist, stop * nyquist);
  const hopMax = lowDelay ? half * LOW_DELAY_HOP : Infinity;
  const fftStage = (ratio: Ratio, pass: number, stop: number, lead: number) => {
    const block = fftBlock(ratio, kaiserLowpass(pass, stop).half, hopMax);
    return block && new FftStage(ratio, block, pass, stop, lead);
  };
  const exact = fftStage({ up, down }, pass * nyquist, stop * nyquist, 0);
  if (exact) return exact;
  if (down > DECIMATE_ABOVE * up) {
    const ratio = { up: 1, down: DECIMATE_BY };
    const rest = stageOf(reduced(up * DECIMATE_BY, down), band, lowDelay)!;
    const first = fftStage(ratio, nyquist, 0.5 / DECIMATE_BY, rest.leadSamples)!;
    return new ChainStage(first, ratio, rest);
  }
  let divisor = Math.max(1, Math.floor(down / up));
  while (!isSmooth(divisor)) divisor--;
  const ratio = reduced(2, divisor);
  const edge = nyquist * divisor / 2;
  const filter = kaiserLowpass(edge, 1 - edge);
  const rest = new PolyphaseStage(reduced(up * divisor, down * 2), filter, PHASES);
  const first = fftStage(ratio, pass * nyquist, stop * nyquist, rest.leadSamples)!;
  return new ChainStage(first, ratio, rest);
}
