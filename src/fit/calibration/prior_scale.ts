import { checkNumber } from "../../check_option.ts";
import type { Matrix } from "../../types.ts";
import { classShares } from "../rows.ts";

/** Lower limit of probabilities, so that a head that is certain and wrong has a finite loss. */
const PROBABILITY_MIN = 1e-12;
const SCALE_MAX = 16;
/** Number of steps of the ternary search; each keeps two thirds of the range, 1e-4 at the end. */
const STEPS = 30;
/** Number of steps with smoothing, which nested search uses for each candidate and fold: 1e-3. */
const SMOOTHED_STEPS = 24;

/** Options of {@link fitPriorScale}. */
export interface PriorScaleOptions {
  /**
   * Whether to smooth labels in proportion to the prior, so that a few rows without an error do not
   * make a head certain. For two classes these are Platt's targets. Default false.
   */
  readonly smoothing?: boolean;
}

/**
 * Fits the scale, 0 to 16, at which `prior * p ^ scale` has the lowest log loss; the loss is convex
 * in it. A head without skill gets 0, and its probabilities are the prior.
 *
 * @param balanced class-balanced probabilities of held-out rows, `[rows, classes]`
 * @param prior shares of the classes, `[rows, classes]`
 * @param y class of each row
 * @throws {RangeError} when sizes disagree or there are no rows
 */
export function fitPriorScale(
  balanced: Matrix,
  prior: Matrix,
  y: ArrayLike<number>,
  { smoothing = false }: PriorScaleOptions = {},
): number {
  const { rows } = balanced;
  if (rows === 0 || y.length !== rows || prior.data.length !== balanced.data.length) {
    throw new RangeError(
      "Fitting a prior scale: expected a label and a prior for each of one or more rows, received " +
        `${rows} rows, ${y.length} labels and ${prior.rows} priors`,
    );
  }
  const lossOf = smoothing ? smoothedLoss(prior, y) : logLossOf(y);
  const loss = (scale: number) => lossOf(scaleProbabilities(balanced, prior, scale));
  let [low, high] = [0, SCALE_MAX];
  for (let step = 0; step < (smoothing ? SMOOTHED_STEPS : STEPS); step++) {
    const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
    if (loss(a) <= loss(b)) high = b;
    else low = a;
  }
  return low;
}

/**
 * Computes `prior * p ^ scale`, each row divided by its sum.
 *
 * @throws {RangeError} when the scale is below 0
 */
export function scaleProbabilities(balanced: Matrix, prior: Matrix, scale: number): Matrix {
  checkNumber("Scaling probabilities", "scale", scale, { min: 0 });
  const { data, rows, columns } = balanced;
  const out = data.map((p, i) => prior.data[i]! * Math.max(p, PROBABILITY_MIN) ** scale);
  for (let row = 0; row < rows; row++) {
    const values = out.subarray(row * columns, (row + 1) * columns);
    const sum = values.reduce((total, value) => total + value, 0);
    for (let c = 0; c < columns; c++) values[c]! /= sum;
  }
  return { data: out, rows, columns };
}

function logLossOf(y: ArrayLike<number>): (probability: Matrix) => number {
  return ({ data, rows, columns }) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      sum -= Math.log(Math.max(PROBABILITY_MIN, data[row * columns + y[row]!]!));
    }
    return sum;
  };
}

function smoothedLoss(prior: Matrix, y: ArrayLike<number>): (probability: Matrix) => number {
  const counts = classShares(y, prior.columns).map((share) => share * prior.rows);
  return ({ data, rows, columns }) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const label = y[row]!;
      const doubt = 1 / (counts[label]! + 2);
      const rest = 1 - prior.data[row * columns + label]!;
      for (let at = row * columns, c = 0; c < columns; at++, c++) {
        const target = c === label ? 1 - doubt : doubt * prior.data[at]! / rest;
        if (target > 0) sum -= target * Math.log(Math.max(PROBABILITY_MIN, data[at]!));
      }
    }
    return sum;
  };
}
