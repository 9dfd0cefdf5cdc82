import { softmaxInPlace } from "../../head/links.ts";
import type { Matrix } from "../../types.ts";
import { checkNumber } from "../../check_option.ts";

/** Highest temperature; the lowest is its inverse. */
const TEMPERATURE_MAX = 1e4;

/**
 * Fits the temperature T, 1e-4 to 1e4, at which `softmax(logits / T)` has the lowest log loss. If
 * every row is correct, there is no minimum, and T is so low that the loss is 0 in double
 * precision.
 *
 * @param logits `[rows, classes]`, held out from the fit
 * @param y class of each row
 * @throws {RangeError} when sizes disagree or there are no rows
 * @see Guo et al., "On calibration of modern neural networks", 2017
 */
export function fitTemperature(logits: Matrix, y: ArrayLike<number>): number {
  const { data, rows, columns } = logits;
  if (rows === 0 || y.length !== rows) {
    throw new RangeError(
      `Fitting a temperature: expected a label for each of one or more rows, received ${rows} rows ` +
        `and ${y.length} labels`,
    );
  }
  // The loss is convex in 1 / T, so its slope there changes sign once.
  const slope = (inverse: number): number => {
    const { data: p } = applyTemperature(logits, 1 / inverse);
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      for (let c = 0; c < columns; c++) {
        const i = row * columns + c;
        sum += (p[i]! - Number(y[row] === c)) * data[i]!;
      }
    }
    return sum;
  };
  let [low, high] = [-Math.log(TEMPERATURE_MAX), Math.log(TEMPERATURE_MAX)];
  // After this many halvings, only rounding is left.
  for (let i = 0; i < 55; i++) {
    const middle = (low + high) / 2;
    if (slope(Math.exp(middle)) < 0) low = middle;
    else high = middle;
  }
  return Math.exp(-(low + high) / 2);
}

/**
 * Computes `softmax(logits / temperature)`, row by row.
 *
 * @returns `[rows, classes]`
 * @throws {RangeError} when the temperature is not above 0
 */
export function applyTemperature({ data, rows, columns }: Matrix, temperature: number): Matrix {
  checkNumber("Applying a temperature", "temperature", temperature, { above: 0 });
  const out = data.map((logit) => logit / temperature);
  for (let row = 0; row < rows; row++) {
    softmaxInPlace(out.subarray(row * columns, (row + 1) * columns));
  }
  return { data: out, rows, columns };
}
