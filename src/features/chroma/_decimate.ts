import { dspCore } from "../../dsp/core.ts";
import { fftGains } from "../../resample/fft_gains.ts";
import { kaiserLowpass } from "../../resample/kaiser_lowpass.ts";
import {
  allocConversionWork,
  convertBlocks,
  type FftBlock,
  planConversion,
} from "../../resample/overlap_save.ts";
import { copyPadded } from "../_frames.ts";

/**
 * End of the pass band of soxr's HQ recipe, as a share of the lower Nyquist frequency. librosa uses
 * that recipe for the octaves, and its ringing is visible in the frames at the ends of a signal.
 */
const PASS = 0.9136;
const BLOCK_SAMPLES_MAX = 8192;

/**
 * Reduces the sample rate by `factor`, a power of two, and keeps the energy. As in librosa, soxr's
 * `round(n / factor)` samples are followed by a 0 where that is one fewer than the result.
 *
 * @returns `[ceil(n / factor)]`
 */
export function decimate(samples: Float32Array, factor: number): Float32Array {
  const core = dspCore();
  const [pass, stop] = [PASS * 0.5 / factor, 0.5 / factor];
  const outputSamples = Math.round(samples.length / factor);
  const block = cheapestBlock(outputSamples, factor, Math.ceil(kaiserLowpass(pass, stop).half));
  const conversion = planConversion(core, block, `decimate ${factor} ${block.inputs}`, () => {
    return fftGains(block, pass, stop).map((gain) => gain * Math.sqrt(factor));
  });
  const out = new Float32Array(Math.ceil(samples.length / factor));
  core.scratch(() => {
    const work = allocConversionWork(core, block);
    const span = block.inputs + block.hopInputs;
    for (let first = 0; first < outputSamples; first += 2 * block.hopOutputs) {
      const start = (first - block.firstOutput) * factor;
      copyPadded(core.f32(work.from, span), { samples, padMode: "constant" }, start);
      convertBlocks(core, conversion, work);
      out.set(core.f32(work.to, Math.min(2 * block.hopOutputs, outputSamples - first)), first);
    }
  });
  return out;
}

/** Finds the block length with the fewest samples in all blocks; blocks are filtered in pairs. */
function cheapestBlock(outputSamples: number, factor: number, half: number): FftBlock {
  const reach = Math.ceil(half / factor / 4) * 4;
  let best: FftBlock | undefined, bestSamples = Infinity;
  for (
    let outputs = 16;
    best === undefined || outputs * factor <= BLOCK_SAMPLES_MAX;
    outputs *= 2
  ) {
    const hopOutputs = outputs - 2 * reach;
    if (hopOutputs <= 0) continue;
    const samples = Math.ceil(outputSamples / (2 * hopOutputs)) * outputs;
    if (samples >= bestSamples) continue;
    const [inputs, hopInputs] = [outputs * factor, hopOutputs * factor];
    best = { inputs, outputs, firstOutput: reach, hopOutputs, hopInputs };
    bestSamples = samples;
  }
  return best!;
}
