import { stat } from "node:fs/promises";
import { listRecordings, RECORDING_EXTENSIONS } from "../input/list_recordings.ts";
import type { AudioInput } from "../input/read_input.ts";
import type { Host } from "./host.ts";

/** A recording that the user named. */
export interface Recording {
  readonly path: string;
  open(): AudioInput;
}

/**
 * What the user named on the command line: directories become the recordings in them, in order.
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

/** Whether a word can only be meant as a recording: standard input, a URL, a path, or a file's name. */
export async function namesRecording(word: string): Promise<boolean> {
  return word === "-" || /[./\\:]/.test(word) || await stat(word).then(() => true, () => false);
}

async function isDirectory(path: string): Promise<boolean> {
  if (/^[a-z][a-z\d+.-]+:/i.test(path)) return false;
  return await stat(path).then((found) => found.isDirectory(), () => false);
}

function refuse(directory: string): never {
  throw new RangeError(
    `No recordings in ${directory}, wanted names that end in ${RECORDING_EXTENSIONS.join(", ")}`,
  );
}
