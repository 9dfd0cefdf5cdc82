import { stat } from "node:fs/promises";
import { listRecordings, RECORDING_EXTENSIONS } from "../input/list_recordings.ts";
import type { AudioInput } from "../input/audio_input.ts";
import type { Host } from "./host.ts";

/** Recording to classify. */
export interface Recording {
  /** Path, URL or `-`, as in the output. */
  readonly path: string;
  /** Opens the recording. @throws {RangeError} for a directory without recordings */
  open(): AudioInput;
}

/**
 * Finds the recordings that operands name. A directory names the recordings in it and below.
 *
 * @param words paths, URLs, or `-` for standard input
 */
export async function findRecordings(words: readonly string[], host: Host): Promise<Recording[]> {
  const found: Recording[] = [];
  for (const path of words) {
    if (path === "-") found.push({ path, open: () => host.stdin() });
    else if (await isDirectory(path)) {
      const paths = await listRecordings(path);
      found.push(...paths.map((path) => ({ path, open: () => path })));
      if (paths.length === 0) found.push({ path, open: () => refuse(path) });
    } else found.push({ path, open: () => path });
  }
  return found;
}

/** Tests whether a word is `-`, a URL, a path or the name of an existing file. */
export async function namesRecording(word: string): Promise<boolean> {
  return word === "-" || /[./\\:]/.test(word) || await stat(word).then(() => true, () => false);
}

async function isDirectory(path: string): Promise<boolean> {
  if (/^[a-z][a-z\d+.-]+:/i.test(path)) return false;
  return await stat(path).then((found) => found.isDirectory(), () => false);
}

function refuse(directory: string): never {
  throw new RangeError(
    `Searching ${directory}: expected files with the extensions ${
      RECORDING_EXTENSIONS.join(", ")
    }, received none`,
  );
}
