import type { Matrix } from "../../types.ts";
import { checkNumber } from "../../check_option.ts";

/** What a head calls impossible is not. */
const PROBABILITY_MIN = 1e-12;
const SCALE_MAX = 16;
/** Thirds of the range are cut off this often: what is left is 1e-4 wide. */
const TURNS = 30;

/**
 * The scale, 0 to 16, at which `prior * p ^ scale` has the lowest log loss; the loss is convex in it. A
 * head that knows nothing gets 0 and its probabilities are the prior.
 *
 * @param alike what a head says of held-out rows, classes weighed alike, `[rows, classes]`
 * @param prior shares of the classes before a row is heard, `[rows, classes]`
 * @param y class of each row
 * @throws {RangeError} when sizes disagree or there are no rows
 */
export function fitPriorScale(alike: Matrix, prior: Matrix, y: ArrayLike<number>): number {
  const { rows, columns } = alike;
  if (rows === 0 || y.length !== rows || prior.data.length !== alike.data.length) {
    throw new RangeError(
      `Calibrating: ${y.length} labels and ${prior.rows} priors came for ${rows} rows`,
    );
  }
  const loss = (scale: number) => {
    const { data } = scaleProbabilities(alike, prior, scale);
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      sum -= Math.log(Math.max(PROBABILITY_MIN, data[row * columns + y[row]!]!));
    }
    return sum;
  };
  let [low, high] = [0, SCALE_MAX];
  for (let i = 0; i < TURNS; i++) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
    if (loss(a) <= loss(b)) high = b;
    else low = a;
  }
  return low;
}

/**
 * `prior * p ^ scale`, each row to sum 1.
 *
 * @throws {RangeError} when the scale is below 0
 */
export function scaleProbabilities(alike: Matrix, prior: Matrix, scale: number): Matrix {
  checkNumber("Scaling probabilities", "scale", scale, { min: 0 });
  const { data, rows, columns } = alike;
  const out = data.map((p, i) => prior.data[i]! * Math.max(p, PROBABILITY_MIN) ** scale);
  for (let row = 0; row < rows; row++) {
    const values = out.subarray(row * columns, (row + 1) * columns);
    const sum = values.reduce((total, value) => total + value, 0);
    for (let c = 0; c < columns; c++) values[c]! /= sum;
  }
  return { data: out, rows, columns };
}
