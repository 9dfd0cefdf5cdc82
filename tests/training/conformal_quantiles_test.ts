import { createRandom } from "@babycry/babycry/augment";
import { predictionSet } from "@babycry/babycry/fit";
import assert from "node:assert/strict";
import { test } from "node:test";
import { conformalQuantiles } from "../../models/training/evaluate/conformal_quantiles.ts";

test("99 groups of one row are their own quantiles; however many rows, a group is one vote", () => {
  const scores = Array.from({ length: 99 }, (_, i) => (i * 37 % 99 + 100.4) / 1000);
  const groups = scores.map((_, i) => `group ${i}`);
  const expected = Array.from({ length: 99 }, (_, i) => (i + 100) / 1000);
  assert.deepEqual(conformalQuantiles(scores, groups), expected);
  assert.deepEqual(
    conformalQuantiles([...scores, ...scores, ...scores], [...groups, ...groups, ...groups]),
    expected,
  );
  const missed = Array.from({ length: 500 }, () => 0.05);
  const found = conformalQuantiles([...scores, ...missed], [...groups, ...missed.map(() => "one")]);
  assert.deepEqual(found.slice(0, 2), [0.05, 0.1]);
});

test("what few groups cannot rule out is never ruled out", () => {
  const found = conformalQuantiles([0.5, 0.6, 0.7], ["a", "b", "c"]);
  assert.equal(found.length, 99);
  const holds = (coverage: number) =>
    predictionSet(["x"], [0.4], { scores: { x: found } }, coverage).labels.length === 1;
  assert.deepEqual([0.7, 0.76, 0.9].map(holds), [false, true, true]);
});

test("groups never heard keep the promise, rounded ranks and all", () => {
  const random = createRandom("quantiles");
  const draw = (groups: number) =>
    Array.from({ length: groups }, (_, group) => {
      const own = random.normal();
      const rows = group % 5 === 0 ? 12 : 1;
      return Array.from({ length: rows }, () => 1 / (1 + Math.exp(-2 * own - random.normal())));
    });
  for (const coverage of [0.8, 0.95]) {
    let held = 0;
    const times = 300;
    for (let time = 0; time < times; time++) {
      const known = draw(130);
      const scores = conformalQuantiles(
        known.flat(),
        known.flatMap((rows, group) => rows.map(() => `${group}`)),
      );
      for (const rows of draw(20)) {
        const hits = rows.filter((row) =>
          predictionSet(["x"], [row], { scores: { x: scores } }, coverage).labels.length === 1
        );
        held += hits.length / rows.length;
      }
    }
    const share = held / (20 * times);
    // 6,000 groups: a hundredth is above two standard errors.
    assert.ok(share > coverage - 0.01 && share < coverage + 0.025, `${share} for ${coverage}`);
  }
});
