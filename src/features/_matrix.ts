import { dspCore } from "../dsp/core.ts";
import type { FrameMatrix } from "../types.ts";

const BLOCK_VALUES = 16_384;

/** Multiplies each row of `x` by each row of `matrix`. @returns `[frames, matrix.frames]` */
export function multiplyRows(x: FrameMatrix, matrix: FrameMatrix): FrameMatrix {
  const core = dspCore();
  return core.scratch(() => {
    const w = core.allocF32(matrix.data);
    const zeros = core.allocF32(new Float32Array(matrix.frames));
    return denseRows(x, w, zeros, matrix.frames);
  });
}

/** Computes {@link multiplyRows} with a matrix in WebAssembly memory. */
export function denseRows(
  { data, frames, bins }: FrameMatrix,
  matrix: number,
  bias: number,
  outputs: number,
): FrameMatrix {
  const core = dspCore();
  const out = new Float32Array(frames * outputs);
  core.scratch(() => {
    const rows = Math.max(1, Math.floor(BLOCK_VALUES / bins));
    const from = core.alloc(rows * bins * 4);
    const to = core.alloc(rows * outputs * 4);
    for (let first = 0; first < frames; first += rows) {
      const held = Math.min(rows, frames - first);
      core.f32(from, held * bins).set(data.subarray(first * bins, (first + held) * bins));
      core.kernels.dense(from, held, bins, matrix, bias, outputs, to);
      out.set(core.f32(to, held * outputs), first * outputs);
    }
  });
  return { data: out, frames, bins: outputs };
}
