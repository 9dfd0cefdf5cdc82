import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { twoColumns } from "../../src/terminal/columns.ts";
import { textWidth } from "../../src/terminal/text_width.ts";

test("descriptions are aligned and wrapped, below a term that is too wide", () => {
  assert.deepEqual(
    twoColumns([["--a", "one two three"], ["--too-long", "four"], ["--b", ""]], 6, 18),
    [
      "  --a     one two",
      "          three",
      "  --too-long",
      "          four",
      "  --b",
    ],
  );
});

test("no line is wider than the width, and no word is lost", () => {
  const words = fc.array(fc.string({ unit: fc.constantFrom("a", "名", "-"), minLength: 1 }));
  const rows = fc.array(fc.tuple(fc.string({ unit: "grapheme-ascii", maxLength: 8 }), words));
  fc.assert(
    fc.property(rows, (rows) => {
      const lines = twoColumns(rows.map(([term, words]) => [term, words.join(" ")]), 6, 40);
      const longest = Math.max(28, ...rows.flatMap(([, words]) => words).map(textWidth));
      for (const line of lines) assert.ok(textWidth(line) <= 10 + longest + 2, line);
      const shown = lines.join(" ").split(/\s+/).filter(Boolean);
      const expected = rows.flatMap(([term, words]) => [...term.split(/\s+/), ...words])
        .filter(Boolean);
      assert.deepEqual(shown, expected);
    }),
    { seed: 1 },
  );
});
