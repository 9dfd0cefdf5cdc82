import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDuration, formatInterval, formatTick } from "../../src/terminal/duration.ts";

test("durations are seconds below a minute, else hours and minutes", () => {
  const seconds = [0, 6, 59.94, 59.96, 125.4, 3599.6, 3723, 36_000];
  assert.deepEqual(
    seconds.map(formatDuration),
    ["0.0 s", "6.0 s", "59.9 s", "1:00", "2:05", "1:00:00", "1:02:03", "10:00:00"],
  );
});

test("a tick has no trailing zeros", () => {
  assert.deepEqual([0, 6, 6.54, 61].map(formatTick), ["0 s", "6 s", "6.5 s", "1:01"]);
});

test("both ends of an interval have the same format", () => {
  assert.equal(formatInterval(1, 3), "1.0-3.0 s");
  assert.equal(formatInterval(58, 64), "0:58-1:04");
  assert.equal(formatInterval(58, 3664), "0:58-1:01:04");
});
