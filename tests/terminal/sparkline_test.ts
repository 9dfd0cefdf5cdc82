import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { maxPerColumn, sparkline } from "../../src/terminal/sparkline.ts";

test("a sparkline has a block for each value, eight heights in all", () => {
  assert.equal(sparkline([0, 0.13, 0.26, 0.38, 0.51, 0.63, 0.76, 1]), "▁▂▃▄▅▆▇█");
  assert.equal(sparkline([-1, 2]), "▁█");
  assert.equal(sparkline([]), "");
});

test("columns keep every peak and their order", () => {
  assert.deepEqual(maxPerColumn([1, 2, 3], 3), [1, 2, 3]);
  assert.deepEqual(maxPerColumn([0, 9, 0, 0, 1, 0], 3), [9, 0, 1]);
  const lists = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(lists, fc.integer({ min: 1, max: 40 }), (values, columns) => {
      const squeezed = maxPerColumn(values, columns);
      assert.equal(squeezed.length, Math.min(values.length, columns));
      assert.equal(Math.max(...squeezed), Math.max(...values));
      const peak = values.indexOf(Math.max(...values));
      const column = squeezed.indexOf(Math.max(...squeezed));
      assert.equal(column, Math.ceil((peak + 1) * squeezed.length / values.length) - 1);
    }),
    { seed: 1 },
  );
});

test("an hour of windows is reduced without a stack overflow", () => {
  assert.deepEqual(maxPerColumn(new Array(400_000).fill(0.5), 2), [0.5, 0.5]);
});
