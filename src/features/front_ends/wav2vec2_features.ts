import { dspCore } from "../../dsp/core.ts";
import { checkOutput, checkSamples } from "../_check.ts";

const BLOCK = 16_384;

/**
 * Computes the input of wav2vec 2.0, as Hugging Face's `Wav2Vec2FeatureExtractor`: zero mean and
 * unit variance, `(x - mean) / sqrt(var + 1e-7)`, with mean and variance in float64.
 *
 * A NaN or infinity makes the whole result NaN.
 *
 * @param samples mono, `[n]`, at 16 kHz
 * @returns `[n]`
 */
export function wav2vec2Features(samples: Float32Array): Float32Array<ArrayBuffer> {
  checkSamples(samples);
  const out = new Float32Array(samples.length);
  wav2vec2FeaturesInto(out, samples);
  return out;
}

/** Computes {@link wav2vec2Features} into the caller's `out`, `[n]`, which may be `samples`. */
export function wav2vec2FeaturesInto(out: Float32Array, samples: Float32Array): void {
  checkSamples(samples);
  checkOutput(out, samples.length);
  const core = dspCore();
  const { kernels } = core;
  const n = samples.length;
  core.scratch(() => {
    const block = core.alloc(Math.min(BLOCK, n) * 4);
    const eachBlock = (work: (length: number, start: number) => void): void => {
      for (let start = 0; start < n; start += BLOCK) {
        const part = samples.subarray(start, start + BLOCK);
        core.f32(block, part.length).set(part);
        work(part.length, start);
      }
    };
    let sum = 0;
    eachBlock((length) => sum += kernels.sum(block, length));
    const mean = sum / n;
    let squares = 0;
    eachBlock((length) => squares += kernels.sumSquares(block, length, mean));
    const scale = 1 / Math.sqrt(squares / n + 1e-7);
    eachBlock((length, start) => {
      kernels.affine(block, length, mean, scale);
      out.set(core.f32(block, length), start);
    });
  });
}
