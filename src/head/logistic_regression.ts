import { dense } from "./_dense.ts";
import { linkInputs, type ReadModel } from "./_model.ts";
import { applyLink } from "./links.ts";

/** Linear scores and a link to probabilities. */
export interface LogisticRegressionModel {
  /** Which kind this is. */
  readonly type: "logistic_regression";
  /** `[1 or k][features]`; a single row scores the second class. */
  readonly coef: readonly (readonly number[])[];
  /** Added to the scores. */
  readonly intercept: readonly number[];
  /** From scores to probabilities. */
  readonly link: "sigmoid" | "softmax";
}

export const readLogisticRegression: ReadModel = (fields, inputs, classes) => {
  const link = fields.choice("link", ["sigmoid", "softmax"]);
  const rows = linkInputs(fields, "link", link, classes);
  const coef = fields.matrix("coef", rows, inputs);
  const intercept = fields.vector("intercept", rows);
  const logits = (x: Float64Array) => dense(coef, intercept, x);
  return { logits, logitCount: rows, probabilities: (x) => applyLink(link, logits(x)) };
};
