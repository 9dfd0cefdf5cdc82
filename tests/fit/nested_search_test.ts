import assert from "node:assert/strict";
import { test } from "node:test";
import { nestedSearch, type Search } from "../../src/fit/nested_search.ts";

/** Candidates that are right with a chance of their own, by fold. */
function search(
  rights: readonly (readonly number[])[],
  fits: string[] = [],
): Search<{ right: number }> {
  return {
    folds: rights[0]!.length,
    candidates: rights.length,
    fit(candidate, without) {
      fits.push(`${candidate} without ${without}`);
      return Promise.resolve((fold) => {
        assert.ok(without.includes(fold), `fold ${fold} was learned from`);
        return { right: rights[candidate]![fold]! };
      });
    },
    loss: (scores) => [...scores.values()].reduce((sum, { right }) => sum - right, 0),
  };
}

test("settings of a fold are chosen on the others; no fit scores its own rows", async () => {
  // The second candidate is best over all; without fold 2, the first is.
  const rights = [[0.6, 0.6, 0], [0.5, 0.5, 1]];
  const fits: string[] = [];
  const { chosen, chosenByFold, heldOut, losses } = await nestedSearch(search(rights, fits));
  assert.equal(chosen, 1);
  assert.deepEqual(chosenByFold, [1, 1, 0]);
  assert.deepEqual([0, 1, 2].map((fold) => heldOut.get(fold)!.right), [0.5, 0.5, 0]);
  assert.ok(losses[1]! < losses[0]!);
  assert.deepEqual(fits.length, new Set(fits).size, "no fit is made twice");
  assert.equal(fits.length, 2 * (3 + 3));

  // The scores of fold 2 do not affect its own choice.
  const other = await nestedSearch(search([[0.6, 0.6, 9], [0.5, 0.5, -9]]));
  assert.equal(other.chosenByFold[2], 0);
});

test("of equal candidates the simplest is chosen", async () => {
  const { chosen, chosenByFold } = await nestedSearch(
    search([[1, 1, 1], [1, 1, 1.00001], [0, 0, 0]]),
  );
  assert.deepEqual([chosen, ...chosenByFold], [0, 0, 0, 0]);
});

test("one candidate is fitted once per fold; too few folds are refused", async () => {
  const fits: string[] = [];
  const { chosen, heldOut } = await nestedSearch(search([[1, 2]], fits));
  assert.deepEqual([chosen, fits.length, heldOut.get(1)!.right], [0, 2, 2]);
  await assert.rejects(nestedSearch(search([[1, 2], [1, 2]])), /expected 3 or more folds/);
  await assert.rejects(nestedSearch(search([[1]])), /expected 2 or more folds/);
});

test("progress counts fits; a signal stops between them", async () => {
  const controller = new AbortController();
  const seen: string[] = [];
  await assert.rejects(
    nestedSearch({
      ...search([[1, 2, 3], [1, 2, 3]]),
      signal: controller.signal,
      onProgress({ done, total }) {
        seen.push(`${done} of ${total}`);
        if (done === 2) controller.abort();
      },
    }),
    { name: "AbortError" },
  );
  assert.deepEqual(seen, ["1 of 12", "2 of 12"]);
});
