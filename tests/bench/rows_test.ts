import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "../../bench/goals.ts";
import { measure, median } from "../../bench/measure.ts";
import { besideRival, rowsOf } from "../../bench/row.ts";

const timing = (minMs: number) => ({ minMs, medianMs: 2 * minMs, runs: 5 });

test("a row a rival, one without, ratio of the least times", () => {
  const [alone] = rowsOf("work", "node", { ours: timing(1), rivals: {} });
  assert.deepEqual([alone?.rival, alone?.ratio, alone?.ours_ms], [null, null, 1]);
  const rivals = { "slow 1.0": timing(4), "slower 1.0": timing(8) };
  const rows = rowsOf("work", "node", { ours: timing(1), rivals });
  assert.deepEqual(rows.map(({ ratio }) => ratio), [0.25, 0.125]);
  const other = { name: "work", rival: "elsewhere", rival_ms: 2, rival_median_ms: 3 };
  assert.equal(besideRival(alone!, other).ratio, 0.5);
});

test("goals are held against the rival they name, with an allowance on Deno", () => {
  const goals = [{ rival: "slow", must: 0.2, aim: 0.1 }, { rival: null, must: 1, aim: 0.5 }];
  const met = (runtime: string, ratio: number, rival: string) => {
    const [row] = rowsOf("work", runtime, { ours: timing(ratio), rivals: { [rival]: timing(1) } });
    return judge(row!, { goals, denoAllowance: 1.5 })?.met;
  };
  assert.deepEqual([0.1, 0.2, 0.21].map((r) => met("node", r, "slow 1.0")), ["aim", "must", "no"]);
  assert.deepEqual([0.15, 0.3, 0.31].map((r) => met("deno", r, "slow 1.0")), ["aim", "must", "no"]);
  assert.equal(met("node", 0.1, "another 1.0"), undefined);
  const [alone] = rowsOf("work", "node", { ours: timing(0.7), rivals: {} });
  assert.equal(judge(alone!, { goals })?.met, "must");
});

test("works take turns, asynchronous ones are awaited", async () => {
  assert.deepEqual([median([3, 1, 2]), median([4, 1, 2, 3])], [2, 2.5]);
  let open = 0;
  const busy = () => {
    const end = performance.now() + 2;
    while (performance.now() < end);
  };
  const times = await measure([busy, async () => {
    assert.equal(open++, 0);
    await Promise.resolve();
    busy();
    open--;
  }]);
  assert.equal(times.length, 2);
  assert.ok(
    times.every(({ minMs, medianMs, runs }) => 0 < minMs && minMs <= medianMs && runs >= 7),
  );
});
