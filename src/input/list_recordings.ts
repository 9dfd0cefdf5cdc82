import type { Dirent } from "node:fs";
import { sniffFormat } from "../decode/sniff_format.ts";

/**
 * Extensions of audio files, in lower case. Formats without a decoder are included, so that such a
 * file is reported and not skipped.
 */
export const RECORDING_EXTENSIONS: readonly string[] = [
  ..."wav wave bwf rf64 aif aiff aifc caf amr awb 3gp 3gpp 3g2 3ga mp4 m4a m4b mov".split(" "),
  ..."aac mp2 mp3 mpga flac ogg oga opus spx webm weba mka mkv wma w64 au snd wv ape m2ts".split(
    " ",
  ),
];
/** Extensions of MPEG transport streams that source code has, too. */
const AMBIGUOUS_EXTENSIONS = ["ts", "mts"];
/** Number of bytes in which a transport stream is recognized. */
const HEAD_BYTES = 1024;

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
      else if (await isRecording(entry, path)) found.push(path);
    }
  };
  await walk(directory);
  return found;
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}

async function isRecording(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isFile() && !entry.isSymbolicLink()) return false;
  const extension = entry.name.toLowerCase().match(/\.([^.]+)$/)?.[1] ?? "";
  return RECORDING_EXTENSIONS.includes(extension) ||
    AMBIGUOUS_EXTENSIONS.includes(extension) && await isTransportStream(path);
}

/** Tests the content of a file; a file that cannot be read is none. */
async function isTransportStream(path: string): Promise<boolean> {
  const { open } = await import("node:fs/promises");
  let file;
  try {
    file = await open(path);
    const { buffer, bytesRead } = await file.read(new Uint8Array(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return sniffFormat(buffer.subarray(0, bytesRead)) === "mpegts";
  } catch {
    return false;
  } finally {
    await file?.close();
  }
}
