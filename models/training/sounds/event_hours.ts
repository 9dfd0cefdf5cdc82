/**
 * Hours of household sounds with episodes of crying and other sounds at stated levels, with their truth,
 * for the evaluation of events. All sounds of an hour are of one fold.
 *
 * @module
 */
import { power } from "../../../src/augment/level.ts";
import type { SoundEvent } from "../../../src/eval/events/event_recording.ts";
import { createRandom, type Random } from "../../../src/random.ts";
import type { Kind } from "./kinds.ts";
import { groupBy } from "./group_by.ts";

/** Sample rate of the hours. */
export const HOUR_RATE_HZ = 16_000;
/** Levels of episodes and other sounds above the bed. */
export const SNRS_DB = [-5, 0, 5, 10, 15, 20] as const;

const EPISODE_SECONDS = [20, 120] as const;
const PAUSE_SECONDS = [1, 8] as const;
const OTHER_SECONDS = [2, 8] as const;
const OTHER_PAUSE_SECONDS = [0.1, 0.5] as const;
/** Least time between two sounds. */
const GAP_SECONDS = 5;
const BED_SECONDS = [180, 480] as const;
const BED_DBFS = [-50, -40] as const;
const FADE_SECONDS = 0.5;
/** Part of a sound that its level is measured on, below its loudest frame. */
const ACTIVE_DB = 20;
const FRAME = 0.05 * HOUR_RATE_HZ;

/** Sounds that last, which a bed is made of. */
const BEDS =
  /^(Rain|Sea waves|Vacuum cleaner|Washing machine|Engine|Train|Crackling fire|Clock tick|Keyboard typing|Pouring water|Water drops|Helicopter|room_between_wake_words|coffee_shop|rain|train|typing|waves|wind|storm|boat|car_engine|doing_the_dishes|exercise_bike|running_tap|pink_noise|white_noise|Typing|WaterRunning|SewingMachine|Ripples|Cave|sea)$/;

/** Recording that an hour is made of. */
export interface HourSource {
  readonly kind: Kind;
  readonly label: string;
  readonly group: string;
  /** Samples at {@link HOUR_RATE_HZ}; no fewer than a frame, and not silent. */
  samples(): Promise<Float32Array>;
}

/** An hour with its truth. */
export interface EventHour {
  readonly samples: Float32Array;
  /** Episodes with the label `cry`, other sounds with their kind as label. */
  readonly sounds: readonly SoundEvent[];
}

/** Settings of {@link eventHour}. */
export interface EventHourSettings {
  /** Length, with room for episodes of two minutes at each of {@link SNRS_DB}. */
  readonly seconds: number;
  /** Number of other sounds. */
  readonly others: number;
  /** Kinds of the other sounds, in turn. */
  readonly kinds: readonly Kind[];
  /** Seed: the same one gives the same hour. */
  readonly seed: string;
}

/**
 * Mixes an hour: one episode at each level, and other sounds.
 *
 * @param sources recordings of one fold
 */
export async function eventHour(
  sources: readonly HourSource[],
  { seconds, others, kinds, seed }: EventHourSettings,
): Promise<EventHour> {
  const random = createRandom("event hour", seed);
  const samples = await bedOf(sources.filter(isBed), seconds, random);
  const donors = groupsOf(sources, "cry");
  const groups = new Map(kinds.map((kind) => [kind, groupsOf(sources, kind)]));
  const parts: { label: string; snrDb: number; samples: Float32Array }[] = [];
  for (const snrDb of SNRS_DB) {
    const samples = await chain(draw(donors, random), EPISODE_SECONDS, PAUSE_SECONDS, random);
    parts.push({ label: "cry", snrDb, samples });
  }
  for (let i = 0; i < others; i++) {
    const label = kinds[i % kinds.length]!;
    const group = draw(groups.get(label)!, random);
    const samples = await chain(group, OTHER_SECONDS, OTHER_PAUSE_SECONDS, random);
    parts.push({ label, snrDb: draw(SNRS_DB, random), samples });
  }
  const length = parts.reduce((sum, part) => sum + part.samples.length, 0);
  const free = samples.length - length - (parts.length + 1) * GAP_SECONDS * HOUR_RATE_HZ;
  const cuts = parts.map(() => random.below(free)).sort((a, b) => a - b);
  const sounds: SoundEvent[] = [];
  let used = 0;
  shuffled(parts, random).forEach((part, i) => {
    const start = cuts[i]! + used + (i + 1) * GAP_SECONDS * HOUR_RATE_HZ;
    const end = start + part.samples.length;
    used += part.samples.length;
    addAtSnr(samples, part.samples, start, part.snrDb);
    sounds.push({
      ...{ label: part.label, snrDb: part.snrDb },
      startSeconds: start / HOUR_RATE_HZ,
      endSeconds: end / HOUR_RATE_HZ,
    });
  });
  return { samples, sounds };
}

/** Recordings of one kind by group; beds are not among them. */
function groupsOf(sources: readonly HourSource[], kind: Kind): HourSource[][] {
  const own = sources.filter((source) => source.kind === kind && !isBed(source));
  return [...groupBy(own, ({ group }) => group).values()];
}

function isBed({ kind, label }: HourSource): boolean {
  return kind === "household" && BEDS.test(label);
}

/** Loops one recording for some minutes, then one of another label, each at its own level. */
async function bedOf(
  beds: readonly HourSource[],
  seconds: number,
  random: Random,
): Promise<Float32Array> {
  const samples = new Float32Array(seconds * HOUR_RATE_HZ);
  const byLabel = [...groupBy(beds, ({ label }) => label).values()];
  for (let at = 0; at < samples.length;) {
    const sound = await draw(draw(byLabel, random), random).samples();
    const gain = 10 ** (random.between(...BED_DBFS) / 20) / Math.sqrt(power(sound));
    const end = Math.min(
      samples.length,
      at + Math.round(random.between(...BED_SECONDS) * HOUR_RATE_HZ),
    );
    const fade = Math.min(FADE_SECONDS * HOUR_RATE_HZ, Math.floor(sound.length / 4));
    for (; at < end; at += sound.length - fade) {
      addFaded(samples.subarray(0, end), sound, at, fade, gain);
    }
    at = end;
  }
  return samples;
}

/** Adds a sound whose ends are faded with equal power. */
function addFaded(
  target: Float32Array,
  sound: Float32Array,
  start: number,
  fade: number,
  gain: number,
): void {
  const length = Math.min(sound.length, target.length - start);
  for (let i = 0; i < length; i++) {
    const edge = Math.min(i, sound.length - 1 - i);
    const level = edge < fade ? gain * Math.sin(Math.PI / 2 * edge / fade) : gain;
    target[start + i]! += level * sound[i]!;
  }
}

/** Joins recordings of one group with pauses, at equal levels, until they last long enough. */
async function chain(
  recordings: readonly HourSource[],
  seconds: readonly [number, number],
  pauses: readonly [number, number],
  random: Random,
): Promise<Float32Array> {
  const length = Math.round(random.between(...seconds) * HOUR_RATE_HZ);
  const chained = new Float32Array(length);
  let order: HourSource[] = [];
  let end = 0;
  for (let at = 0; at < length;) {
    if (order.length === 0) order = shuffled(recordings, random);
    const next = await order.pop()!.samples();
    const part = next.subarray(0, length - at);
    const gain = 1 / Math.sqrt(activePower(next));
    for (let i = 0; i < part.length; i++) chained[at + i] = gain * part[i]!;
    end = at + part.length;
    at = end + Math.round(random.between(...pauses) * HOUR_RATE_HZ);
  }
  return chained.subarray(0, end);
}

/** Adds a sound to a bed; the level of both is measured where the sound is active. */
function addAtSnr(bed: Float32Array, sound: Float32Array, start: number, snrDb: number): void {
  const ratio = power(bed.subarray(start, start + sound.length)) / activePower(sound);
  const gain = Math.sqrt(ratio * 10 ** (snrDb / 10));
  for (let i = 0; i < sound.length; i++) bed[start + i]! += gain * sound[i]!;
}

/** Mean square of the frames that are near the loudest one. */
function activePower(sound: Float32Array): number {
  const frames: number[] = [];
  for (let at = 0; at < sound.length; at += FRAME) {
    frames.push(power(sound.subarray(at, at + FRAME)));
  }
  const floor = Math.max(...frames) * 10 ** (-ACTIVE_DB / 10);
  const active = frames.filter((power) => power >= floor);
  return active.reduce((sum, power) => sum + power, 0) / active.length;
}

function draw<T>(items: readonly T[], random: Random): T {
  return items[random.below(items.length)]!;
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
