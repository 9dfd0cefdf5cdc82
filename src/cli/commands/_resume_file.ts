import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";

/** JSON Lines file of a run that may have been interrupted. */
export interface ResumeFile {
  /** Paths of the recordings that have a line. */
  readonly done: ReadonlySet<string>;
  /** Number of these recordings that failed. */
  readonly failed: number;
  /** Appends text synchronously, so that an interrupt loses nothing. */
  write(text: string): void;
  /** Closes the file. */
  close(): void;
}

const NEWLINE = 10;
/** Start of every line, also of an incomplete one. */
const LINE_START = '{"path":';
const decoder = new TextDecoder();

/**
 * Opens a JSON Lines file of `classify` for appending, and removes an incomplete last line.
 *
 * @throws {SyntaxError} for a device or a pipe, or a file with other lines
 */
export function openResumeFile(path: string): ResumeFile {
  const file = openSync(path, "a+");
  try {
    if (!fstatSync(file).isFile()) {
      throw new SyntaxError(`Resuming ${path}: expected a regular file, received a device or pipe`);
    }
    const bytes = readFileSync(path);
    const done = new Set<string>();
    let failed = 0;
    let start = 0;
    for (let line = 1; start < bytes.length; line++) {
      const end = bytes.indexOf(NEWLINE, start);
      const isComplete = end >= 0;
      const text = decoder.decode(bytes.subarray(start, isComplete ? end : bytes.length));
      const result = parseResult(text);
      if (!result && (isComplete || !LINE_START.startsWith(text.slice(0, LINE_START.length)))) {
        throw new SyntaxError(
          `Resuming ${path}: expected lines of --jsonl, received other text in line ${line}`,
        );
      }
      if (!result) ftruncateSync(file, start);
      else {
        done.add(result.path);
        if (result.error !== undefined) failed++;
        if (!isComplete) writeAll(file, "\n");
      }
      start = isComplete ? end + 1 : bytes.length;
    }
    return {
      done,
      failed,
      write: (text) => writeAll(file, text),
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function parseResult(line: string): { path: string; error?: unknown } | undefined {
  try {
    const result = JSON.parse(line);
    return typeof result?.path === "string" ? result : undefined;
  } catch {
    return undefined;
  }
}

function writeAll(file: number, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
