import { checkChoice } from "../check_option.ts";

/**
 * Computes the weights of rows as scikit-learn: sample weight times class weight.
 *
 * @param action start of the messages, such as `Fitting logistic regression`
 * @throws {RangeError} when sizes disagree, or a class has no rows
 */
export function rowWeights(
  action: string,
  { y, classes }: { readonly y: ArrayLike<number>; readonly classes: number },
  { classWeight = null, sampleWeight }: {
    readonly classWeight?: "balanced" | null;
    readonly sampleWeight?: ArrayLike<number>;
  },
): Float64Array {
  const rows = y.length;
  if (classWeight !== null) checkChoice(action, "classWeight", classWeight, ["balanced"]);
  if (sampleWeight && sampleWeight.length !== rows) {
    throw new RangeError(`${action}: expected ${rows} weights, received ${sampleWeight.length}`);
  }
  const totals = new Float64Array(classes);
  for (let r = 0; r < rows; r++) {
    const label = y[r]!;
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      throw new RangeError(`${action}: expected classes 0 to ${classes - 1}, received ${label}`);
    }
    totals[label]! += sampleWeight?.[r] ?? 1;
  }
  const empty = totals.findIndex((total) => total === 0);
  if (classes < 2 || empty >= 0) {
    throw new RangeError(
      `${action}: expected two or more classes with rows, received ${
        classes < 2 ? `${classes} class` : `no row of class ${empty}`
      }`,
    );
  }
  const all = totals.reduce((sum, total) => sum + total, 0);
  return Float64Array.from(
    { length: rows },
    (_, r) => (sampleWeight?.[r] ?? 1) * (classWeight ? all / (classes * totals[y[r]!]!) : 1),
  );
}

/** @throws {TypeError} when a value is not finite */
export function checkFinite(action: string, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) {
      throw new TypeError(`${action}: expected finite values, received ${values[i]}`);
    }
  }
}
