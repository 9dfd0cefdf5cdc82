import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { bestSpan, topShareMean } from "../../src/pooling/top_share_mean.ts";

const probability = fc.double({ min: 0, max: 1, noNaN: true });
const share = fc.constantFrom(0.1, 0.25, 0.5, 0.75, 1);
const probabilities = fc.array(probability, { minLength: 1, maxLength: 30 });
const seeded = { seed: 1, numRuns: 300 };

function close(received: number, expected: number): void {
  assert.ok(Math.abs(received - expected) < 1e-12, `expected ${expected}, received ${received}`);
}

test("the top half is half of the values, rounded up: 1 of 2, 2 of 3 and 4, 3 of 5", () => {
  const topHalfMean = (values: readonly number[]) => topShareMean(values, 0.5);
  close(topHalfMean([0.7]), 0.7);
  close(topHalfMean([0.2, 0.8]), 0.8);
  close(topHalfMean([0.9, 0.1, 0.5]), (0.9 + 0.5) / 2);
  close(topHalfMean([0, 1, 0, 0.4]), (1 + 0.4) / 2);
  close(topHalfMean([0, 1, 0.3, 0.4, 0.2]), (1 + 0.4 + 0.3) / 3);
  close(topHalfMean([1, 1, 1, 1, 0, 0, 0, 0]), 1);
  close(topHalfMean([1, 1, 1, 0, 0, 0, 0, 0]), 3 / 4);
});

test("any share is rounded up, and a share of 1 gives the mean", () => {
  const values = [0.5, 1, 0, 0.25];
  close(topShareMean(values, 0.1), 1);
  close(topShareMean(values, 0.25), 1);
  close(topShareMean(values, 0.26), 0.75);
  close(topShareMean(values, 0.75), (1 + 0.5 + 0.25) / 3);
  close(topShareMean(values, 1), 1.75 / 4);
});

test("the mean of the top share does not depend on the other values", () => {
  fc.assert(
    fc.property(probabilities, share, (values, share) => {
      const sorted = [...values].sort((a, b) => b - a);
      const kept = Math.ceil(share * sorted.length);
      const silent = sorted.map((value, i) => i < kept ? value : 0);
      close(topShareMean(silent, share), topShareMean(values, share));
      const sum = sorted.slice(0, kept).reduce((sum, v) => sum + v, 0);
      close(topShareMean(values, share), sum / kept);
    }),
    seeded,
  );
});

test("the mean of the top share ignores the order and keeps its input", () => {
  fc.assert(
    fc.property(
      probabilities.chain((values) =>
        fc.tuple(fc.constant(values), fc.shuffledSubarray(values, { minLength: values.length }))
      ),
      share,
      ([values, shuffled], share) => {
        const copy = [...values];
        close(topShareMean(shuffled, share), topShareMean(values, share));
        assert.deepEqual(values, copy);
      },
    ),
    seeded,
  );
});

test("the mean of the top share is monotone, at least the mean and at most the largest", () => {
  fc.assert(
    fc.property(probabilities, share, fc.nat(), probability, (values, share, place, rise) => {
      const received = topShareMean(values, share);
      assert.ok(received <= Math.max(...values) + 1e-12);
      assert.ok(received >= values.reduce((sum, v) => sum + v, 0) / values.length - 1e-12);
      const higher = [...values];
      const at = place % values.length;
      higher[at]! += rise * (1 - values[at]!);
      assert.ok(topShareMean(higher, share) >= received - 1e-12);
    }),
    seeded,
  );
});

test("the mean of the top share of equal values is that value", () => {
  fc.assert(
    fc.property(probability, fc.integer({ min: 1, max: 30 }), share, (value, count, share) => {
      close(topShareMean(new Array<number>(count).fill(value), share), value);
    }),
    seeded,
  );
});

test("the best span of consecutive windows has the highest score, the first of equal ones", () => {
  assert.deepEqual(bestSpan([0, 1, 1, 0, 1, 1], 2, 0.5), { probability: 1, first: 0, end: 2 });
  assert.deepEqual(bestSpan([0, 0.5, 0.5, 0, 1, 1], 3, 0.5), { probability: 1, first: 3, end: 6 });
  assert.deepEqual(bestSpan([0.25, 0.5, 0.75, 0.5], 1, 1), { probability: 0.75, first: 2, end: 3 });
  assert.deepEqual(bestSpan([1, 0, 0.75, 0.5, 0], 2, 1), { probability: 0.625, first: 2, end: 4 });
});

test("a span longer than the recording is the recording", () => {
  assert.deepEqual(bestSpan([0.25, 0.75], 5, 0.5), { probability: 0.75, first: 0, end: 2 });
  assert.deepEqual(bestSpan([0, 0], 5, 0.5), { probability: 0, first: 0, end: 2 });
});

test("the best span scores no less than any other and no more than the largest value", () => {
  fc.assert(
    fc.property(
      probabilities,
      fc.integer({ min: 1, max: 12 }),
      share,
      (values, count, share) => {
        const { probability, first, end } = bestSpan(values, count, share);
        assert.equal(end - first, Math.min(count, values.length));
        close(probability, topShareMean(values.slice(first, end), share));
        assert.ok(probability <= Math.max(...values) + 1e-12);
        for (let at = 0; at + count <= values.length; at++) {
          assert.ok(probability >= topShareMean(values.slice(at, at + count), share) - 1e-12);
        }
      },
    ),
    seeded,
  );
});
