import { dense } from "./_dense.ts";
import { linkInputs, type ReadModel } from "./_model.ts";
import { applyLink } from "./links.ts";

/** Logistic regression: linear scores and a link function. */
export interface LogisticRegressionModel {
  /** Type of the model. */
  readonly type: "logistic_regression";
  /** Coefficients, `[1 or classes][features]`; a single row scores the second class. */
  readonly coef: readonly (readonly number[])[];
  /** Intercepts, added to the scores, `[1 or classes]`. */
  readonly intercept: readonly number[];
  /** Link function from scores to probabilities. */
  readonly link: "sigmoid" | "softmax";
}

/** Reads a logistic regression. */
export const readLogisticRegression: ReadModel = (fields, inputs, classes) => {
  const link = fields.choice("link", ["sigmoid", "softmax"]);
  const rows = linkInputs(fields, "link", link, classes);
  const coef = fields.matrix("coef", rows, inputs);
  const intercept = fields.vector("intercept", rows);
  const logits = (x: Float64Array) => dense(coef, intercept, x);
  return { logits, logitCount: rows, probabilities: (x) => applyLink(link, logits(x)) };
};
