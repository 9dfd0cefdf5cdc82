/**
 * What the adapters have in common.
 *
 * @module
 */
import type { Matrix } from "@babycry/babycry/fit";
import type { Given } from "./given.ts";
import type { NdArray } from "./npy.ts";

/** Output name to what the public API computed. */
export type Outputs = Readonly<Record<string, NdArray>>;

/** Computes the outputs of a case. */
export type Compute = (given: Given) => Outputs | Promise<Outputs>;

/** Real or complex frames of the public API. */
interface Frames {
  readonly data: Float32Array;
  readonly frames: number;
  readonly bins: number;
}

/** An array of one axis. */
export function vector(data: NdArray["data"]): NdArray {
  return { data, shape: [data.length] };
}

/** An input of two axes, in double precision. */
export function matrix(given: Given, name: string): Matrix {
  const { data, shape } = given.array(name);
  return { data: Float64Array.from(data), rows: shape[0]!, columns: shape[1]! };
}

/** A matrix as an array of two axes. */
export function rows({ data, rows, columns }: Matrix): NdArray {
  return { data, shape: [rows, columns] };
}

/** `[frames, bins]` as the packs' `[bins, frames]`. */
export function toRows({ data, frames, bins }: Frames): NdArray {
  return { data: transpose(data, frames, bins, 1), shape: [bins, frames] };
}

/** Complex `[frames, bins, 2]` as the packs' `[bins, frames, 2]`. */
export function toComplexRows({ data, frames, bins }: Frames): NdArray {
  return { data: transpose(data, frames, bins, 2), shape: [bins, frames, 2] };
}

/** The packs' `[bins, frames]` as `[frames, bins]`. */
export function toFrames({ data, shape }: NdArray): Frames {
  const [bins = 0, frames = 0] = shape;
  return { data: transpose(data, bins, frames, 1), frames, bins };
}

/** `[rows, columns, width]` to `[columns, rows, width]`. */
function transpose(data: ArrayLike<number>, rows: number, columns: number, width: number) {
  const out = new Float32Array(rows * columns * width);
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let k = 0; k < width; k++) out[(column * rows + row) * width + k] = data[i++]!;
    }
  }
  return out;
}
