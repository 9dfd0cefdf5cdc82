import type { FrameMatrix } from "../types.ts";
import { checkInteger, checkSamples } from "./_check.ts";

/**
 * A matrix as an image of another size: linear interpolation between the centres of pixels, without
 * a filter before it, as `torch.nn.functional.interpolate(mode="bilinear", align_corners=False)`.
 *
 * @param matrix `[frames, bins]`, at least one of each
 * @param size of the result
 * @returns `[size.frames, size.bins]`
 * @throws {RangeError} when a size is not 1 or more
 */
export function resizeBilinear(
  { data, frames, bins }: FrameMatrix,
  size: { readonly frames: number; readonly bins: number },
): FrameMatrix {
  checkSamples(data);
  const rows = placesBetween(checkInteger("frames", frames, 1), size.frames);
  const columns = placesBetween(checkInteger("bins", bins, 1), size.bins);
  const out = new Float32Array(size.frames * size.bins);
  const blended = new Float64Array(bins);
  for (let i = 0, at = 0; i < size.frames; i++) {
    const above = rows.low[i]! * bins;
    const below = rows.high[i]! * bins;
    const down = rows.share[i]!;
    for (let k = 0; k < bins; k++) {
      const value = data[above + k]!;
      blended[k] = value + (data[below + k]! - value) * down;
    }
    for (let j = 0; j < size.bins; j++, at++) {
      const value = blended[columns.low[j]!]!;
      out[at] = value + (blended[columns.high[j]!]! - value) * columns.share[j]!;
    }
  }
  return { data: out, frames: size.frames, bins: size.bins };
}

/** Between which two of `from` pixels each of `to` lies, and the share of the second. */
function placesBetween(from: number, to: number) {
  checkInteger("size", to, 1);
  const low = new Int32Array(to);
  const high = new Int32Array(to);
  const share = new Float64Array(to);
  for (let i = 0; i < to; i++) {
    const place = Math.max(0, (i + 0.5) * from / to - 0.5);
    low[i] = Math.floor(place);
    high[i] = Math.min(from - 1, low[i]! + 1);
    share[i] = place - low[i]!;
  }
  return { low, high, share };
}
