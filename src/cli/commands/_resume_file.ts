import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";

/** Answers of a run that may be cut off, as JSON lines. */
export interface ResumeFile {
  /** Paths of the recordings that have their line. */
  readonly done: ReadonlySet<string>;
  /** How many of them failed. */
  readonly failed: number;
  /** Adds to its end; what was written stays whatever comes after. */
  write(text: string): void;
  close(): void;
}

const NEWLINE = 10;
/** How every line begins; half a line has at least some of it. */
const LINE_START = '{"path":';
const decoder = new TextDecoder();

/**
 * Opens a file of `--jsonl` to go on where it ends. A last line that a cut-off run left half written is
 * taken away: its recording has no answer yet.
 *
 * @throws {SyntaxError} when it is a device or a pipe, or a line is no answer, so that the file may be another's
 */
export function openResumeFile(path: string): ResumeFile {
  const file = openSync(path, "a+");
  try {
    if (!fstatSync(file).isFile()) {
      throw new SyntaxError(`Resuming ${path}: it is no file, wanted one that can be read again`);
    }
    const bytes = readFileSync(path);
    const done = new Set<string>();
    let failed = 0;
    let start = 0;
    for (let line = 1; start < bytes.length; line++) {
      const end = bytes.indexOf(NEWLINE, start);
      const isWhole = end >= 0;
      const text = decoder.decode(bytes.subarray(start, isWhole ? end : bytes.length));
      const answer = parseAnswer(text);
      if (!answer && (isWhole || !LINE_START.startsWith(text.slice(0, LINE_START.length)))) {
        throw new SyntaxError(
          `Resuming ${path}: line ${line} is no answer, wanted the lines of --jsonl`,
        );
      }
      if (!answer) ftruncateSync(file, start);
      else {
        done.add(answer.path);
        if (answer.error !== undefined) failed++;
        if (!isWhole) writeAll(file, "\n");
      }
      start = isWhole ? end + 1 : bytes.length;
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

function parseAnswer(line: string): { path: string; error?: unknown } | undefined {
  try {
    const answer = JSON.parse(line);
    return typeof answer?.path === "string" ? answer : undefined;
  } catch {
    return undefined;
  }
}

function writeAll(file: number, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
