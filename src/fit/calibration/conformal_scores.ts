import type { Matrix } from "../../types.ts";
import { createRandom } from "../../random.ts";
import { checkNumber } from "../../check_option.ts";

const DIGITS = 4;

/**
 * What a prediction set is made of: by label, the probability that held-out recordings were given for
 * it where it is the true one. One recording a group and label, drawn by the seed, since the recordings
 * of a donor are no independent evidence.
 *
 * @param labels `[classes]`
 * @param probability classes weighed alike, of rows that were held out with their groups,
 *   `[rows, classes]`
 * @param y class of each row
 * @param groups group of each row
 * @returns ascending, to four digits
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
      `Calibrating prediction sets: ${rows} rows of ${columns} values came for ${labels.length} ` +
        `labels, ${y.length} classes and ${groups.length} groups`,
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
