/**
 * Types and conversions that the adapters share.
 *
 * @module
 */
import type { Matrix } from "@babycry/babycry/fit";
import type { Margin } from "./compare.ts";
import type { Given } from "./given.ts";
import type { NdArray } from "./npy.ts";

/** Computed arrays by the name of the output. */
export type Outputs = Readonly<Record<string, NdArray>>;

/** Computes the outputs of a case. */
export type Compute = (given: Given) => Outputs | Promise<Outputs>;

/** Comparison of one output with its reference. */
export interface Finding extends Margin {
  readonly output: string;
}

/** Checks a case whose outputs are not compared one by one. */
export type Check = (given: Given) => Promise<Finding[]>;

/** Real or complex frames of the public API. */
interface Frames {
  readonly data: Float32Array;
  readonly frames: number;
  readonly bins: number;
}

/** Creates an array of one axis. */
export function vector(data: NdArray["data"]): NdArray {
  return { data, shape: [data.length] };
}

/** Reads an input of two axes, in double precision. */
export function matrix(given: Given, name: string): Matrix {
  const { data, shape } = given.array(name);
  return { data: Float64Array.from(data), rows: shape[0]!, columns: shape[1]! };
}

/** Converts a matrix to an array of two axes. */
export function rows({ data, rows, columns }: Matrix): NdArray {
  return { data, shape: [rows, columns] };
}

/** Converts `[frames, bins]` to the packs' `[bins, frames]`. */
export function toRows({ data, frames, bins }: Frames): NdArray {
  return { data: transpose(data, frames, bins, 1), shape: [bins, frames] };
}

/** Converts complex `[frames, bins, 2]` to the packs' `[bins, frames, 2]`. */
export function toComplexRows({ data, frames, bins }: Frames): NdArray {
  return { data: transpose(data, frames, bins, 2), shape: [bins, frames, 2] };
}

/** Converts the packs' `[bins, frames]` to `[frames, bins]`. */
export function toFrames({ data, shape }: NdArray): Frames {
  const [bins = 0, frames = 0] = shape;
  return { data: transpose(data, bins, frames, 1), frames, bins };
}

/** Transposes `[rows, columns, width]` to `[columns, rows, width]`. */
function transpose(data: ArrayLike<number>, rows: number, columns: number, width: number) {
  const out = new Float32Array(rows * columns * width);
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let k = 0; k < width; k++) out[(column * rows + row) * width + k] = data[i++]!;
    }
  }
  return out;
}
