import { isSmooth } from "../dsp/fft_plan.ts";
import { ChainStage } from "./_chain_stage.ts";
import { fftBlock } from "./_fft_block.ts";
import { FftStage } from "./_fft_stage.ts";
import { kaiserLowpass } from "./kaiser_lowpass.ts";
import { PolyphaseStage } from "./_polyphase_stage.ts";
import { type Ratio, reduced, type ResampleBand } from "./_ratio.ts";
import type { Stage } from "./_stage.ts";

/**
 * Edges of the response, in lower Nyquist frequencies. Between them resamplers differ, and a harmonic
 * there is what two of them disagree on: soxr's VHQ is 30 dB down at 0.975, so the flat band's stop is
 * not at 1.
 */
const EDGES = { flat: { pass: 0.95, stop: 0.975 }, soxr: { pass: 0.913, stop: 1 } } as const;
/** Above this, what is not one FFT stage is thinned out first. */
const THIN_ABOVE = 16;
const THIN_BY = 8;
/** Rows of a short filter's table: cubic between them costs 170 dB. */
const PHASES = 256;

/**
 * Plans the conversion at a ratio: one FFT stage where its blocks fit; else an FFT stage to about twice
 * the lower rate, followed by a short polyphase filter. Undefined when the rates are equal.
 */
export function stageOf({ up, down }: Ratio, band: ResampleBand): Stage | undefined {
  const { pass, stop } = EDGES[band];
  if (up === down) return undefined;
  // The lower Nyquist frequency, in cycles an input sample.
  const nyquist = 0.5 * Math.min(1, up / down);
  const exact = fftStage({ up, down }, pass * nyquist, stop * nyquist, 0);
  if (exact) return exact;
  if (down > THIN_ABOVE * up) {
    const ratio = { up: 1, down: THIN_BY };
    const rest = stageOf(reduced(up * THIN_BY, down), band)!;
    const first = fftStage(ratio, nyquist, 0.5 / THIN_BY, rest.leadSamples)!;
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

function fftStage(ratio: Ratio, pass: number, stop: number, lead: number): Stage | undefined {
  const block = fftBlock(ratio, kaiserLowpass(pass, stop).half);
  return block && new FftStage(ratio, block, pass, stop, lead);
}
