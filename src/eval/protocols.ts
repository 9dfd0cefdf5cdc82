/**
 * Which rows are learned from, and which are held out.
 *
 * @module
 */
import { checkLabels, checkRows } from "../metrics/check_rows.ts";
import type { Fold } from "../metrics/baselines.ts";
import { leaveOneGroupOut } from "../data/leave_one_group_out.ts";
import { stratifiedGroupFolds } from "../data/stratified_group_folds.ts";

/** How rows are held out. */
export type Protocol = "logo" | "kfold" | "split" | "held-out" | "leaky";

/** All protocols. */
export const PROTOCOLS: readonly Protocol[] = ["logo", "kfold", "split", "held-out", "leaky"];

/** What the protocols need. */
export interface ProtocolInput {
  /** How rows are held out. */
  readonly protocol: Protocol;
  /** Class of each row. */
  readonly y: Int32Array;
  /** How many classes there are. */
  readonly classes: number;
  /** Group of each row. */
  readonly groups: readonly string[];
  /** For `split` the side, for `held-out` the kind of each row. */
  readonly column: readonly string[];
  /** How many, for `kfold` and `leaky`, and for a kind that is held out in parts. */
  readonly folds: number;
  /** Makes them repeatable. */
  readonly seed: number;
}

/** A side of this name is learned from, and no other is. */
const TRAINING = /^train(ing)?$/i;

/**
 * The folds of a protocol. `logo` holds out one group at a time, `kfold` folds of whole groups with
 * even class shares, `split` one side at a time (or all that is not `train`), `held-out` one kind at a
 * time with all of its groups, and `leaky` a random share of the rows of each class, groups or not. A
 * kind that is all there is of a class, such as the cries beside kinds of noise, is held out in parts.
 *
 * @throws {RangeError} when there are too few groups, sides or kinds, lengths differ or a class is out
 * of range
 */
export function makeFolds(input: ProtocolInput): Fold[] {
  const { protocol, y, classes, groups, folds, seed } = input;
  checkRows("Making folds", { labels: y, groups });
  checkLabels("Making folds", y, classes);
  switch (protocol) {
    case "logo":
      return fromNumbers(leaveOneGroupOut(groups));
    case "kfold":
      return fromNumbers(stratifiedGroupFolds(y, groups, { folds, classes, seed }));
    case "leaky": {
      const rows = groups.map((_, row) => String(row));
      return fromNumbers(stratifiedGroupFolds(y, rows, { folds, classes, seed }));
    }
    case "split":
    case "held-out":
      return fromColumn(input, protocol);
  }
}

function fromNumbers(numbers: Int32Array): Fold[] {
  const rows = Array.from(numbers.keys());
  return [...new Set(numbers)].sort((a, b) => a - b).map((fold) => ({
    name: String(fold),
    train: rows.filter((row) => numbers[row] !== fold),
    test: rows.filter((row) => numbers[row] === fold),
  }));
}

function fromColumn(input: ProtocolInput, protocol: "split" | "held-out"): Fold[] {
  const { y, groups, column } = input;
  checkRows(`Holding out by ${protocol}`, { labels: y, values: column });
  const rows = Array.from(column.keys());
  const names = [...new Set(column)].sort();
  if (names.length < 2) {
    throw new RangeError(`Holding out by ${protocol}: one value came, wanted two or more`);
  }
  const training = protocol === "split" ? names.find((name) => TRAINING.test(name)) : undefined;
  const classesOf = (some: readonly number[]) => new Set(some.map((row) => y[row])).size;
  const all = classesOf(rows);
  return names.filter((name) => name !== training).flatMap((name) => {
    const test = rows.filter((row) => column[row] === name);
    if (protocol === "split") {
      const train = rows.filter((row) =>
        training === undefined ? column[row] !== name : column[row] === training
      );
      return { name, train, test };
    }
    const without = (some: readonly number[]) => {
      const heard = new Set(some.map((row) => groups[row]));
      return rows.filter((row) => !heard.has(groups[row]));
    };
    const train = without(test).filter((row) => column[row] !== name);
    const parts = Math.min(input.folds, new Set(test.map((row) => groups[row])).size);
    if (classesOf(train) === all || parts < 2) return { name, train, test };
    return partsOf(test, parts, input).map((part, i) => ({
      name: `${name}, part ${i + 1}`,
      train: without(part),
      test: part,
    }));
  });
}

/** Rows in parts of whole groups. */
function partsOf(
  rows: readonly number[],
  parts: number,
  { y, classes, groups, seed }: ProtocolInput,
): number[][] {
  const numbers = stratifiedGroupFolds(
    rows.map((row) => y[row]!),
    rows.map((row) => groups[row]!),
    { folds: parts, classes, seed },
  );
  return Array.from(
    { length: parts },
    (_, part) => rows.filter((_, i) => numbers[i] === part),
  );
}
