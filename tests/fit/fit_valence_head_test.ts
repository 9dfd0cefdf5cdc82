import { createRandom } from "@babycry/babycry/augment";
import { fitValenceHead } from "@babycry/babycry/fit";
import { createHead } from "@babycry/babycry";
import assert from "node:assert/strict";
import { test } from "node:test";

test("a head is measured on groups that it has not heard", () => {
  // The first value tells the class; the second tells the group, whose recordings are of one class.
  const random = createRandom(3);
  const rows = Array.from({ length: 120 }, (_, i) => {
    const y = Math.floor(i / 4) % 2;
    return {
      y,
      group: `${Math.floor(i / 4)}`,
      x: [random.normal() + 2 * y, 100 * random.normal()],
    };
  });
  const x = { data: Float64Array.from(rows.flatMap(({ x }) => x)), rows: 120, columns: 2 };
  const y = rows.map(({ y }) => y);
  const groups = rows.map(({ group }) => group);
  const fitted = fitValenceHead(x, y, groups, { folds: 5, C: 1, seed: 1 });
  const { estimate, interval: [low, high] } = fitted.auc;
  assert.ok(
    low < estimate && estimate < high && estimate > 0.65 && estimate < 0.95,
    `${estimate} ${low} ${high}`,
  );
  const head = createHead(fitted.head, "test");
  assert.deepEqual(head.classes, ["distress", "positive"]);
  assert.ok(head.probabilities([3, 0])[1]! > 0.8);
  assert.ok(head.probabilities([-2, 0])[0]! > 0.8);
  assert.deepEqual(fitValenceHead(x, y, groups, { folds: 5, C: 1, seed: 1 }), fitted);

  // Labels by chance of each group: recordings of a group tell each other's only when it is heard.
  const chance = groups.map((group) => createRandom("label", group).normal() > 0 ? 1 : 0);
  const vectors = rows.flatMap(({ group }) => {
    const own = createRandom("place", group);
    return [own.normal(), own.normal()];
  });
  const leak = { data: Float64Array.from(vectors), rows: 120, columns: 2 };
  const { auc } = fitValenceHead(leak, chance, groups, { folds: 5, C: 100, seed: 1 });
  assert.ok(auc.estimate < 0.75, `${auc.estimate}`);
});
