import { describe } from "../check_option.ts";
import type { Matrix } from "../types.ts";

/**
 * Checks that all values have the same number of rows, at least one.
 *
 * @param action start of the message, such as `Computing ROC AUC`
 * @throws {RangeError} when lengths differ or are 0
 */
export function checkRows(
  action: string,
  values: Readonly<Record<string, { readonly length: number }>>,
): void {
  const lengths = Object.entries(values).map(([name, { length }]) => ({ name, length }));
  const [first] = lengths;
  if (first && first.length > 0 && lengths.every(({ length }) => length === first.length)) return;
  throw new RangeError(
    `${action}: expected the same number of ${lengths.map(({ name }) => name).join(" and ")}, ` +
      `at least 1, received ${lengths.map(({ length }) => length).join(" and ")}`,
  );
}

/**
 * Checks class or row numbers.
 *
 * @throws {RangeError} when one is not an integer from 0 to `classes - 1`
 */
export function checkLabels(action: string, labels: ArrayLike<number>, classes: number): void {
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw new RangeError(
      `${action}: expected integers from 0 to ${classes - 1}, received ${label} at index ${i}`,
    );
  }
}

/**
 * Checks numbers.
 *
 * @param range lowest and highest value; default: any number
 * @throws {TypeError} when a value is not a number
 * @throws {RangeError} when a value is NaN or out of range
 */
export function checkValues(
  action: string,
  values: ArrayLike<number>,
  [min, max]: readonly [number, number] = [-Infinity, Infinity],
): void {
  for (let i = 0; i < values.length; i++) {
    const value: unknown = values[i];
    if (typeof value === "number" && value >= min && value <= max) continue;
    const bounds = max === Infinity ? "" : ` from ${min} to ${max}`;
    const message = `${action}: expected numbers${bounds}, received ${
      describe(value)
    } at index ${i}`;
    throw typeof value === "number" ? new RangeError(message) : new TypeError(message);
  }
}

/**
 * Checks labels and scores of a binary detector.
 *
 * @throws {RangeError} when lengths differ, a label is not 0 or 1 or a score is NaN
 */
export function checkScored(
  action: string,
  y: ArrayLike<number>,
  score: ArrayLike<number>,
): void {
  checkRows(action, { labels: y, scores: score });
  checkLabels(action, y, 2);
  checkValues(action, score);
}

/**
 * Checks a matrix of numbers.
 *
 * @throws {RangeError} when its values do not fill its rows, or one is not a number in range
 */
export function checkMatrix(
  action: string,
  { data, rows, columns }: Matrix,
  range?: readonly [number, number],
): void {
  if (rows < 1 || columns < 1 || data.length !== rows * columns) {
    throw new RangeError(
      `${action}: expected rows * columns values, at least 1, received ${data.length} values ` +
        `for ${rows} * ${columns}`,
    );
  }
  checkValues(action, data, range);
}
