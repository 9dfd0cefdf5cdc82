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
 * Up to where soxr's HQ recipe is flat, as a share of the lower Nyquist frequency. librosa's octaves go
 * through it, and how a cut-off signal rings shows in the frames at its ends.
 */
const PASS = 0.9136;
const BLOCK_SAMPLES_MAX = 8192;

/**
 * The signal at 1 / `factor` of its rate, a power of two, with its energy kept: `ceil(n / factor)`
 * samples. soxr makes `round(n / factor)` of them, and librosa adds a 0 when that is one fewer.
 */
export function decimate(samples: Float32Array, factor: number): Float32Array {
  const core = dspCore();
  const [pass, stop] = [PASS * 0.5 / factor, 0.5 / factor];
  const made = Math.round(samples.length / factor);
  const block = cheapestBlock(made, factor, Math.ceil(kaiserLowpass(pass, stop).half));
  const conversion = planConversion(core, block, `decimate ${factor} ${block.inputs}`, () => {
    return fftGains(block, pass, stop).map((gain) => gain * Math.sqrt(factor));
  });
  const out = new Float32Array(Math.ceil(samples.length / factor));
  core.scratch(() => {
    const work = allocConversionWork(core, block);
    const span = block.inputs + block.hopInputs;
    for (let first = 0; first < made; first += 2 * block.hopOutputs) {
      const start = (first - block.firstOutput) * factor;
      copyPadded(core.f32(work.from, span), { samples, padMode: "constant" }, start);
      convertBlocks(core, conversion, work);
      out.set(core.f32(work.to, Math.min(2 * block.hopOutputs, made - first)), first);
    }
  });
  return out;
}

/** The length at which all blocks together are the fewest samples; they go through in pairs. */
function cheapestBlock(made: number, factor: number, half: number): FftBlock {
  const reach = Math.ceil(half / factor / 4) * 4;
  let best: FftBlock | undefined, bestSamples = Infinity;
  for (
    let outputs = 16;
    best === undefined || outputs * factor <= BLOCK_SAMPLES_MAX;
    outputs *= 2
  ) {
    const hopOutputs = outputs - 2 * reach;
    if (hopOutputs <= 0) continue;
    const samples = Math.ceil(made / (2 * hopOutputs)) * outputs;
    if (samples >= bestSamples) continue;
    const [inputs, hopInputs] = [outputs * factor, hopOutputs * factor];
    best = { inputs, outputs, firstOutput: reach, hopOutputs, hopInputs };
    bestSamples = samples;
  }
  return best!;
}
