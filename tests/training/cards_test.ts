import assert from "node:assert/strict";
import { test } from "node:test";
import { fillMarkers } from "../../models/training/cards/fill_markers.ts";
import { requireFields } from "../../models/training/cards/require_fields.ts";

const TEXT = `Before

<!-- figures: one -->

old

<!-- /figures -->

Between <!-- a comment -->

<!-- figures: two -->
<!-- /figures -->
`;

test("filling replaces only the text between markers and is idempotent", () => {
  const blocks = { one: "| a $1 |", two: "b" };
  const filled = fillMarkers(TEXT, blocks);
  assert.equal(filled, TEXT.replace("old", "| a $$1 |").replace("two -->\n", "two -->\n\nb\n\n"));
  assert.equal(fillMarkers(filled, blocks), filled);
});

test("a marker without a block or partner, and a block without a marker, are errors", () => {
  assert.throws(() => fillMarkers(TEXT, { one: "a" }), /RangeError: .*no block two/s);
  const more = { one: "a", two: "b", three: "c" };
  assert.throws(() => fillMarkers(TEXT, more), /RangeError: .*no marker for three/s);
  const broken = [
    TEXT.replace("<!-- /figures -->", ""),
    TEXT.replace("<!-- figures: two -->", ""),
    TEXT.replace("<!-- figures: two -->", "Here: <!-- figures: two -->"),
    TEXT.replace("<!-- figures: one -->", "<!-- figures:one -->"),
  ];
  for (const text of broken) {
    assert.throws(() => fillMarkers(text, { one: "a", two: "b" }), SyntaxError);
  }
});

test("reading a missing figure throws", () => {
  interface Figures {
    readonly a: readonly { readonly b: number; readonly c: number }[];
    readonly d: number;
  }
  const figures = requireFields<Figures>(JSON.parse('{"a": [{"b": 1, "c": null}]}'), "x.json");
  assert.equal(figures.a[0]!.b, 1);
  assert.deepEqual(Object.keys(figures), ["a"]);
  assert.equal(JSON.stringify(figures.a.map(({ b }) => b)), "[1]");
  assert.throws(() => figures.d, /RangeError: .*no d in x\.json/s);
  assert.throws(() => figures.a[0]!.c, /no c in x\.json\.a\.0/);
  assert.throws(() => figures.a[1], /no 1 in x\.json\.a/);
});
