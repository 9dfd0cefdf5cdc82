import { embeddedModels } from "@babycry/babycry";
import type { CryManifest } from "@babycry/babycry/models";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  createEventState,
  type EventRule,
  eventRule,
  findEvents,
} from "../../src/prediction/cry/event_state.ts";

const RULE = {
  windows: 5,
  agreeing: 3,
  startThreshold: 0.5,
  peakThreshold: 0.8,
  endThreshold: 0.3,
};

/** Windows of 2 s, one each second, with a digit for the tenths of each probability. */
const timeline = (digits: string) =>
  Array.from(digits, (digit, i) => ({
    startSeconds: i,
    endSeconds: i + 2,
    probability: Number(digit) / 10,
  }));

/** State after each window: 1 during an event. */
function states(digits: string, changes: Partial<EventRule> = {}): string {
  const state = createEventState({ ...RULE, ...changes });
  return timeline(digits).map(({ probability }) => {
    state.next(probability);
    return Number(state.active);
  }).join("");
}

test("an event starts when enough windows agree and one is high", () => {
  assert.equal(states("555555"), "000000");
  assert.equal(states("558000"), "001110");
  assert.equal(states("505080"), "000010", "windows need not be consecutive");
  assert.equal(states("849990"), "000111", "one that is too low does not count");
  assert.equal(states("5500800"), "0000100", "the high window is one of the agreeing ones");
  assert.equal(states("800005500"), "000000000", "the high window is too old");
});

test("an event ends when enough windows are low", () => {
  assert.equal(states("888222"), "001110");
  assert.equal(states("8883333333"), "0011111111");
  assert.equal(states("88820202"), "00111000");
});

test("a single window decides when one window has to agree", () => {
  assert.equal(states("0783430", { windows: 1, agreeing: 1 }), "0011110");
});

test("the rule is applied to the last windows only", () => {
  const rules = fc.record({
    windows: fc.integer({ min: 1, max: 6 }),
    share: fc.double({ min: 0.51, max: 1, noNaN: true }),
    thresholds: fc.tuple(...Array.from({ length: 3 }, () => fc.integer({ min: 0, max: 10 }))),
  }).map(({ windows, share, thresholds }): EventRule => {
    const [endThreshold, startThreshold, peakThreshold] = thresholds
      .toSorted((a, b) => a - b).map((tenths) => tenths / 10) as [number, number, number];
    const agreeing = Math.max(Math.floor(windows / 2) + 1, Math.ceil(share * windows));
    return { windows, agreeing, startThreshold, peakThreshold, endThreshold };
  });
  const probabilities = fc.array(fc.integer({ min: 0, max: 10 }).map((p) => p / 10), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(rules, probabilities, (rule, given) => {
      const state = createEventState(rule);
      let active = false;
      given.forEach((probability, i) => {
        const last = given.slice(Math.max(0, i + 1 - rule.windows), i + 1);
        const high = last.filter((p) => p >= rule.startThreshold).length;
        const low = last.filter((p) => p < rule.endThreshold).length;
        const starts = !active && high >= rule.agreeing && Math.max(...last) >= rule.peakThreshold;
        const ends = active && low >= rule.agreeing;
        assert.equal(
          state.next(probability),
          starts ? "started" : ends ? "ended" : undefined,
        );
        active = starts || (active && !ends);
        assert.equal(state.active, active);
      });
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("events of a whole recording end with it", () => {
  assert.deepEqual(findEvents(timeline("0888222"), RULE), [{ startSeconds: 5, endSeconds: 8 }]);
  assert.deepEqual(findEvents(timeline("08880"), RULE), [{ startSeconds: 5, endSeconds: 6 }]);
  assert.deepEqual(findEvents(timeline("0888222888"), RULE), [
    { startSeconds: 5, endSeconds: 8 },
    { startSeconds: 11, endSeconds: 11 },
  ]);
  assert.deepEqual(findEvents(timeline("5"), RULE), []);
});

test("thresholds that a manifest does not state are that of the start, or of the model", () => {
  const detector = embeddedModels.find(({ task }) => task === "cry") as CryManifest;
  const ruleOf = (events: Partial<CryManifest["events"]>) => {
    const { startThreshold, peakThreshold, endThreshold } = eventRule({
      ...detector,
      events: { windows: 3, agreeing: 2, ...events },
    });
    return [startThreshold, peakThreshold, endThreshold];
  };
  const { threshold } = detector;
  assert.deepEqual(ruleOf({}), [threshold, threshold, threshold]);
  assert.deepEqual(ruleOf({ start_threshold: 0.2 }), [0.2, 0.2, 0.2]);
  assert.deepEqual(ruleOf({ peak_threshold: 0.9 }), [threshold, 0.9, threshold]);
  assert.deepEqual(ruleOf({ end_threshold: 0.1 }), [threshold, threshold, 0.1]);
});
