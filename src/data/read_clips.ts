import { checkWork } from "../check_option.ts";
import { decode, toMono } from "../decode/mod.ts";
import type { ProgressOptions, Waveform } from "../types.ts";
import type { Clip, Dataset, ExcludedClip } from "./dataset.ts";
import { checkValues } from "../waveform/check_waveform.ts";

/** Gives the bytes of a file of a dataset, by its path; undefined where there is none. */
export type ReadFile = (path: string) => Promise<Uint8Array | undefined>;

/** A clip with its sound. */
export interface DecodedClip {
  /** Clip in the dataset. */
  readonly clip: Clip;
  /** Mono, at the file's own rate: the part that counts. */
  readonly waveform: Waveform;
  /** Container and codec as found. */
  readonly format: string;
  /** SHA-256 of the whole file, in hexadecimal. */
  readonly fileSha256: string;
  /** Reason why the file could be decoded only in part. */
  readonly damage?: string;
}

/**
 * Reads the clips of a dataset one after the other, the next file while one is worked on. What cannot
 * be read comes as an omission in its place.
 */
export async function* readClips(
  dataset: Dataset,
  readFile: ReadFile,
  work: ProgressOptions = {},
): AsyncGenerator<DecodedClip | ExcludedClip> {
  checkWork("Reading clips", work);
  const { signal, onProgress } = work;
  const { clips } = dataset;
  let next = clips[0] && open(clips[0].path, readFile);
  for (const [i, clip] of clips.entries()) {
    signal?.throwIfAborted();
    const file = await next!;
    const following = clips[i + 1]?.path;
    if (following !== undefined && following !== clip.path) next = open(following, readFile);
    yield cut(clip, file);
    onProgress?.({ done: i + 1, total: clips.length });
  }
}

/** Whether what was read is a clip that was left out. */
export function isExcluded(read: object): read is ExcludedClip {
  return "reason" in read;
}

type Opened = Omit<DecodedClip, "clip"> | Omit<ExcludedClip, "path">;

/** Never rejects, so that a file may be opened before it is waited for. */
async function open(path: string, readFile: ReadFile): Promise<Opened> {
  try {
    const bytes = await readFile(path);
    if (!bytes) return { reason: "missing_file", detail: "there is no such file" };
    const audio = await decode(bytes);
    return {
      waveform: toMono(audio),
      format: audio.format,
      fileSha256: await sha256(bytes),
      ...(audio.damage ? { damage: audio.damage.message } : {}),
    };
  } catch (error) {
    return { reason: "unreadable", detail: error instanceof Error ? error.message : String(error) };
  }
}

function cut(clip: Clip, file: Opened): DecodedClip | ExcludedClip {
  if ("reason" in file) return { path: clip.path, ...file };
  const { samples, sampleRateHz } = file.waveform;
  const part = samples.subarray(
    Math.round(clip.startSeconds * sampleRateHz),
    Math.round(Math.min(clip.endSeconds * sampleRateHz, samples.length)),
  );
  if (part.length === 0) {
    return {
      path: clip.path,
      reason: "too_short",
      detail: `the part begins at ${clip.startSeconds} s of ${samples.length / sampleRateHz} s`,
    };
  }
  try {
    checkValues(part);
  } catch (error) {
    return { path: clip.path, reason: "unreadable", detail: (error as RangeError).message };
  }
  return { clip, ...file, waveform: { samples: part, sampleRateHz } };
}

/** SHA-256 in hexadecimal. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
