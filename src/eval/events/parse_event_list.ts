import { describe } from "../../check_option.ts";
import { parseCsv } from "../../data/csv.ts";
import { findOverlap, type SoundEvent } from "./event_recording.ts";

/** Recording in an event list. */
export interface ListedRecording {
  /** Path in the list; empty for Audacity labels, which belong to a single recording. */
  readonly path: string;
  /** First line of the list that names the recording, from 1. */
  readonly line: number;
  /** Duration of the recording, in seconds, if the list states it. */
  readonly durationSeconds?: number;
  /** Events in the order of the list; a label is empty where the list has none. */
  readonly sounds: readonly SoundEvent[];
}

/** Options of {@link parseEventList}. */
export interface EventListOptions {
  /** Name of the list in messages. */
  readonly name: string;
  /**
   * Whether the list is the truth: every sound needs a label, and sounds of one label may not
   * overlap. Default false.
   */
  readonly truth?: boolean;
}

/** Row of an event list. */
interface Row {
  readonly line: number;
  readonly path: string;
  readonly durationSeconds?: number;
  /** Absent in a row that only names a recording. */
  readonly sound?: SoundEvent;
}

const TIMES = ["start_seconds", "end_seconds"];
/** First line of Audacity labels: two times and a label, separated by tabs. */
const LABEL_LINE = /^[\d.eE+-]+\t[\d.eE+-]+(\t|\r?\n|$)/;

/**
 * Parses labeled sounds or detected events: a table with the columns `path`, `start_seconds`,
 * `end_seconds`, `label` and optionally `snr_db` and `duration_seconds`, or labels exported from
 * Audacity. A row with a path but no times and label names a recording without sounds.
 *
 * @throws {SyntaxError} when a column or value is missing or does not parse, with the line
 * @throws {RangeError} when there are no rows, a time is negative, an event does not end after its
 *   start, or sounds overlap, with the line
 */
export function parseEventList(text: string, options: EventListOptions): ListedRecording[] {
  const { name, truth = false } = options;
  const plain = text.replace(/^\uFEFF/, "").trimEnd();
  const rows = LABEL_LINE.test(plain) ? parseLabels(plain, name) : parseTable(plain, name);
  if (rows.length === 0) {
    throw new RangeError(`Reading ${name}: expected one or more events, received none`);
  }
  if (truth) checkTruth(rows, name);
  return [...new Set(rows.map(({ path }) => path))].map((path) => {
    const own = rows.filter((row) => row.path === path);
    const duration = own.find(({ durationSeconds }) => durationSeconds !== undefined);
    return {
      path,
      line: own[0]!.line,
      ...(duration ? { durationSeconds: duration.durationSeconds! } : {}),
      sounds: own.flatMap(({ sound }) => sound ?? []),
    };
  });
}

function parseTable(text: string, name: string): Row[] {
  const rows = parseCsv(text, name);
  const columns = Object.keys(rows[0] ?? {});
  const required = ["path", ...TIMES];
  if (rows.length > 0 && !required.every((column) => columns.includes(column))) {
    throw new SyntaxError(
      `Reading ${name}, line 1: expected the columns ${required.join(", ")}, received ` +
        columns.join(", "),
    );
  }
  return rows.map((cells, i): Row => {
    const line = i + 2;
    const place = `Reading ${name}, line ${line}`;
    const { path = "", label = "", snr_db = "", duration_seconds = "" } = cells;
    if (path === "") throw new SyntaxError(`${place}: expected a path, received none`);
    const [start, end] = TIMES.map((column) => cells[column]!) as [string, string];
    return {
      line,
      path,
      ...(duration_seconds === "" ? {} : {
        durationSeconds: readNumber(place, "duration_seconds", duration_seconds, Number.MIN_VALUE),
      }),
      ...(start + end + label === "" ? {} : {
        sound: {
          ...readSpan(place, start, end),
          label,
          ...(snr_db === "" ? {} : { snrDb: readNumber(place, "snr_db", snr_db) }),
        },
      }),
    };
  });
}

function parseLabels(text: string, name: string): Row[] {
  return text.split(/\r?\n/).flatMap((content, i): Row[] => {
    // Audacity writes the frequencies of a spectral selection in a second line.
    if (content.trim() === "" || content.startsWith("\\")) return [];
    const line = i + 1;
    const [start = "", end = "", ...label] = content.split("\t");
    const span = readSpan(`Reading ${name}, line ${line}`, start, end);
    return [{ line, path: "", sound: { ...span, label: label.join(" ").trim() } }];
  });
}

function readSpan(place: string, start: string, end: string) {
  const startSeconds = readNumber(place, "start_seconds", start, 0);
  const endSeconds = readNumber(place, "end_seconds", end, 0);
  if (endSeconds > startSeconds) return { startSeconds, endSeconds };
  throw new RangeError(
    `${place}: expected an end after the start at ${startSeconds} s, received ${endSeconds} s`,
  );
}

function readNumber(place: string, column: string, cell: string, min = -Infinity): number {
  const value = cell.trim() === "" ? NaN : Number(cell);
  if (value >= min && Number.isFinite(value)) return value;
  const range = min === 0 ? " from 0" : min > 0 ? " above 0" : "";
  const message = `${place}: expected ${column} to be a number${range}, received ` +
    (cell === "" ? "none" : describe(cell));
  throw value < min ? new RangeError(message) : new SyntaxError(message);
}

function checkTruth(rows: readonly Row[], name: string): void {
  const unlabeled = rows.find(({ sound }) => sound?.label === "");
  if (unlabeled) {
    throw new SyntaxError(
      `Reading ${name}, line ${unlabeled.line}: expected a label, received none`,
    );
  }
  for (const path of new Set(rows.map((row) => row.path))) {
    const sounds = rows.flatMap(({ line, sound, ...row }) =>
      row.path === path && sound ? { ...sound, line } : []
    );
    const [first, second] = findOverlap(sounds) ?? [];
    if (!first || !second) continue;
    const { label, startSeconds, endSeconds } = first;
    throw new RangeError(
      `Reading ${name}, line ${second.line}: expected no overlap with the ${label} from ` +
        `${startSeconds} to ${endSeconds} s in line ${first.line}, received a start at ` +
        `${second.startSeconds} s; join them`,
    );
  }
}
