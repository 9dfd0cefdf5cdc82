import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { speedChart } from "../../bench/chart.ts";
import type { Results } from "../../bench/results.ts";

const results: Results = JSON.parse(await readFile("bench/results.json", "utf8"));

/** The results with another time of pffft in one row. */
const withPffft = (rival_ms: number): Results => ({
  ...results,
  rows: results.rows.map((row) =>
    row.name === "rfft 1024, four frames at a time" && row.runtime === "node"
      ? { ...row, ours_ms: 1, rival_ms }
      : row
  ),
});

test("bars start at equal speed and end at the factor", () => {
  const ends = (rival_ms: number) => {
    const bars = [
      ...speedChart(withPffft(rival_ms)).matchAll(/class="bar" d="M([\d.]+) \d+H([\d.]+)/g),
    ];
    const [, start, end] = bars.at(-1)!;
    return Number(end) - Number(start);
  };
  assert.ok(Math.abs(ends(4) - 2 * ends(2)) < 0.3 && ends(2) > 0);
  assert.ok(Math.abs(ends(0.5) + ends(2)) < 0.3, "a faster rival's bar goes to the left");
  assert.match(speedChart(withPffft(3)), />3\.0×</);
});

test("the chart is small, described, and refuses results without its rows", () => {
  const chart = speedChart(results);
  assert.ok(chart.length < 10_000);
  assert.match(chart, /<title>.+<\/title>\n<desc>MFCC: \d+× as fast as meyda 5\.6\.3\./);
  assert.throws(() => speedChart({ ...results, rows: [] }), {
    name: "RangeError",
    message: /expected a row of "MFCC, 13 of 26 .*" on node, received none/,
  });
});
