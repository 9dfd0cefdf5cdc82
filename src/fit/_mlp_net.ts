/**
 * Loss and gradient of a perceptron with one hidden layer.
 *
 * @module
 */
import type { Random } from "../random.ts";
import type { Matrix } from "../types.ts";

/** Sizes of the layers of a perceptron. */
export interface Shape {
  readonly columns: number;
  readonly hiddenUnits: number;
  readonly outputs: number;
}

/**
 * Computes offsets in the parameters: hidden weights `[columns, hidden]`, bias, output weights,
 * bias.
 */
export function places({ columns, hiddenUnits, outputs }: Shape): {
  readonly hiddenBias: number;
  readonly output: number;
  readonly outputBias: number;
  readonly end: number;
} {
  const hiddenBias = columns * hiddenUnits;
  const output = hiddenBias + hiddenUnits;
  const outputBias = output + hiddenUnits * outputs;
  return { hiddenBias, output, outputBias, end: outputBias + outputs };
}

/** Draws initial weights from the uniform distribution of Glorot and Bengio; biases are 0. */
export function initial(
  columns: number,
  hiddenUnits: number,
  outputs: number,
  random: Random,
): Float64Array {
  const { hiddenBias, output, outputBias, end } = places({ columns, hiddenUnits, outputs });
  const inner = Math.sqrt(6 / (columns + hiddenUnits));
  const outer = Math.sqrt((outputs === 1 ? 2 : 6) / (hiddenUnits + outputs));
  return Float64Array.from({ length: end }, (_, i) => {
    const bound = i < output ? inner : outer;
    const bias = (i >= hiddenBias && i < output) || i >= outputBias;
    return bias ? 0 : random.between(-bound, bound);
  });
}

/** Loss and gradient of a perceptron with the parameters `p`. */
export interface Net {
  /** Tests for a bias, which has no penalty. */
  isBias(i: number): boolean;
  /** Adds the gradients of rows, each multiplied by its weight and `scale`. */
  gradient(
    p: Float64Array,
    gradient: Float64Array,
    x: Matrix,
    y: ArrayLike<number>,
    rows: Int32Array,
    weights: Float64Array,
    scale: number,
  ): void;
  /** Computes the weighted mean loss of rows. */
  loss(
    p: Float64Array,
    x: Matrix,
    y: ArrayLike<number>,
    rows: Int32Array,
    weights: Float64Array,
  ): number;
}

/** Creates the functions of a perceptron with the given layer sizes. */
export function createNet({ columns, hiddenUnits, outputs }: Shape): Net {
  const { hiddenBias, output, outputBias } = places({ columns, hiddenUnits, outputs });
  const hidden = new Float64Array(hiddenUnits);
  const back = new Float64Array(hiddenUnits);
  const scores = new Float64Array(outputs);

  const forward = (p: Float64Array, { data }: Matrix, row: number): void => {
    for (let j = 0; j < hiddenUnits; j++) hidden[j] = p[hiddenBias + j]!;
    for (let c = 0, at = row * columns, w = 0; c < columns; c++, at++) {
      const value = data[at]!;
      for (let j = 0; j < hiddenUnits; j++, w++) hidden[j]! += value * p[w]!;
    }
    for (let k = 0; k < outputs; k++) scores[k] = p[outputBias + k]!;
    for (let j = 0, w = output; j < hiddenUnits; j++) {
      if (hidden[j]! < 0) hidden[j] = 0;
      const value = hidden[j]!;
      for (let k = 0; k < outputs; k++, w++) scores[k]! += value * p[w]!;
    }
  };
  /** Replaces the scores by the gradient of the loss. @returns the loss */
  const slope = (label: number): number => {
    if (outputs === 1) {
      const margin = label === 1 ? scores[0]! : -scores[0]!;
      const loss = Math.max(-margin, 0) + Math.log1p(Math.exp(-Math.abs(margin)));
      const wrong = 1 / (1 + Math.exp(margin));
      scores[0] = label === 1 ? -wrong : wrong;
      return loss;
    }
    let max = -Infinity;
    for (let k = 0; k < outputs; k++) max = Math.max(max, scores[k]!);
    let sum = 0;
    for (let k = 0; k < outputs; k++) sum += Math.exp(scores[k]! - max);
    const loss = max + Math.log(sum) - scores[label]!;
    for (let k = 0; k < outputs; k++) {
      scores[k] = Math.exp(scores[k]! - max) / sum - Number(k === label);
    }
    return loss;
  };

  return {
    isBias: (i) => (i >= hiddenBias && i < output) || i >= outputBias,
    gradient(p, gradient, x, y, rows, weights, scale) {
      for (const row of rows) {
        forward(p, x, row);
        slope(y[row]!);
        const weight = scale * weights[row]!;
        for (let k = 0; k < outputs; k++) {
          scores[k]! *= weight;
          gradient[outputBias + k]! += scores[k]!;
        }
        for (let j = 0, w = output; j < hiddenUnits; j++) {
          const value = hidden[j]!;
          let sum = 0;
          for (let k = 0; k < outputs; k++, w++) {
            sum += p[w]! * scores[k]!;
            gradient[w]! += value * scores[k]!;
          }
          back[j] = value > 0 ? sum : 0;
          gradient[hiddenBias + j]! += back[j]!;
        }
        for (let c = 0, at = row * columns, w = 0; c < columns; c++, at++) {
          const value = x.data[at]!;
          for (let j = 0; j < hiddenUnits; j++, w++) gradient[w]! += value * back[j]!;
        }
      }
    },
    loss(p, x, y, rows, weights) {
      let [sum, total] = [0, 0];
      for (const row of rows) {
        forward(p, x, row);
        sum += weights[row]! * slope(y[row]!);
        total += weights[row]!;
      }
      return sum / total;
    },
  };
}
