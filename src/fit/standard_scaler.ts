/**
 * Standardization: zero mean and unit variance, column by column.
 *
 * @module
 */
import type { Matrix } from "../types.ts";

/** Mean and scale of each column, `[columns]` each. */
export interface StandardScaler {
  /** Mean of each column, which {@link standardize} subtracts. */
  readonly mean: Float64Array;
  /** Population standard deviation of each column; 1 for a constant column. */
  readonly scale: Float64Array;
}

/**
 * Computes the mean and scale of every column.
 *
 * @param x `[rows, columns]`, at least one row
 * @throws {RangeError} when there is no row
 * @see sklearn.preprocessing.StandardScaler 1.9
 */
export function fitStandardScaler(x: Matrix): StandardScaler {
  const { data, rows, columns } = x;
  if (rows === 0) {
    throw new RangeError("Fitting a scaler: expected one or more rows, received none");
  }
  const mean = new Float64Array(columns);
  const scale = new Float64Array(columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) mean[c]! += data[r * columns + c]!;
  }
  for (let c = 0; c < columns; c++) mean[c]! /= rows;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) scale[c]! += (data[r * columns + c]! - mean[c]!) ** 2;
  }
  for (let c = 0; c < columns; c++) {
    const variance = scale[c]! / rows;
    // As in scikit-learn, a column is constant if its variance is within the rounding error of its
    // mean.
    const rounding = rows * Number.EPSILON * variance + (rows * mean[c]! * Number.EPSILON) ** 2;
    scale[c] = variance <= rounding ? 1 : Math.sqrt(variance);
  }
  return { mean, scale };
}

/** Computes `(x - mean) / scale`. @returns a new matrix of the same shape */
export function standardize(x: Matrix, scaler: StandardScaler): Matrix {
  const { rows, columns } = x;
  const data = new Float64Array(x.data.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const at = r * columns + c;
      data[at] = (x.data[at]! - scaler.mean[c]!) / scaler.scale[c]!;
    }
  }
  return { data, rows, columns };
}
