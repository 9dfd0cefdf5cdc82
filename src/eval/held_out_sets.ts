import { checkLabels, checkMatrix, checkRows } from "../metrics/check_rows.ts";
import { conformalScores } from "../fit/calibration/conformal_scores.ts";
import { predictionSet } from "../prediction/prediction_set.ts";
import type { Matrix } from "../types.ts";

/**
 * Makes conformal prediction sets of held-out rows, calibrated on the rows of all other folds.
 *
 * @param rows.score class-balanced scores, `[rows, classes]`
 * @param folds rows of each fold, two or more folds
 * @param coverage between 0 and 1
 * @throws {RangeError} when lengths differ, or a class, row number or coverage is out of range
 */
export function heldOutSets(
  rows: {
    readonly labels: readonly string[];
    readonly y: Int32Array;
    readonly groups: readonly string[];
    readonly score: Matrix;
  },
  folds: readonly (readonly number[])[],
  options: { readonly coverage: number; readonly seed: number },
): { coverage: number; labels: string[][] } {
  const { labels, y, groups, score } = rows;
  const { coverage, seed } = options;
  const action = "Making sets of held-out rows";
  checkRows(action, { labels: y, groups, "rows of score": { length: score.rows } });
  checkMatrix(action, score);
  checkLabels(action, y, labels.length);
  for (const own of folds) checkLabels(`${action}, rows of a fold`, own, y.length);
  const { columns } = score;
  const rowOf = (row: number) => score.data.subarray(row * columns, (row + 1) * columns);
  const sets: string[][] = [];
  for (const own of folds) {
    const mine = new Set(own);
    const others = Array.from(y.keys()).filter((row) => !mine.has(row));
    const known: Matrix = {
      data: new Float64Array(others.length * columns),
      rows: others.length,
      columns,
    };
    others.forEach((row, i) => known.data.set(rowOf(row), i * columns));
    const scores = conformalScores(
      labels,
      known,
      others.map((row) => y[row]!),
      others.map((row) => groups[row]!),
      { seed },
    );
    for (const row of own) {
      sets[row] = [...predictionSet(labels, rowOf(row), { coverage, scores }).labels];
    }
  }
  return { coverage, labels: sets };
}
