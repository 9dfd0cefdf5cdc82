/**
 * Fitting heads on one's own recordings, with the DSP code that serves them.
 *
 * @module
 */
export type { Matrix } from "../types.ts";
export { fitStandardScaler, standardize, type StandardScaler } from "./standard_scaler.ts";
export {
  fitLogisticRegression,
  type LogisticRegression,
  type LogisticRegressionOptions,
  predictProbability,
} from "./logistic_regression.ts";
