/**
 * Hold-out protocols: the folds that a model is evaluated on.
 *
 * @module
 */
import { checkLabels, checkRows } from "../metrics/check_rows.ts";
import type { Fold } from "../metrics/baselines.ts";
import { leaveOneGroupOut } from "../data/leave_one_group_out.ts";
import { stratifiedGroupFolds } from "../data/stratified_group_folds.ts";

/** Name of a hold-out protocol; see {@link makeFolds}. */
export type Protocol = "logo" | "kfold" | "split" | "held-out" | "leaky";

/** Names of all protocols. */
export const PROTOCOLS: readonly Protocol[] = ["logo", "kfold", "split", "held-out", "leaky"];

/** Rows to divide into folds, and the protocol. */
export interface ProtocolInput {
  /** Name of the protocol. */
  readonly protocol: Protocol;
  /** Class index of each row. */
  readonly y: Int32Array;
  /** Number of classes. */
  readonly classes: number;
  /** Group of each row. */
  readonly groups: readonly string[];
  /** Side of each row for `split`, kind of each row for `held-out`. */
  readonly column: readonly string[];
  /**
   * Number of folds for `kfold` and `leaky`, and of parts for a kind that contains a whole class.
   */
  readonly folds: number;
  /** Seed of the folds. */
  readonly seed: number;
}

/** Name of the only side for training. */
const TRAINING = /^train(ing)?$/i;

/**
 * Makes the folds of a protocol. `logo` holds out one group at a time, `kfold` folds of whole
 * groups with even class shares, `split` one side at a time (all sides but `train` if there is
 * one), `held-out` one kind at a time with all of its groups, and `leaky` a random share of the
 * rows of each class, regardless of groups. A kind that contains a whole class, such as cries among
 * kinds of noise, is held out in parts.
 *
 * @throws {RangeError} when there are too few groups, sides or kinds, lengths differ or a class is
 *   out of range
 */
export function makeFolds(input: ProtocolInput): Fold[] {
  const { protocol, y, classes, groups, folds, seed } = input;
  checkRows("Making folds", { labels: y, groups });
  checkLabels("Making folds", y, classes);
  switch (protocol) {
    case "logo":
      return foldsFromNumbers(leaveOneGroupOut(groups));
    case "kfold":
      return foldsFromNumbers(stratifiedGroupFolds(y, groups, { folds, classes, seed }));
    case "leaky": {
      const rows = groups.map((_, row) => String(row));
      return foldsFromNumbers(stratifiedGroupFolds(y, rows, { folds, classes, seed }));
    }
    case "split":
    case "held-out":
      return fromColumn(input, protocol);
  }
}

/** Converts fold numbers of rows to training and test rows. */
export function foldsFromNumbers(numbers: Int32Array): Fold[] {
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
    throw new RangeError(
      `Holding out by ${protocol}: expected at least 2 distinct values, received ${names.length}`,
    );
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
      const own = new Set(some.map((row) => groups[row]));
      return rows.filter((row) => !own.has(groups[row]));
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

/** Divides rows into parts of whole groups. */
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
