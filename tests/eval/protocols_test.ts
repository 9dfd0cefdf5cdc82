import { createRandom } from "@babycry/babycry/augment";
import { makeFolds, type Protocol, PROTOCOLS } from "@babycry/babycry/eval";
import assert from "node:assert/strict";
import { test } from "node:test";

const random = createRandom("protocols", 1);
const groups = Array.from({ length: 120 }, () => `g${random.below(30)}`);
const y = Int32Array.from(groups, () => Number(random.uniform() < 0.3));
const kinds = Array.from(groups, () => ["rain", "dog", "cry"][random.below(3)]!);
const folds = (protocol: Protocol, column: readonly string[] = kinds) =>
  makeFolds({ protocol, y, classes: 2, groups, column, folds: 5, seed: 1 });
const groupsOf = (rows: readonly number[]) => new Set(rows.map((row) => groups[row]!));

test("training and test rows are disjoint, and every row is tested once", () => {
  for (const protocol of PROTOCOLS) {
    const tested = folds(protocol).flatMap(({ train, test }) => {
      const learned = new Set(train);
      assert.ok(test.every((row) => !learned.has(row)), protocol);
      return test;
    });
    assert.deepEqual(tested.sort((a, b) => a - b), [...groups.keys()], protocol);
  }
});

test("groups are held out whole unless the protocol is leaky", () => {
  const shares = (protocol: Protocol) =>
    folds(protocol).some(({ train, test }) => {
      const learned = groupsOf(train);
      return [...groupsOf(test)].some((group) => learned.has(group));
    });
  assert.deepEqual(
    PROTOCOLS.filter(shares),
    ["split", "leaky"],
    "a given split is taken as it is",
  );
  assert.equal(folds("logo").length, new Set(groups).size);
  assert.equal(folds("kfold").length, 5);
});

test("a held-out kind and its groups are not trained on", () => {
  for (const { name, train, test } of folds("held-out")) {
    assert.ok(test.every((row) => kinds[row] === name));
    assert.ok(train.every((row) => kinds[row] !== name));
  }
});

test("a kind that contains a whole class is held out in parts of whole groups", () => {
  const cries = Int32Array.from(kinds, (kind) => Number(kind === "cry"));
  const found = makeFolds({
    protocol: "held-out",
    y: cries,
    classes: 2,
    groups,
    column: kinds,
    folds: 3,
    seed: 1,
  });
  assert.deepEqual(found.map(({ name }) => name), [
    "cry, part 1",
    "cry, part 2",
    "cry, part 3",
    "dog",
    "rain",
  ]);
  const tested = found.flatMap(({ train, test }) => {
    assert.equal(new Set(train.map((row) => cries[row])).size, 2);
    const learned = groupsOf(train);
    assert.ok([...groupsOf(test)].every((group) => !learned.has(group)));
    return test;
  });
  assert.deepEqual(tested.sort((a, b) => a - b), [...groups.keys()]);
});

test("a side named train is the only training side", () => {
  const column = groups.map((_, row) => ["train", "val", "test"][row % 3]!);
  const found = folds("split", column);
  assert.deepEqual(found.map(({ name }) => name), ["test", "val"]);
  for (const { train } of found) assert.ok(train.every((row) => column[row] === "train"));
});

test("one side and fewer groups than folds are errors", () => {
  assert.throws(
    () => folds("split", groups.map(() => "all")),
    /at least 2 distinct values, received 1/,
  );
  const few = { y: y.subarray(0, 3), groups: ["a", "b", "b"], column: [], folds: 5, seed: 1 };
  assert.throws(() => makeFolds({ protocol: "kfold", classes: 2, ...few }), RangeError);
});
