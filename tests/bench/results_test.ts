import assert from "node:assert/strict";
import { test } from "node:test";
import { formatResults, type Results } from "../../bench/results.ts";
import { rowsOf } from "../../bench/row.ts";

const timing = (minMs: number) => ({ minMs, medianMs: 2 * minMs, runs: 5 });
const results: Results = {
  date: "2026-11-21",
  machine: "a machine",
  versions: { deno: "2.9.6", node: "20.20.2", workerd: "1.0" },
  core_bytes: 30_752,
  rows: [
    ...rowsOf("sort", "deno", { ours: timing(2), rivals: { "slow 1.0": timing(4) } }),
    ...rowsOf("sort", "node", { ours: timing(0.5), rivals: { "slow 1.0": timing(4) } }),
    ...rowsOf("alone", "node", { ours: timing(3), rivals: {} }),
    ...rowsOf("fresh isolate, cold: create", "workerd", { ours: timing(5), rivals: {} }),
    ...rowsOf("fresh isolate, warm: create", "workerd", { ours: timing(6), rivals: {} }),
  ],
  precision: [{ name: "rfft", value: "139.0 dB" }],
};
const goal = (
  rival: string | null,
  required: number,
) => [{ rival, required, target: required / 2 }];
const topics = [
  {
    title: "Sorting",
    note: "Of numbers.",
    cases: [{ name: "sort", goals: goal("slow", 0.25) }, { name: "alone", goals: goal(null, 4) }],
  },
  {
    title: "Workers",
    note: "New ones.",
    cases: ["cold", "warm"].map((state) => ({ name: `fresh isolate, ${state}: create` })),
  },
];

test("a topic is one table with the runtimes as columns, missed goals are marked", () => {
  const page = formatResults(results, topics);
  const table = [
    "| Task | Library | Deno 2.9.6 | Node 20.20.2 | Goal |",
    "| --- | --- | --- | --- | --- |",
    "| sort | babycry | 2.00 ms | 500 µs |  |",
    "|  | slow 1.0 | 4.00 ms (2.0×) **✗** | 4.00 ms (8.0×) | 4.0× (8.0×) |",
    "| alone | babycry |  | 3.00 ms | 4 ms (2 ms) |",
  ];
  assert.ok(page.includes(`## Sorting\n\nOf numbers.\n\n${table.join("\n")}\n`), page);
  assert.match(page, /1 results reach the target, 1 meet only the goal, 1 miss it/);
});

test("steps of new Workers have a column for each state", () => {
  const page = formatResults(results, topics);
  assert.ok(
    page.includes("| Step | cold | warm |\n| --- | --- | --- |\n| create | 5.00 ms | 6.00 ms |"),
  );
});

test("a row of no topic is refused by name", () => {
  assert.throws(() => formatResults(results, [topics[0]!]), {
    name: "RangeError",
    message: /received "fresh isolate, cold: create"/,
  });
});
