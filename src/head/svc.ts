import type { ReadModel } from "./_model.ts";
import { coupleProbabilities } from "./_couple.ts";
import { sigmoid } from "./links.ts";

/** Support vector classifier with probabilities, with the signs of libsvm. */
export interface SvcModel {
  /** Type of the model. */
  readonly type: "svc";
  /** Kernel function. */
  readonly kernel: "rbf" | "linear";
  /** Factor of the rbf kernel, `exp(-gamma * distance ^ 2)`, 0 or more. */
  readonly gamma: number;
  /** Support vectors, grouped by class, `[vectors][features]`. */
  readonly support_vectors: readonly (readonly number[])[];
  /** Number of support vectors of each class. */
  readonly n_support: readonly number[];
  /** Dual coefficients, `[classes - 1][vectors]`. */
  readonly dual_coef: readonly (readonly number[])[];
  /** Intercept of each pair of classes: (0, 1), (0, 2), ..., (1, 2), ... */
  readonly intercept: readonly number[];
  /** Slope of each pair's logistic function. */
  readonly prob_a: readonly number[];
  /** Offset of each pair's logistic function. */
  readonly prob_b: readonly number[];
}

/** Minimum distance of pairwise probabilities from 0 and 1, as in libsvm. */
const MARGIN = 1e-7;

/**
 * Reads a support vector classifier. Each pair of classes has a decision value, positive for the
 * first class, and a probability; the pairwise probabilities are coupled.
 *
 * @see libsvm, `svm_predict_probability`
 */
export const readSvc: ReadModel = (fields, inputs, classes) => {
  const linear = fields.choice("kernel", ["rbf", "linear"]) === "linear";
  const gamma = fields.number("gamma", { min: 0 });
  const { data, rows } = fields.matrix("support_vectors", undefined, inputs);
  const counts = fields.integers("n_support", classes, 0, rows);
  const total = counts.reduce((sum, n) => sum + n, 0);
  if (total !== rows) fields.fail("n_support", `a sum of ${rows}`, String(total));
  const { data: dual } = fields.matrix("dual_coef", classes - 1, rows);
  const pairs = classes * (classes - 1) / 2;
  const intercept = fields.vector("intercept", pairs);
  if (fields.takeNull("prob_a")) {
    fields.fail("prob_a", `a list of ${pairs} (fit it with probability=True)`, "null");
  }
  const a = fields.vector("prob_a", pairs);
  const b = fields.vector("prob_b", pairs);
  const starts = Array.from(counts, (_, c) => counts.slice(0, c).reduce((sum, n) => sum + n, 0));

  const kernel = (x: Float64Array, row: number): number => {
    let sum = 0;
    for (let i = 0; i < inputs; i++) {
      const v = data[row * inputs + i]!;
      sum += linear ? x[i]! * v : (x[i]! - v) ** 2;
    }
    return linear ? sum : Math.exp(-gamma * sum);
  };

  return {
    probabilities(x) {
      const values = Float64Array.from({ length: rows }, (_, row) => kernel(x, row));
      const part = (own: number, other: number): number => {
        const coefs = (other < own ? other : other - 1) * rows;
        let sum = 0;
        for (let row = starts[own]!; row < starts[own]! + counts[own]!; row++) {
          sum += dual[coefs + row]! * values[row]!;
        }
        return sum;
      };
      // r[i * classes + j] is the probability of class i, given i or j.
      const r = new Float64Array(classes * classes);
      for (let i = 0, pair = 0; i < classes; i++) {
        for (let j = i + 1; j < classes; j++, pair++) {
          const decision = part(i, j) + part(j, i) + intercept[pair]!;
          const p = sigmoid(-(a[pair]! * decision + b[pair]!));
          r[i * classes + j] = Math.min(1 - MARGIN, Math.max(MARGIN, p));
          r[j * classes + i] = 1 - r[i * classes + j]!;
        }
      }
      return coupleProbabilities(r, classes);
    },
  };
};
