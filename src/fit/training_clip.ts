/**
 * Recordings to learn from.
 *
 * @module
 */
import { parseCsv } from "../data/csv.ts";

/** One row of a manifest. */
export interface TrainingClip {
  /** As the manifest spells it. */
  readonly path: string;
  /** 1 for what is to be detected, else 0. */
  readonly y: 0 | 1;
  /** Recordings that must stay on one side of a split: a donor, a speaker, a source. */
  readonly group: string;
  /** What it is, such as a kind of noise; figures are given by kind too. */
  readonly kind?: string;
  /** Given fold, if the manifest has one. */
  readonly fold?: number;
  /** The part of the recording that counts; all of it by default. */
  readonly startSeconds: number;
  /** End of that part. */
  readonly endSeconds: number;
}

/**
 * Reads a manifest: columns `path`, `label`, `group`, and where wanted `kind`, `fold`,
 * `start_seconds`, `end_seconds`.
 *
 * @param positive the label to be detected; every other one is a negative
 * @throws {SyntaxError} when a column is missing, a row lacks a value or a number does not parse
 * @throws {RangeError} when one of the two classes is absent
 */
export function parseTrainingManifest(csv: string, positive: string): TrainingClip[] {
  const rows = parseCsv(csv);
  const clips = rows.map((row, i): TrainingClip => {
    const text = (name: string): string => {
      const value = row[name];
      if (value) return value;
      throw new SyntaxError(`Reading a manifest: row ${i + 1} has no ${name}`);
    };
    const number = (name: string, absent: number): number => {
      const value = row[name] ? Number(row[name]) : absent;
      if (!Number.isNaN(value)) return value;
      throw new SyntaxError(`Reading a manifest: ${name} of row ${i + 1} is ${row[name]}`);
    };
    return {
      path: text("path"),
      y: text("label") === positive ? 1 : 0,
      group: text("group"),
      ...(row["kind"] ? { kind: row["kind"] } : {}),
      ...(row["fold"] ? { fold: number("fold", 0) } : {}),
      startSeconds: number("start_seconds", 0),
      endSeconds: number("end_seconds", Infinity),
    };
  });
  const positives = clips.filter((clip) => clip.y === 1).length;
  if (positives === 0 || positives === clips.length) {
    throw new RangeError(
      `Reading a manifest: ${positives} of ${clips.length} rows are labelled ${positive}, wanted both kinds`,
    );
  }
  return clips;
}
