import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClassifier, embeddedModels } from "@babycry/babycry";
import { DEFAULT_RECORDING, eventsFor } from "../../src/models/default_rules.ts";
import { clipProbability, type RecordingRule } from "../../src/prediction/cry/cry_prediction.ts";

const [detector] = embeddedModels;
const recording = DEFAULT_RECORDING;
/** Consecutive windows of one second. */
const SECOND = { windowSeconds: 1, hopSeconds: 1 };

/** Computes the score by the rule of fitted models. */
function recordingScore(
  windows: readonly number[],
  seconds: number,
  options: Omit<RecordingRule, "recording">,
): number {
  return clipProbability(windows, seconds, { recording, ...options });
}

const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: 1,
  maxLength: 40,
});
const recordings = fc.record({
  windows: probabilities,
  hopSeconds: fc.constantFrom(0.25, 0.5, 1),
  windowSeconds: fc.constantFrom(1, 2, 7),
}).map(({ windows, hopSeconds, windowSeconds }) => ({
  windows,
  hopSeconds,
  windowSeconds,
  seconds: windowSeconds + (windows.length - 1) * hopSeconds,
}));
const seeded = { seed: 1, numRuns: 300 };

/** Computes the score of consecutive windows of one second. */
function score(...windows: readonly number[]): number {
  return recordingScore(windows, windows.length, SECOND);
}

function close(received: number, expected: number): void {
  assert.ok(Math.abs(received - expected) < 1e-12, `expected ${expected}, received ${received}`);
}

test("a recording of up to 10 s scores the mean of the top half of all its windows", () => {
  close(score(1, 0.5, 0, 0, 0), (1 + 0.5 + 0) / 3);
  close(score(0, 0.8, 0, 0, 0, 0, 0, 0, 0.6, 0), (0.8 + 0.6 + 0 + 0 + 0) / 5);
  // Windows that end at 10 s, and one that ends just before.
  close(recordingScore([0, 0, 0, 0, 0, 0, 0, 0, 1, 1], 9.99, SECOND), 0.4);
  close(recordingScore([0, 0, 0, 0, 0, 0, 0, 0, 1, 1], 10, SECOND), 0.4);
});

test("a recording above 10 s scores its best 5 s", () => {
  // Three windows of five count: 1, 1 and 0.
  close(score(0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0), 2 / 3);
  close(recordingScore([0, 0, 0, 0, 0, 0, 0, 0, 1, 1], 10.01, SECOND), 2 / 3);
});

test("the long rule begins above 10 s, not later", () => {
  const windows = (seconds: number) => Array.from({ length: seconds }, (_, i) => i < 5 ? 1 : 0);
  for (const seconds of [11, 12, 20, 29, 30, 31, 60]) close(score(...windows(seconds)), 1);
  close(score(...windows(10)), 1);
  close(recordingScore([1, 1, 1, 0, 0, 0, 0, 0, 0, 0], 10, SECOND), 3 / 5);
  close(recordingScore([1, 1, 1, 0, 0, 0, 0, 0, 0, 0], 10.5, SECOND), 1);
});

test("the best span is 5 s: five windows of one second, nine of half a hop", () => {
  // 5 s of ones score 1; 3 s of ones make up the top half of 5 s; 2 s do not.
  const silence = new Array<number>(20).fill(0);
  close(score(...silence, 1, 1, 1, ...silence), 1);
  close(score(...silence, 1, 1, ...silence), 2 / 3);
  close(score(...silence, 1, ...silence), 1 / 3);
  // Two windows count together when they span at most 5 s.
  close(score(...silence, 1, 0, 0, 0, 1, ...silence), 2 / 3);
  close(score(...silence, 1, 0, 0, 0, 0, 1, ...silence), 1 / 3);
  const half = { windowSeconds: 1, hopSeconds: 0.5 };
  close(recordingScore([...silence, 1, ...silence], 21, half), 1 / 5);
  close(recordingScore([...silence, 1, 0, 0, 0, 0, 0, 0, 0, 1, ...silence], 25, half), 2 / 5);
  close(recordingScore([...silence, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, ...silence], 25.5, half), 1 / 5);
});

test("a window longer than the best span is a span of its own", () => {
  close(recordingScore([0.2, 0.9, 0.1], 21, { windowSeconds: 7, hopSeconds: 7 }), 0.9);
});

test("the score of one or two windows is their maximum", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 2 }),
      (windows) => {
        close(score(...windows), Math.max(...windows));
      },
    ),
    seeded,
  );
});

test("the score lies between the extremes, and equals equal probabilities", () => {
  fc.assert(
    fc.property(recordings, ({ windows, seconds, ...options }) => {
      const received = recordingScore(windows, seconds, options);
      assert.ok(received <= Math.max(...windows) + 1e-12);
      assert.ok(received >= Math.min(...windows) - 1e-12);
      close(recordingScore(windows.map(() => windows[0]!), seconds, options), windows[0]!);
    }),
    seeded,
  );
});

test("the score is monotone in the probability of every window", () => {
  fc.assert(
    fc.property(recordings, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (
      { windows, seconds, ...options },
      place,
      share,
    ) => {
      const higher = [...windows];
      const at = place % windows.length;
      higher[at]! += share * (1 - windows[at]!);
      const before = recordingScore(windows, seconds, options);
      assert.ok(recordingScore(higher, seconds, options) >= before - 1e-12);
    }),
    seeded,
  );
});

test("a recording above 10 s scores no less than any 5 s of it", () => {
  fc.assert(
    fc.property(recordings.filter(({ seconds }) => seconds > 10), fc.nat(), (
      { windows, seconds, ...options },
      place,
    ) => {
      const count = 1 + Math.floor(Math.max(0, 5 - options.windowSeconds) / options.hopSeconds);
      const first = place % (windows.length - count + 1);
      const part = recordingScore(windows.slice(first, first + count), 5, options);
      assert.ok(recordingScore(windows, seconds, options) >= part - 1e-12);
    }),
    seeded,
  );
});

test("the score of cry-detect is the mean of the best two of five consecutive windows", () => {
  assert.deepEqual(detector.recording, { long_seconds: 5, span_seconds: 6, top_share: 0.4 });
  const score = (windows: readonly number[]) =>
    clipProbability(windows, windows.length + 1, {
      ...{ recording: detector.recording, windowSeconds: 2, hopSeconds: 1 },
    });
  close(score([0.4]), 0.4);
  close(score([0, 0.8, 0, 0.4]), 0.6);
  close(score([0.8, 0, 0, 0, 0.4]), 0.6);
  close(score([0.8, 0, 0, 0, 0, 0.4]), 0.4);
  close(score([...new Array<number>(60).fill(0), 1, 1]), 1);
});

test("fitted models average the upper half of the windows and have the clipping level", () => {
  assert.deepEqual(recording, { long_seconds: 10, span_seconds: 5, top_share: 0.5 });
  assert.equal(detector.abstention!.clipping_level, 0.99);
});

test("thresholds of events are one and two logits above that of the model", () => {
  const logit = (p: number) => Math.log(p / (1 - p));
  for (const threshold of [0.01, 0.5, 0.97]) {
    const { start_threshold, peak_threshold } = eventsFor(threshold);
    assert.ok(Math.abs(logit(start_threshold!) - logit(threshold) - 1) < 1e-9);
    assert.ok(Math.abs(logit(peak_threshold!) - logit(threshold) - 2) < 1e-9);
  }
  for (const edge of [0, 1]) {
    const { start_threshold, peak_threshold } = eventsFor(edge);
    assert.deepEqual([start_threshold, peak_threshold], [edge, edge]);
  }
});

test("each number of the rule decides the score", () => {
  const windows = [0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0];
  const scored = (changes: Partial<typeof recording>, seconds = windows.length) =>
    clipProbability(windows, seconds, { ...SECOND, recording: { ...recording, ...changes } });
  close(scored({}), 2 / 3);
  close(scored({ long_seconds: 11 }), 2 / 6);
  close(scored({ span_seconds: 3 }), 1);
  close(scored({ span_seconds: 1 }), 1);
  close(scored({ top_share: 1 }), 2 / 5);
  close(scored({ top_share: 0.2 }), 1);
  close(scored({ long_seconds: 11, top_share: 1 }), 2 / 11);
});

test("a manifest's rule reaches the prediction", async () => {
  const samples = Float32Array.from({ length: 12 * 8000 }, (_, i) => 0.1 * Math.sin(i * i / 4e4));
  const predict = async (changes: Partial<typeof recording>) => {
    const rule = { ...recording, ...changes };
    const classifier = await createClassifier({ model: { ...detector, recording: rule } });
    const { cry } = await classifier.predict({ samples, sampleRateHz: 8000 });
    const windows = cry!.timeline.map(({ probability }) => probability);
    const options = { windowSeconds: 2, hopSeconds: 1, recording: rule };
    close(cry!.probability, clipProbability(windows, 12, options));
    return cry!.probability;
  };
  const all = await predict({});
  for (const other of [{ long_seconds: 12 }, { span_seconds: 2 }, { top_share: 1 }]) {
    assert.notEqual(await predict(other), all);
  }
});
