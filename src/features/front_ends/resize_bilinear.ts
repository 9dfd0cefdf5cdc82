import { type DspCore, dspCore } from "../../dsp/core.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkInteger, checkMatrix } from "../_check.ts";

const CACHED_ROWS = 32;

/**
 * Resizes a matrix as an image by linear interpolation between the centers of pixels, without a
 * low-pass filter, as `torch.nn.functional.interpolate(mode="bilinear", align_corners=False)`.
 *
 * @param matrix `[frames, bins]`, at least one of each
 * @param size size of the result
 * @returns `[size.frames, size.bins]`
 * @throws {RangeError} when a size is not 1 or more
 */
export function resizeBilinear(
  matrix: FrameMatrix,
  size: { readonly frames: number; readonly bins: number },
): FrameMatrix {
  const { data, frames, bins } = matrix;
  checkMatrix(matrix);
  const core = dspCore();
  return core.scratch(() => {
    const from = core.alloc(roomFor(frames, bins));
    core.f32(from, data.length).set(data);
    const turned = resizeTransposed(core, from, matrix, size);
    const to = transpose(core, turned, size.bins, size.frames);
    return { data: core.f32(to, size.frames * size.bins).slice(), ...size };
  });
}

/**
 * Computes {@link resizeBilinear} and transposes the result in WebAssembly memory. Must be called
 * inside `scratch`. Blends whole rows, so that neighbors share a vector.
 *
 * @param from address of `[frames, bins]`, of the size that {@link roomFor} returns
 * @returns address of `[size.bins, size.frames]`
 */
export function resizeTransposed(
  core: DspCore,
  from: number,
  { frames, bins }: { readonly frames: number; readonly bins: number },
  size: { readonly frames: number; readonly bins: number },
): number {
  checkInteger("frames", frames, 1);
  checkInteger("bins", bins, 1);
  const high = blendRows(core, from, frames, bins, size.frames);
  return blendRows(core, transpose(core, high, size.frames, bins), bins, size.frames, size.bins);
}

/**
 * Computes the size in bytes of a matrix with rows padded to a multiple of four and a margin for
 * vectors.
 */
export function roomFor(rows: number, length: number): number {
  return 4 * (Math.ceil(rows / 4) * 4 * length + 4);
}

/** Interpolates rows: `[rows, length]` to `[to, length]`. */
function blendRows(
  core: DspCore,
  from: number,
  rows: number,
  length: number,
  to: number,
): number {
  checkInteger("size", to, 1);
  const out = core.alloc(roomFor(to, length));
  const rowBytes = 4 * length;
  for (let i = 0; i < to; i++) {
    const place = Math.max(0, (i + 0.5) * rows / to - 0.5);
    const low = Math.floor(place);
    const high = Math.min(rows - 1, low + 1);
    const [a, b] = [from + low * rowBytes, from + high * rowBytes];
    core.kernels.blend(a, b, place - low, length, out + i * rowBytes);
  }
  return out;
}

/** Transposes `[rows, length]` to `[length, rows]` in blocks of rows that fit in the cache. */
function transpose(core: DspCore, from: number, rows: number, length: number): number {
  const out = core.alloc(roomFor(length, rows));
  const rowBytes = 4 * length;
  for (let row = 0; row < rows; row += CACHED_ROWS) {
    const count = Math.min(CACHED_ROWS, rows - row);
    const at = from + row * rowBytes;
    for (let k = 0; k < length; k += 4) {
      core.kernels.storeRows(at + 4 * k, rowBytes, count, out + 4 * (k * rows + row), 4 * rows);
    }
  }
  return out;
}
