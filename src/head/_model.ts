import type { Fields } from "../fields.ts";
import type { Link } from "./links.ts";

/** Fitted model, applied after the steps. */
export interface Model {
  /** Computes probabilities. @param x prepared features @returns `[classes]`, sum 1 */
  probabilities(x: Float64Array): Float64Array;
  /** Computes the scores before the link; absent for models without a link. */
  logits?(x: Float64Array): Float64Array;
  /** Length of {@link logits}; absent without logits. */
  readonly logitCount?: number;
}

/** Checks a model and prepares it for `inputs` features and `classes` classes. */
export type ReadModel = (fields: Fields, inputs: number, classes: number) => Model;

/**
 * Number of scores that a link takes.
 *
 * @param name key of the link, for errors
 * @throws {ModelError} when the link does not fit the number of classes
 */
export function linkInputs(fields: Fields, name: string, link: Link, classes: number): number {
  if (link === "softmax") return classes;
  return classes === 2 ? 1 : fields.fail(name, `softmax for ${classes} classes`, "one score");
}
