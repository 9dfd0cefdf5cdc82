import type { Dirent } from "node:fs";

/**
 * Extensions of audio files, in lower case. Formats without a decoder are included, so that such a
 * file is reported and not skipped.
 */
export const RECORDING_EXTENSIONS: readonly string[] = [
  ..."wav wave bwf rf64 aif aiff aifc caf amr awb 3gp 3gpp 3g2 3ga mp4 m4a m4b mov".split(" "),
  ..."aac mp2 mp3 mpga flac ogg oga opus spx webm weba mka mkv wma w64 au snd wv ape".split(" "),
];

/**
 * Lists the recordings in a directory and below it, sorted by name. Names that begin with a dot are
 * skipped, and links to directories are not followed. A directory that cannot be listed is returned
 * itself, so that reading it reports the reason.
 *
 * @returns paths that begin with `directory`
 */
export async function listRecordings(directory: string): Promise<string[]> {
  const { readdir } = await import("node:fs/promises");
  const { join } = await import("node:path");
  const found: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
    if (!entries) found.push(folder);
    for (const entry of entries?.sort(byName) ?? []) {
      if (entry.name.startsWith(".")) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await walk(path);
      else if (isRecording(entry)) found.push(path);
    }
  };
  await walk(directory);
  return found;
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}

function isRecording(entry: Dirent): boolean {
  const extension = entry.name.toLowerCase().match(/\.([^.]+)$/)?.[1];
  return (entry.isFile() || entry.isSymbolicLink()) && extension !== undefined &&
    RECORDING_EXTENSIONS.includes(extension);
}
