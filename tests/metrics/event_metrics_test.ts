import { eventBasedMetrics, segmentBasedMetrics, type TimeSpan } from "@babycry/babycry/eval";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";

const spans = (...pairs: readonly (readonly [number, number])[]): TimeSpan[] =>
  pairs.map(([startSeconds, endSeconds]) => ({ startSeconds, endSeconds }));

const anySpans = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 10 }))
    .map(([start, length]) => ({ startSeconds: start, endSeconds: start + length })),
  { maxLength: 6 },
);

/** Tries every assignment of the detected events from `row` on. */
function largest(hits: readonly (readonly boolean[])[], row = 0, used: number[] = []): number {
  if (row === hits.length) return used.length;
  return Math.max(
    largest(hits, row + 1, used),
    ...hits[row]!.flatMap((hit, i) =>
      hit && !used.includes(i) ? largest(hits, row + 1, [...used, i]) : []
    ),
  );
}

test("as many events as possible are matched within the tolerances", () => {
  fc.assert(
    fc.property(
      anySpans,
      anySpans,
      fc.integer({ min: 0, max: 4 }),
      fc.constantFrom(0, 0.2, 0.5, 1),
      (reference, estimated, collarSeconds, lengthShare) => {
        const hits = reference.map(({ startSeconds, endSeconds }) => {
          const ends = Math.max(collarSeconds, lengthShare * (endSeconds - startSeconds));
          return estimated.map((one) =>
            Math.abs(one.startSeconds - startSeconds) <= collarSeconds &&
            Math.abs(one.endSeconds - endSeconds) <= ends
          );
        });
        const { matched, precision, recall, f1 } = eventBasedMetrics(reference, estimated, {
          ...{ collarSeconds, lengthShare },
        });
        assert.equal(matched, largest(hits));
        assert.equal(precision, matched / estimated.length);
        assert.equal(recall, matched / reference.length);
        const mean = 2 / (1 / precision + 1 / recall);
        assert.ok(Object.is(f1, NaN) ? Object.is(mean, NaN) : Math.abs(f1 - mean) < 1e-12);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

test("an event in reach of two is given to the one that has no other", () => {
  const reference = spans([10, 20], [11, 21]);
  const estimated = spans([11, 21], [9, 20]);
  const { matched } = eventBasedMetrics(reference, estimated, {
    ...{ collarSeconds: 1, lengthShare: 0 },
  });
  assert.equal(matched, 2);
});

test("segments are active if an event overlaps them", () => {
  const scores = segmentBasedMetrics(spans([0.5, 2.5], [8, 9]), spans([2, 3.5]), {
    segmentSeconds: 1,
  });
  assert.deepEqual(scores, {
    ...{ reference: 4, estimated: 2, matched: 1 },
    ...{ precision: 0.5, recall: 0.25, f1: 1 / 3 },
  });
});

test("scores are not defined without events", () => {
  const tolerances = { collarSeconds: 1, lengthShare: 0.5 };
  const { precision, recall, f1 } = eventBasedMetrics(spans([1, 2]), [], tolerances);
  assert.deepEqual([precision, recall, f1], [NaN, 0, NaN]);
  assert.equal(eventBasedMetrics([], spans([1, 2]), tolerances).recall, NaN);
});

test("malformed events and settings are errors", () => {
  const tolerances = { collarSeconds: 1, lengthShare: 0.5 };
  const events = spans([1, 2]);
  const one = (span: unknown) => [span] as TimeSpan[];
  const match = (some: TimeSpan[], settings = tolerances) =>
    eventBasedMetrics(events, some, settings);
  assert.throws(() => match(spans([2, 1])), RangeError);
  assert.throws(() => match(one({ startSeconds: "1", endSeconds: 2 })), TypeError);
  assert.throws(() => match(one({ startSeconds: NaN, endSeconds: 2 })), RangeError);
  assert.throws(() => match(undefined as unknown as TimeSpan[]), TypeError);
  assert.throws(() => match(events, { ...tolerances, collarSeconds: -1 }), RangeError);
  assert.throws(() => match(events, { ...tolerances, lengthShare: 1.5 }), RangeError);
  assert.throws(() => segmentBasedMetrics(events, events, { segmentSeconds: 0 }), RangeError);
  assert.throws(
    () => segmentBasedMetrics(spans([-1, 1]), events, { segmentSeconds: 1 }),
    RangeError,
  );
});
