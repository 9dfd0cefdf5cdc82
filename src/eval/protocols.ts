/**
 * Which rows are learned from, and which are held out.
 *
 * @module
 */
import { leaveOneGroupOut } from "./leave_one_group_out.ts";
import { stratifiedGroupFolds } from "./stratified_group_folds.ts";

/** How rows are held out. */
export type Protocol = "logo" | "kfold" | "split" | "held-out" | "leaky";

/** All protocols. */
export const PROTOCOLS: readonly Protocol[] = ["logo", "kfold", "split", "held-out", "leaky"];

/** One fit: no row in both. */
export interface Fold {
  /** A number, or what is held out. */
  readonly name: string;
  /** Rows to learn from. */
  readonly train: readonly number[];
  /** Rows that are held out. */
  readonly test: readonly number[];
}

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
  /** How many, for `kfold` and `leaky`. */
  readonly folds: number;
  /** Makes them repeatable. */
  readonly seed: number;
}

/** A side of this name is learned from, and no other is. */
const TRAINING = /^train(ing)?$/i;

/**
 * The folds of a protocol. `logo` holds out one group at a time, `kfold` folds of whole groups with
 * even class shares, `split` one side at a time (or all that is not `train`), `held-out` one kind at a
 * time with all of its groups, and `leaky` a random share of the rows of each class, groups or not.
 *
 * @throws {RangeError} when there are too few groups, sides or kinds
 */
export function makeFolds(input: ProtocolInput): Fold[] {
  const { protocol, y, classes, groups, column, folds, seed } = input;
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
      return fromColumn(column, groups, protocol);
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

function fromColumn(
  column: readonly string[],
  groups: readonly string[],
  protocol: "split" | "held-out",
): Fold[] {
  const rows = Array.from(column.keys());
  const names = [...new Set(column)].sort();
  if (names.length < 2) {
    throw new RangeError(`Holding out by ${protocol}: one value came, wanted two or more`);
  }
  const training = protocol === "split" ? names.find((name) => TRAINING.test(name)) : undefined;
  return names.filter((name) => name !== training).map((name) => {
    const test = rows.filter((row) => column[row] === name);
    const heard = new Set(protocol === "held-out" ? test.map((row) => groups[row]) : []);
    const train = rows.filter((row) =>
      training === undefined
        ? column[row] !== name && !heard.has(groups[row])
        : column[row] === training
    );
    return { name, train, test };
  });
}
