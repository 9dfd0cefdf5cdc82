import { createRandom } from "@babycry/babycry/augment";
import { predictionSet } from "@babycry/babycry/fit";
import assert from "node:assert/strict";
import { test } from "node:test";
import { conformalQuantiles } from "../../models/training/evaluate/conformal_quantiles.ts";

test("99 groups of one row are the quantiles, and a group has one vote for any number of rows", () => {
  const scores = Array.from({ length: 99 }, (_, i) => (i * 37 % 99 + 100.4) / 1000);
  const groups = scores.map((_, i) => `group ${i}`);
  const expected = Array.from({ length: 99 }, (_, i) => (i + 100) / 1000);
  assert.deepEqual(conformalQuantiles(scores, groups), expected);
  assert.deepEqual(
    conformalQuantiles([...scores, ...scores, ...scores], [...groups, ...groups, ...groups]),
    expected,
  );
  const low = Array.from({ length: 500 }, () => 0.05);
  const found = conformalQuantiles([...scores, ...low], [...groups, ...low.map(() => "one")]);
  assert.deepEqual(found.slice(0, 2), [0.05, 0.1]);
});

test("a label is never excluded at a coverage that needs more groups", () => {
  const found = conformalQuantiles([0.5, 0.6, 0.7], ["a", "b", "c"]);
  assert.equal(found.length, 99);
  const holds = (coverage: number) =>
    predictionSet(["x"], [0.4], { scores: { x: found } }, coverage).labels.length === 1;
  assert.deepEqual([0.7, 0.76, 0.9].map(holds), [false, true, true]);
});

test("sets of new groups have the requested coverage", () => {
  const random = createRandom("quantiles");
  const draw = (groups: number) =>
    Array.from({ length: groups }, (_, group) => {
      const own = random.normal();
      const rows = group % 5 === 0 ? 12 : 1;
      return Array.from({ length: rows }, () => 1 / (1 + Math.exp(-2 * own - random.normal())));
    });
  for (const coverage of [0.8, 0.95]) {
    let covered = 0;
    const trials = 300;
    for (let trial = 0; trial < trials; trial++) {
      const known = draw(130);
      const scores = conformalQuantiles(
        known.flat(),
        known.flatMap((rows, group) => rows.map(() => `${group}`)),
      );
      for (const rows of draw(20)) {
        const hits = rows.filter((row) =>
          predictionSet(["x"], [row], { scores: { x: scores } }, coverage).labels.length === 1
        );
        covered += hits.length / rows.length;
      }
    }
    const share = covered / (20 * trials);
    // With 6,000 groups, .01 is more than two standard errors.
    assert.ok(share > coverage - 0.01 && share < coverage + 0.025, `${share} for ${coverage}`);
  }
});
