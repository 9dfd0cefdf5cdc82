import type { Fields } from "../fields.ts";
import type { Link } from "./links.ts";

/** A fitted model, after the steps. */
export interface Model {
  /** @param x prepared features; @returns `[classes]`, sum 1 */
  probabilities(x: Float64Array): Float64Array;
  /** Scores before the link, where the model has one. */
  logits?(x: Float64Array): Float64Array;
  /** Length of {@link logits}; absent without them. */
  readonly logitCount?: number;
}

/** Checks a model and prepares it for `inputs` features and `classes` classes. */
export type ReadModel = (fields: Fields, inputs: number, classes: number) => Model;

/**
 * Scores that a link takes.
 *
 * @param name key of the link, for errors
 */
export function linkInputs(fields: Fields, name: string, link: Link, classes: number): number {
  if (link === "softmax") return classes;
  return classes === 2 ? 1 : fields.fail(name, `softmax for ${classes} classes`, "one score");
}
