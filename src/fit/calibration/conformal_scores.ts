import type { Matrix } from "../../types.ts";
import { createRandom } from "../../random.ts";
import { checkNumber } from "../../check_option.ts";

const DIGITS = 4;

/**
 * Collects the conformity scores of prediction sets: by label, the probabilities of the true label
 * for held-out recordings. Uses one recording per group and label, drawn by the seed, because
 * recordings of one donor are not independent.
 *
 * @param labels names of the classes, `[classes]`
 * @param probability class-balanced probabilities of rows held out by group, `[rows, classes]`
 * @param y class of each row
 * @param groups group of each row
 * @returns scores by label, ascending, to four digits
 * @throws {RangeError} when sizes disagree
 */
export function conformalScores(
  labels: readonly string[],
  { data, rows, columns }: Matrix,
  y: ArrayLike<number>,
  groups: readonly string[],
  options: { readonly seed: number },
): Record<string, number[]> {
  if (columns !== labels.length || y.length !== rows || groups.length !== rows) {
    throw new RangeError(
      `Calibrating prediction sets: expected a class and a group per row and a column per label, ` +
        `received ${rows} rows, ${y.length} classes, ${groups.length} groups, ${columns} columns ` +
        `and ${labels.length} labels`,
    );
  }
  checkNumber("Calibrating prediction sets", "seed", options.seed);
  const random = createRandom("conformal scores", options.seed);
  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < rows; row++) {
    const unit = JSON.stringify([groups[row], y[row]]);
    const known = rowsOf.get(unit);
    if (known) known.push(row);
    else rowsOf.set(unit, [row]);
  }
  const drawn = [...rowsOf.values()].map((some) => some[random.below(some.length)]!);
  return Object.fromEntries(labels.map((label, c) => {
    const mine = drawn.filter((row) => y[row] === c);
    const scores = mine.map((row) => Number(data[row * columns + c]!.toPrecision(DIGITS)));
    return [label, scores.sort((a, b) => a - b)];
  }));
}
