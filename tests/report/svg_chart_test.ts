import assert from "node:assert/strict";
import { test } from "node:test";
import { confusionChart, escapeXml, intervalChart, lineChart } from "../../src/report/svg_chart.ts";

/** Every tag is closed, and in order. */
function assertWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [, slash, name, own] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (slash) assert.equal(open.pop(), name);
    else if (!own) open.push(name!);
  }
  assert.deepEqual(open, []);
  assert.doesNotMatch(svg, /NaN|undefined/);
}

test("a line connects its points", () => {
  const svg = lineChart([
    { name: "a", points: [[0, 0], [1, 1]], bars: [[0, 0.5], [0.5, 1]] },
    { name: "b<c>", points: [[0, 1], [1, 0]] },
  ], { title: "T & co", xLabel: "x", yLabel: "y", diagonal: true });
  assertWellFormed(svg);
  assert.match(svg, /M46\.0 288\.0L306\.0 28\.0" fill="none"/);
  assert.ok(svg.includes("T &#38; co") && svg.includes("b&#60;c&#62;"));
});

test("a confusion matrix shows every count", () => {
  const svg = confusionChart(["cry", "dog"], [[31, 4], [0, 0]]);
  assertWellFormed(svg);
  for (const count of [31, 4, 0]) assert.ok(svg.includes(`>${count}</text>`));
});

test("estimates lie on their intervals, beside their references", () => {
  const svg = intervalChart([
    { name: "accuracy", estimate: 0.5, interval: [0.25, 0.75], mark: 0.6 },
    {
      name: "F1",
      estimate: 1,
      interval: [0, 1],
      other: { estimate: 0, interval: [0, 0] },
      mark: 0.5,
    },
  ], { title: "Metrics", estimate: "the model", other: "grouped", mark: "baseline" });
  assertWellFormed(svg);
  assert.match(svg, /M225\.0 72H375\.0/);
  assert.match(svg, /<circle cx="300\.0" cy="72"/);
  for (const name of ["accuracy", "F1", "the model", "grouped", "baseline"]) {
    assert.ok(svg.includes(`>${name}</text>`), name);
  }
});

test("text is escaped", () => {
  assert.equal(escapeXml(`<a href="x">&'`), "&#60;a href=&#34;x&#34;&#62;&#38;&#39;");
  assert.equal(escapeXml("a\u0007b\n"), "a\ufffdb\n");
});
