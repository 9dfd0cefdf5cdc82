import { evaluateEvents, type EventRecording, type SoundEvent } from "@babycry/babycry/eval";
import assert from "node:assert/strict";
import { test } from "node:test";

type Pair = readonly [start: number, end: number];
const span = ([startSeconds, endSeconds]: Pair) => ({ startSeconds, endSeconds });
const sound = (label: string, pair: Pair, snrDb?: number): SoundEvent => ({
  ...{ label, ...span(pair) },
  ...(snrDb === undefined ? {} : { snrDb }),
});
const hour = (sounds: SoundEvent[], ...detected: Pair[]): EventRecording => ({
  ...{ path: "hour.wav", durationSeconds: 3600, sounds, detected: detected.map(span) },
});
const cry = (...pair: Pair) => sound("cry", pair);
const falses = (...detected: Pair[]) =>
  evaluateEvents([hour([cry(100, 160), cry(400, 460)], ...detected)]).falseEvents;

test("an episode is found by an event that overlaps it or starts soon after it", () => {
  const found = (...detected: Pair[]) =>
    evaluateEvents([hour([cry(100, 160), cry(400, 460)], ...detected)]).found;
  assert.equal(found(), 0);
  assert.equal(found([98, 99]), 0, "too early");
  assert.equal(found([98, 101]), 1);
  assert.equal(found([150, 150]), 1, "an event without length");
  assert.equal(found([165, 170]), 1, "within the collar");
  assert.equal(found([166, 170]), 0, "too late");
  assert.equal(found([120, 420]), 2);
});

test("every started 15 s outside of the episodes and their collars is a false event", () => {
  assert.equal(falses(), 0);
  assert.equal(falses([95, 165]), 0);
  assert.equal(falses([200, 200]), 1, "an event without length");
  assert.equal(falses([200, 201], [210, 211]), 2);
  assert.equal(falses([200, 215]), 1);
  assert.equal(falses([200, 216]), 2);
  assert.equal(falses([120, 180]), 1, "15 s after the collar");
  assert.equal(falses([90, 170]), 1, "5 s before and 5 s after the collars");
  assert.equal(falses([0, 3600]), Math.ceil((3600 - 2 * 70) / 15), "endless");
  assert.equal(falses([0.1, 0.1 + 15]), 1, "rounding errors do not count");
});

test("false events count for the sound that overlaps them most", () => {
  const { bySound, falseEventsPerHour } = evaluateEvents([
    hour(
      [
        cry(100, 160),
        sound("dog", [200, 204]),
        sound("child", [203, 210]),
        sound("dog", [500, 502]),
      ],
      ...[[202, 208], [504, 508], [800, 840], [205, 206]] as const,
    ),
  ]);
  assert.deepEqual(bySound, [
    { label: null, sounds: 0, falseEvents: 3, falseEventsPerHour: 3 },
    { label: "child", sounds: 1, falseEvents: 2, falseEventsPerHour: 2 },
    { label: "dog", sounds: 2, falseEvents: 1, falseEventsPerHour: 1 },
  ]);
  assert.equal(falseEventsPerHour, 6);
});

test("latency and recall by level", () => {
  const { latencySeconds, bySnr, recall } = evaluateEvents([
    hour(
      [
        ...[sound("cry", [100, 160], -5), sound("cry", [300, 360], -1)],
        ...[sound("cry", [500, 560], 0), cry(700, 760)],
      ],
      ...[[104, 150], [510, 520], [690, 710], [755, 756]] as const,
    ),
  ]);
  assert.equal(recall, 0.75);
  assert.deepEqual(latencySeconds, { median: 4, percentile90: 10 });
  assert.deepEqual(
    bySnr.map(({ snrDb, episodes, found, latencySeconds: { median } }) => [
      ...[snrDb, episodes, found, median],
    ]),
    [[[-5, 0], 2, 1, 4], [[0, 5], 1, 1, 10]],
  );
  assert.deepEqual(evaluateEvents([hour([cry(1, 2)])]).latencySeconds, {
    ...{ median: NaN, percentile90: NaN },
  });
});

test("recordings are pooled, and matched one by one", () => {
  const { recordings, hours, eventBased, segmentBased } = evaluateEvents([
    hour([cry(100, 160)], [101, 150]),
    { ...hour([cry(200, 210)], [100, 160]), durationSeconds: 1800 },
  ], { collarSeconds: 1, lengthShare: 0.2 });
  assert.deepEqual([recordings, hours], [2, 1.5]);
  assert.deepEqual([eventBased.reference, eventBased.estimated, eventBased.matched], [2, 2, 1]);
  assert.deepEqual([segmentBased.reference, segmentBased.matched], [70, 49]);
});

test("another label may be the positive one", () => {
  const { found, bySound } = evaluateEvents([
    hour([cry(100, 160), sound("laugh", [300, 310])], [302, 309], [120, 125]),
  ], { positive: "laugh" });
  assert.equal(found, 1);
  assert.deepEqual(bySound.map(({ label, falseEvents }) => [label, falseEvents]), [
    ["cry", 1],
    [null, 0],
  ]);
});

test("malformed input is an error that names the recording", () => {
  const refuse = (recording: unknown, error: object) =>
    assert.throws(() => evaluateEvents([recording as EventRecording]), error);
  const good = hour([cry(100, 160)]);
  refuse(hour([sound("dog", [1, 2])]), {
    name: "RangeError",
    message: /label cry, received none$/,
  });
  refuse(hour([cry(100, 160), cry(150, 200)]), {
    name: "RangeError",
    message: /hour\.wav: expected the next cry at 160 s or later, received one at 150 s/,
  });
  refuse(hour([cry(160, 100)]), { name: "RangeError", message: /hour\.wav: expected endSeconds/ });
  refuse(hour([cry(-1, 100)]), { name: "RangeError", message: /hour\.wav: expected startSeconds/ });
  refuse({ ...good, detected: undefined }, TypeError);
  refuse({ ...good, durationSeconds: -1 }, RangeError);
  refuse({ ...good, sounds: [{ ...span([1, 2]), label: 3 }] }, TypeError);
  refuse({ ...good, sounds: [sound("cry", [1, 2], NaN)] }, RangeError);
  refuse(null, TypeError);
  assert.throws(() => evaluateEvents([good], { collar: 1 } as object), TypeError);
  assert.throws(() => evaluateEvents([good], { collarSeconds: -1 }), RangeError);
  assert.throws(() => evaluateEvents([good], { segmentSeconds: 0 }), RangeError);
  assert.throws(() => evaluateEvents("x" as unknown as EventRecording[]), TypeError);
});
