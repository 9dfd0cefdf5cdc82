import { dspCore } from "../dsp/core.ts";
import { kaiserLowpass } from "../resample/kaiser_lowpass.ts";

/**
 * Up to where soxr's HQ recipe is flat, as a share of the lower Nyquist frequency. librosa's octaves go
 * through it, and how a cut-off signal rings shows in the frames at its ends.
 */
const PASS = 0.9136;
const BLOCK = 8192;

/**
 * The signal at 1 / `factor` of its rate, with its energy kept: `ceil(n / factor)` samples. soxr makes
 * `round(n / factor)` of them, and librosa adds a 0 when that is one fewer.
 */
export function decimate(samples: Float32Array, factor: number): Float32Array {
  const core = dspCore();
  const { taps, half } = core.plan(`decimate ${factor}`, () => {
    const filter = kaiserLowpass(PASS * 0.5 / factor, 0.5 / factor);
    const half = Math.floor(filter.half);
    const gain = Math.sqrt(factor);
    const taps = Float32Array.from({ length: 2 * half + 1 }, (_, j) => gain * filter.at(j - half));
    return { taps: core.allocF32(taps), half };
  });
  const out = new Float32Array(Math.ceil(samples.length / factor));
  const made = Math.round(samples.length / factor);
  core.scratch(() => {
    const length = 2 * half + 1;
    const outputs = Math.max(1, Math.floor(BLOCK / factor));
    const held = (outputs - 1) * factor + length;
    const x = core.alloc(held * 4);
    const y = core.alloc(outputs * 4);
    for (let first = 0; first < made; first += outputs) {
      const view = core.f32(x, held).fill(0);
      const start = first * factor - half;
      view.set(samples.subarray(Math.max(0, start), start + held), Math.max(0, -start));
      const count = Math.min(outputs, made - first);
      core.kernels.fir(x, factor * 4, taps, length, count, y);
      out.set(core.f32(y, count), first);
    }
  });
  return out;
}
