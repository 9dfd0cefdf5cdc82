import assert from "node:assert/strict";
import { test } from "node:test";
import { checkGoal } from "../../bench/goals.ts";
import { measure, median } from "../../bench/measure.ts";
import { besideRival, formatFactor, rowsOf, speedup } from "../../bench/row.ts";

const timing = (minMs: number) => ({ minMs, medianMs: 2 * minMs, runs: 5 });

test("one row for each rival, one without rivals, factors of the least times", () => {
  const [alone] = rowsOf("work", "node", { ours: timing(1), rivals: {} });
  assert.deepEqual([alone?.rival, speedup(alone!), alone?.ours_ms], [null, null, 1]);
  const rivals = { "slow 1.0": timing(4), "slower 1.0": timing(8) };
  const rows = rowsOf("work", "node", { ours: timing(1), rivals });
  assert.deepEqual(rows.map(speedup), [4, 8]);
  const other = { name: "work", rival: "elsewhere", rival_ms: 2, rival_median_ms: 3 };
  assert.equal(speedup(besideRival(alone!, other)), 2);
  assert.deepEqual([32.4, 7.42, 1.087].map(formatFactor), ["32×", "7.4×", "1.09×"]);
});

test("a goal applies to the rival that it names, with an allowance on Deno", () => {
  const goals = [{ rival: "slow", required: 0.2, target: 0.1 }, {
    rival: null,
    required: 1,
    target: 0.5,
  }];
  const met = (runtime: string, ratio: number, rival: string) => {
    const [row] = rowsOf("work", runtime, { ours: timing(ratio), rivals: { [rival]: timing(1) } });
    return checkGoal(row!, { goals, denoAllowance: 1.5 })?.met;
  };
  const levels = ["target", "required", "missed"];
  assert.deepEqual([0.1, 0.2, 0.21].map((ratio) => met("node", ratio, "slow 1.0")), levels);
  assert.deepEqual([0.15, 0.3, 0.31].map((ratio) => met("deno", ratio, "slow 1.0")), levels);
  assert.equal(met("node", 0.1, "another 1.0"), undefined);
  const [alone] = rowsOf("work", "node", { ours: timing(0.7), rivals: {} });
  assert.equal(checkGoal(alone!, { goals })?.met, "required");
});

test("work is measured in turns and awaited", async () => {
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
