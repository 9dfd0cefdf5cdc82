/**
 * Rules that never hear the audio. What they score is what a model's figures have to be read against.
 *
 * @module
 */
import type { FileMetadata } from "../types.ts";

/** What a rule scores. */
export interface AudioFreeRule {
  /** What it looks at. */
  readonly rule: string;
  /** Share right when it answers what is most common. */
  readonly accuracy: number;
  /** Mean share right by class when it answers what is most typical; chance is 1 / classes. */
  readonly balancedAccuracy: number;
  /** Share of relabellings by group that do as well; only for what is seen in the file. */
  readonly p?: number;
}

/** What can be seen of a file without hearing it. */
export const ATTRIBUTES = [
  "format",
  "sample_rate",
  "bandwidth",
  "duration",
  "level",
  "format_and_length",
] as const;

/** The most bins; small datasets have fewer, so that every bin holds some clips. */
const BINS = 10;

/** Values of each attribute as small numbers, `[clips]` each. */
export function attributeValues(
  clips: readonly FileMetadata[],
): Record<typeof ATTRIBUTES[number], Int32Array> {
  const duration = binned(clips.map((clip) => clip.durationSeconds));
  const format = numbered(clips.map((clip) => clip.format));
  return {
    format,
    sample_rate: numbered(clips.map((clip) => String(clip.sampleRateHz))),
    bandwidth: binned(clips.map((clip) => clip.bandwidthHz)),
    duration,
    level: binned(clips.map((clip) => clip.levelDbfs)),
    format_and_length: format.map((value, i) => value * BINS + duration[i]!),
  };
}

/** Numbers in the order of first appearance. */
export function numbered(values: readonly string[]): Int32Array {
  const known = new Map<string, number>();
  return Int32Array.from(values, (value) => {
    const number = known.get(value) ?? known.size;
    known.set(value, number);
    return number;
  });
}

/** Up to ten bins of as many clips each, equal values in one. */
function binned(values: readonly number[]): Int32Array {
  const bins = Math.min(BINS, Math.max(2, Math.round(Math.sqrt(values.length) / 2)));
  const sorted = values.toSorted((a, b) => a - b);
  const edges = Array.from(
    { length: bins - 1 },
    (_, i) => sorted[Math.floor((i + 1) * values.length / bins)]!,
  );
  return Int32Array.from(values, (value) => edges.filter((edge) => value >= edge).length);
}

interface Score {
  readonly accuracy: number;
  readonly balancedAccuracy: number;
}

/**
 * Answers with what the value goes with in the other folds: the commonest label, and for the balanced
 * figure the label that the value is most typical of.
 */
export function attributeScore(
  y: Int32Array,
  values: Int32Array,
  folds: Int32Array,
  classes: number,
): Score {
  const size = Math.max(...values) + 1;
  const foldCount = Math.max(...folds) + 1;
  const all = new Float64Array(size * classes);
  const byFold = Array.from({ length: foldCount }, () => new Float64Array(size * classes));
  for (let i = 0; i < y.length; i++) {
    const cell = values[i]! * classes + y[i]!;
    all[cell]!++;
    byFold[folds[i]!]![cell]!++;
  }
  const confusion = scoreCounter(classes);
  const learned = new Float64Array(size * classes);
  for (const mine of byFold) {
    for (let cell = 0; cell < all.length; cell++) learned[cell] = all[cell]! - mine[cell]!;
    const totals = new Float64Array(classes);
    learned.forEach((n, cell) => totals[cell % classes]! += n);
    const common = best(totals, 0, classes, undefined);
    for (let value = 0; value < size; value++) {
      const start = value * classes;
      let seen = 0;
      for (let c = 0; c < classes; c++) seen += learned[start + c]!;
      const likely = seen > 0 ? best(learned, start, classes, undefined) : common;
      const typical = seen > 0 ? best(learned, start, classes, totals) : common;
      for (let c = 0; c < classes; c++) confusion.add(c, likely, typical, mine[start + c]!);
    }
  }
  return confusion.score();
}

/** Answers with the commonest label of the other clips of the same unit, else of all others. */
export function siblingScore(
  y: Int32Array,
  units: readonly (string | undefined)[],
  classes: number,
): Score {
  const totals = new Float64Array(classes);
  const counts = new Map<string, Float64Array>();
  y.forEach((label, i) => {
    totals[label]!++;
    const unit = units[i];
    if (unit === undefined) return;
    const count = counts.get(unit) ?? new Float64Array(classes);
    count[label]!++;
    counts.set(unit, count);
  });
  const confusion = scoreCounter(classes);
  y.forEach((label, i) => {
    const unit = units[i];
    const siblings = unit === undefined ? undefined : counts.get(unit)!.slice();
    if (siblings) siblings[label]!--;
    const others = totals.slice();
    others[label]!--;
    const alone = !siblings || siblings.every((n) => n === 0);
    const answer = best(alone ? others : siblings, 0, classes, undefined);
    const typical = alone ? answer : best(siblings, 0, classes, others);
    confusion.add(label, answer, typical, 1);
  });
  return confusion.score();
}

/** Always the commonest label. */
export function majorityScore(y: Int32Array, classes: number): Score {
  const totals = new Float64Array(classes);
  for (const label of y) totals[label]!++;
  return { accuracy: Math.max(...totals) / y.length, balancedAccuracy: 1 / classes };
}

function best(
  counts: Float64Array,
  start: number,
  classes: number,
  totals: Float64Array | undefined,
): number {
  let [winner, most] = [0, -1];
  for (let c = 0; c < classes; c++) {
    const count = counts[start + c]! / (totals ? totals[c]! || 1 : 1);
    if (count > most) [winner, most] = [c, count];
  }
  return winner;
}

function scoreCounter(classes: number): {
  add(label: number, answer: number, typical: number, count: number): void;
  score(): Score;
} {
  const support = new Float64Array(classes);
  const hits = new Float64Array(classes);
  let right = 0;
  return {
    add(label, answer, typical, count) {
      support[label]! += count;
      if (typical === label) hits[label]! += count;
      if (answer === label) right += count;
    },
    score() {
      const present = [...support.keys()].filter((c) => support[c]! > 0);
      return {
        accuracy: right / support.reduce((sum, n) => sum + n, 0),
        balancedAccuracy: present.reduce((sum, c) => sum + hits[c]! / support[c]!, 0) /
          present.length,
      };
    },
  };
}
