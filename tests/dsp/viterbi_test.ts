import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { core, forAll, kernels } from "./_memory.ts";
import { assertSame, roundUp } from "./_reference.ts";

/** Arbitrary scores of few levels, so that ties are common, and of impossible states. */
const levels = fc.constantFrom(-Infinity, -2, -1, -0.5, 0, 0.25, 0.1);

test("bandedBest finds the best step into each state, the first of ties", () => {
  const trellises = fc.record({ bins: fc.nat({ max: 20 }), steps: fc.integer({ min: 1, max: 9 }) })
    .chain(({ bins, steps }) =>
      fc.record({
        bins: fc.constant(bins),
        scores: fc.array(levels, { minLength: bins + steps - 1, maxLength: bins + steps - 1 }),
        costs: fc.array(levels, { minLength: steps, maxLength: steps }),
      })
    );
  forAll([trellises], (memory, { bins, scores, costs }) => {
    const steps = costs.length;
    const room = roundUp(bins, 4);
    const from = memory.put(Float64Array.from(scores), room + steps - 1);
    const weights = memory.put(Float64Array.from(costs));
    const best = memory.room(8 * room, 8);
    const origin = memory.room(8 * room, 8);
    memory.run(
      () => kernels.bandedBest(from, bins, weights, steps, best, origin),
      ...[[best, 8 * room], [origin, 8 * room]] as const,
    );
    const sums = Array.from(
      { length: bins },
      (_, j) => costs.map((cost, i) => scores[j + i]! + cost),
    );
    assertSame(core.f64(best, bins), sums.map((s) => Math.max(...s)));
    const origins = Array.from({ length: bins }, (_, j) => {
      const [low, high] = core.i32(origin + 8 * j, 2);
      assert.equal(high, 0);
      return low!;
    });
    assertSame(origins, sums.map((s) => s.indexOf(Math.max(...s))));
  });
});

test("bandedBest skips NaN", () => {
  forAll([fc.integer({ min: 1, max: 12 })], (memory, bins) => {
    const room = roundUp(bins, 4);
    const from = memory.put(new Float64Array(room + 2).fill(1));
    const weights = memory.put(Float64Array.of(NaN, -1, NaN));
    const [best, origin] = [memory.room(8 * room, 8), memory.room(8 * room, 8)];
    kernels.bandedBest(from, bins, weights, 3, best, origin);
    assertSame(core.f64(best, bins), new Array(bins).fill(0));
    assertSame(core.i32(origin, 2 * bins).filter((_, i) => i % 2 === 0), new Array(bins).fill(1));
  });
});
