/**
 * Assigns each group to a fold of its own, in ascending order of the groups.
 *
 * @param groups group of each row, numbers or strings
 * @returns fold of each row
 * @throws {RangeError} when there are fewer than two groups
 * @see sklearn.model_selection.LeaveOneGroupOut
 */
export function leaveOneGroupOut(groups: ArrayLike<number> | ArrayLike<string>): Int32Array {
  const each = Array.from<number | string>(groups);
  const ranks = new Map(
    [...new Set(each)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)).map((group, i) => [group, i]),
  );
  if (ranks.size < 2) {
    throw new RangeError(
      `Leaving one group out: expected 2 or more groups, received ${ranks.size}; add recordings of ` +
        "other groups, or name the column of groups (option groupColumn)",
    );
  }
  return Int32Array.from(each, (group) => ranks.get(group)!);
}
