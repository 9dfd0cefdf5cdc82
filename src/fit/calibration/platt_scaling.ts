import { sigmoid } from "../../head/links.ts";

/** Parameters of `1 / (1 + exp(a * score + b))`, from a score to a probability. */
export interface PlattScaling {
  /** Slope, below 0 if class 1 has higher scores. */
  readonly a: number;
  /** Offset of the exponent. */
  readonly b: number;
}

/**
 * Fits a logistic function to scores, with targets `(n1 + 1) / (n1 + 2)` and `1 / (n0 + 2)` instead of
 * 1 and 0, by Newton's method.
 *
 * @param score held out from the fit
 * @param y 1 or 0 of each row
 * @throws {RangeError} when sizes disagree or there are no rows
 * @see Platt, "Probabilistic outputs for support vector machines", 1999; Lin, Lin and Weng, "A note on
 *   Platt's probabilistic outputs", 2007
 */
export function fitPlatt(score: ArrayLike<number>, y: ArrayLike<number>): PlattScaling {
  const rows = score.length;
  if (rows === 0 || y.length !== rows) {
    throw new RangeError(
      `Fitting Platt's scaling: expected a label for each of one or more scores, received ${rows} ` +
        `scores and ${y.length} labels`,
    );
  }
  let ones = 0;
  for (let i = 0; i < rows; i++) ones += Number(y[i] === 1);
  const zeros = rows - ones;
  const against = (i: number) => y[i] === 1 ? 1 / (ones + 2) : 1 - 1 / (zeros + 2);
  const loss = (a: number, b: number): number => {
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      const z = a * score[i]! + b;
      sum += Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - against(i) * z;
    }
    return sum;
  };

  let [a, b] = [0, Math.log((zeros + 1) / (ones + 1))];
  let value = loss(a, b);
  for (let turn = 0; turn < 200; turn++) {
    // A small multiple of the identity keeps the Hessian invertible if all scores are equal.
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-12, 0, 1e-12];
    for (let i = 0; i < rows; i++) {
      const f = score[i]!;
      const s = sigmoid(a * f + b);
      const g = s - against(i);
      const h = s * (1 - s);
      ga += g * f;
      gb += g;
      haa += h * f * f;
      hab += h * f;
      hbb += h;
    }
    const determinant = haa * hbb - hab * hab;
    const da = -(hbb * ga - hab * gb) / determinant;
    const db = -(haa * gb - hab * ga) / determinant;
    let step = 1;
    while (step > 1e-10 && !(loss(a + step * da, b + step * db) < value)) step /= 2;
    if (step <= 1e-10) break;
    a += step * da;
    b += step * db;
    value = loss(a, b);
  }
  return { a, b };
}

/** Computes the probability of class 1 of each score, 0 to 1. */
export function applyPlatt({ a, b }: PlattScaling, score: ArrayLike<number>): Float64Array {
  return Float64Array.from(score, (s) => sigmoid(-(a * s + b)));
}
