import type { ReadModel } from "./_model.ts";
import { coupleProbabilities } from "./_couple.ts";
import { sigmoid } from "./links.ts";

/** A support vector classifier with probabilities, in libsvm's own signs. */
export interface SvcModel {
  /** Which kind this is. */
  readonly type: "svc";
  /** Which kernel. */
  readonly kernel: "rbf" | "linear";
  /** Of the kernel `exp(-gamma * distance ^ 2)`. */
  readonly gamma: number;
  /** Grouped by class, `[vectors][features]`. */
  readonly support_vectors: readonly (readonly number[])[];
  /** Support vectors of each class. */
  readonly n_support: readonly number[];
  /** `[classes - 1][vectors]`. */
  readonly dual_coef: readonly (readonly number[])[];
  /** A pair of classes each: (0, 1), (0, 2), ..., (1, 2), ... */
  readonly intercept: readonly number[];
  /** Slope of each pair's logistic function. */
  readonly prob_a: readonly number[];
  /** Offset of each pair's logistic function. */
  readonly prob_b: readonly number[];
}

/** What libsvm keeps pair probabilities away from 0 and 1. */
const MARGIN = 1e-7;

/**
 * A decision a pair of classes, positive for the first; a probability a pair; all of them coupled.
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
      const part = (of: number, against: number): number => {
        const coefs = (against < of ? against : against - 1) * rows;
        let sum = 0;
        for (let row = starts[of]!; row < starts[of]! + counts[of]!; row++) {
          sum += dual[coefs + row]! * values[row]!;
        }
        return sum;
      };
      // r[i * classes + j] is the probability of i if it is i or j.
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
