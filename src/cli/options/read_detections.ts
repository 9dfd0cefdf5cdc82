import { readFile, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { describe } from "../../check_option.ts";
import type { SoundEvent } from "../../eval/events/event_recording.ts";
import { type ListedRecording, parseEventList } from "../../eval/events/parse_event_list.ts";
import type { TimeSpan } from "../../types.ts";

/** Events that were detected in a recording. */
export interface Detections {
  readonly events: readonly TimeSpan[];
  /** Duration of the recording, in seconds, if it is known. */
  readonly durationSeconds: number | undefined;
}

/** Labeled sounds of recordings. */
export interface Truth {
  /** Path of the file. */
  readonly file: string;
  readonly recordings: readonly ListedRecording[];
}

/** Reads labeled sounds. @throws {SyntaxError | RangeError} as `parseEventList` */
export async function readTruth(file: string): Promise<Truth> {
  const text = await readText("--events", file);
  return { file, recordings: parseEventList(text, { name: file, truth: true }) };
}

/**
 * Reads detected events: an event list, or the output of `classify --json` or `--jsonl`. Paths are
 * those of the truth, or relative to the working directory.
 *
 * @param positive label of the events; those with other labels are ignored
 * @returns detections by the path in the truth
 * @throws {SyntaxError} when the file does not parse or is a directory, or a row has no path or no
 *   events
 * @throws {RangeError} when the truth lacks the path of a recording
 */
export async function readDetections(
  file: string,
  truth: Truth,
  positive: string,
): Promise<Map<string, Detections>> {
  const text = await readText("DATASET", file);
  const name = basename(file);
  const listed = /^\s*[[{]/.test(text)
    ? parseJson(text, file)
    : parseEventList(text, { name: file });
  const found = new Map<string, Detections>();
  for (const { path, line, durationSeconds, sounds } of listed) {
    const known = findPath(path, truth);
    if (known === undefined) {
      throw new RangeError(
        `Reading ${name}, line ${line}: expected the path of a recording in ${truth.file}, ` +
          `received ${path || "labels without a path"}`,
      );
    }
    const isPositive = ({ label }: SoundEvent) => label === positive || label === "";
    found.set(known, { durationSeconds, events: sounds.filter(isPositive) });
  }
  return found;
}

/** Reads a file of events. @throws {SyntaxError} when the path is a directory */
async function readText(operand: string, path: string): Promise<string> {
  if ((await stat(path)).isDirectory()) {
    const remedy = operand === "DATASET" ? "; name a model for its recordings with --model" : "";
    throw new SyntaxError(
      `Invalid ${operand}: expected a file of events, received the directory ${path}${remedy}`,
    );
  }
  return await readFile(path, "utf8");
}

/** Finds a path in the truth; labels of Audacity have none, but a single recording. */
function findPath(path: string, { file, recordings }: Truth): string | undefined {
  const [first, ...others] = recordings;
  if (others.length === 0 && (path === "" || first!.path === "")) return first!.path;
  const root = dirname(file);
  return recordings.find((one) => one.path === path)?.path ??
    recordings.find((one) => resolve(root, one.path) === resolve(path))?.path;
}

function parseJson(text: string, file: string): ListedRecording[] {
  const isArray = text.trimStart().startsWith("[");
  return (isArray ? [text] : text.split("\n")).flatMap((content, i) => {
    if (content.trim() === "") return [];
    const place = `Reading ${file}, ${isArray ? "item" : "line"}`;
    let value: unknown;
    try {
      value = JSON.parse(content);
    } catch (cause) {
      throw new SyntaxError(
        `Reading ${file}, line ${i + 1}: expected JSON, received ${describe(content)}`,
        { cause },
      );
    }
    const rows = isArray ? value as unknown[] : [value];
    return rows.map((row, k) => toListed(row, `${place} ${isArray ? k + 1 : i + 1}`, i + 1));
  });
}

/** Prediction as `classify --json` writes it. */
interface SavedCry {
  readonly path?: unknown;
  readonly audio?: { readonly duration_seconds?: number };
  readonly cry?: {
    readonly events?: readonly { readonly start_seconds: number; readonly end_seconds: number }[];
  };
}

function toListed(row: unknown, place: string, line: number): ListedRecording {
  const { path, audio, cry } = (row ?? {}) as SavedCry;
  if (typeof path !== "string") throw new SyntaxError(`${place}: expected a path, received none`);
  if (!Array.isArray(cry?.events)) {
    throw new SyntaxError(`${place}: expected cry.events, received none`);
  }
  return {
    path,
    line,
    ...(audio?.duration_seconds === undefined ? {} : { durationSeconds: audio.duration_seconds }),
    sounds: cry.events.map(({ start_seconds, end_seconds }) => ({
      ...{ startSeconds: start_seconds, endSeconds: end_seconds, label: "" },
    })),
  };
}
