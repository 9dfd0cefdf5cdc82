/**
 * Checks that each group is in one fold, and that fold numbers have no gaps.
 *
 * @param folds fold of each row
 * @param groups group of each row
 * @throws {RangeError} when a group is in two folds, a fold has no rows, or lengths differ
 */
export function checkFolds(folds: ArrayLike<number>, groups: readonly string[]): Int32Array {
  const numbers = Int32Array.from(folds);
  if (numbers.length !== groups.length) {
    throw new RangeError(
      `Fitting in folds: expected a fold for each of ${groups.length} rows, received ${numbers.length}`,
    );
  }
  const foldOf = new Map<string, number>();
  groups.forEach((group, row) => {
    const fold = foldOf.get(group) ?? numbers[row]!;
    if (fold !== numbers[row]) {
      throw new RangeError(
        `Fitting in folds: expected each group in one fold, received group ${group} in folds ` +
          `${fold} and ${numbers[row]}; correct the column of folds (option foldColumn)`,
      );
    }
    foldOf.set(group, fold);
  });
  const count = Math.max(...numbers) + 1;
  const used = new Set(numbers).size;
  if (used !== count) {
    throw new RangeError(
      `Fitting in folds: expected rows in each of ${count} folds, received rows in ${used} of them`,
    );
  }
  return numbers;
}
