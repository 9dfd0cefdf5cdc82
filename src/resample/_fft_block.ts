import { isSmooth, smoothUpTo } from "../dsp/fft_plan.ts";
import type { FftBlock } from "./overlap_save.ts";
import type { Ratio } from "./_ratio.ts";

/** Maximum block length that fits the first-level cache. */
const BLOCK_SAMPLES_GOOD = 8192;
const BLOCK_SAMPLES_MAX = 32_768;
/** Share of the shorter block's time below which a longer block, with its longer delay, is used. */
const WORTH = 0.95;

/**
 * Finds the shortest block with about the lowest cost per output; undefined when none fits.
 *
 * @param half half the length of the filter, in input samples
 * @param hopMax longest hop, in input samples
 */
export function fftBlock(
  { up, down }: Ratio,
  half: number,
  hopMax: number,
): FftBlock | undefined {
  let best: FftBlock | undefined, bestCost = Infinity;
  const halfOutputs = Math.ceil(half * up / down);
  const aliased = Math.ceil(halfOutputs / 4) * 4;
  // Both lengths are multiples of 16.
  const step = Math.max(16 / powerOfTwoIn(up), 16 / powerOfTwoIn(down));
  if (!isSmooth(up) || !isSmooth(down)) return undefined;
  for (const k of smoothUpTo(BLOCK_SAMPLES_MAX / (step * Math.max(up, down)))) {
    const inputs = k * step * down, outputs = k * step * up;
    const fitting = Math.floor((outputs - aliased - halfOutputs) / up);
    const hops = Math.min(fitting, Math.floor(hopMax / down));
    if (hops < 1) continue;
    const work = fftWork(inputs) + fftWork(outputs);
    const penalty = Math.max(inputs, outputs) > BLOCK_SAMPLES_GOOD ? 1.3 : 1;
    const cost = penalty * work / hops;
    if (cost > WORTH * bestCost) continue;
    bestCost = cost;
    // The last outputs that fit have the lowest delay.
    const firstOutput = aliased + Math.floor((fitting - hops) * up / 4) * 4;
    best = { inputs, outputs, firstOutput, hopOutputs: hops * up, hopInputs: hops * down };
  }
  return best;
}

/** Largest of 1, 2, 4, 8 and 16 that divides a number. */
function powerOfTwoIn(length: number): number {
  return Math.min(16, length & -length);
}

/** Relative time of a transform, measured; a radix-4 pass has cost 1 per value. */
function fftWork(length: number): number {
  let passes = 0, rest = length;
  for (const [prime, cost] of [[2, 0.5], [3, 0.9], [5, 1.4], [7, 2]] as const) {
    for (; rest % prime === 0; rest /= prime) passes += cost;
  }
  return passes * length;
}
