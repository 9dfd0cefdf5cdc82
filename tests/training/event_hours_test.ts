import { createRandom } from "@babycry/babycry/augment";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  eventHour,
  type EventHourSettings,
  HOUR_RATE_HZ,
  type HourSource,
  SNRS_DB,
} from "../../models/training/sounds/event_hours.ts";
import type { Kind } from "../../models/training/sounds/kinds.ts";

/** Lengths of the sources, which differ by kind. */
const SECONDS = { cry: 7, animal: 1.5, children: 3, household: 5 } as const;

/** A tone, or noise for a bed, at a level of its own. */
function source(kind: keyof typeof SECONDS, label: string, group: string): HourSource {
  const random = createRandom(kind, label, group);
  const level = random.between(0.01, 0.5);
  const samples = Float32Array.from(
    { length: SECONDS[kind] * HOUR_RATE_HZ },
    (_, i) => level * (kind === "household" ? random.normal() : Math.sin(0.1 * i)),
  );
  return { kind, label, group, samples: () => Promise.resolve(samples) };
}

const SOURCES = [
  ...["a", "b", "c"].map((donor) => source("cry", "hungry", donor)),
  ...["dog 1", "dog 2"].map((group) => source("animal", "Dog", group)),
  source("children", "child_speech_06y", "child"),
  ...["rain 1", "rain 2"].map((group) => source("household", "Rain", group)),
];
const SETTINGS: EventHourSettings = {
  ...{ seconds: 1000, others: 7, kinds: ["animal", "children"] as Kind[], seed: "1" },
};

function power(samples: Float32Array, from: number, to: number): number {
  const part = samples.subarray(from * HOUR_RATE_HZ, to * HOUR_RATE_HZ);
  return part.reduce((sum, x) => sum + x * x, 0) / part.length;
}

test("an hour has an episode at each level, other sounds, and time between them", async () => {
  const { samples, sounds } = await eventHour(SOURCES, SETTINGS);
  assert.equal(samples.length, 1000 * HOUR_RATE_HZ);
  assert.ok(samples.every(Number.isFinite));
  const labeled = (name: string) => sounds.filter(({ label }) => label === name);
  const levels = labeled("cry").map(({ snrDb }) => snrDb!).sort((a, b) => a - b);
  assert.deepEqual(levels, [...SNRS_DB]);
  assert.deepEqual([labeled("animal").length, labeled("children").length], [4, 3]);
  let last = 0;
  for (const { label, startSeconds, endSeconds } of sounds) {
    const seconds = endSeconds - startSeconds;
    assert.ok(startSeconds - last >= 5, `${label} at ${startSeconds} after ${last}`);
    assert.ok(label === "cry" ? seconds >= 10 && seconds <= 120 : seconds <= 8, `${seconds}`);
    last = endSeconds;
  }
  assert.ok(last <= 995);
});

test("sounds have their level above the bed", async () => {
  const { samples, sounds } = await eventHour(SOURCES, SETTINGS);
  for (const { startSeconds, endSeconds, snrDb } of sounds) {
    // The first second is active; a bed is the same sound all the time.
    const second = Math.min(endSeconds, startSeconds + 1);
    const bed = power(samples, startSeconds - 4, startSeconds - 0.5);
    const level = 10 * Math.log10(power(samples, startSeconds, second) / bed - 1);
    assert.ok(Math.abs(level - snrDb!) < 1.5, `${level} at ${startSeconds}, expected ${snrDb}`);
  }
});

test("a seed gives one hour, another seed another", async () => {
  const first = await eventHour(SOURCES, SETTINGS);
  assert.deepEqual((await eventHour(SOURCES, SETTINGS)).sounds, first.sounds);
  const other = await eventHour(SOURCES, { ...SETTINGS, seed: "2" });
  assert.notDeepEqual(other.sounds, first.sounds);
});
