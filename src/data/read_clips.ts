import { checkWork } from "../check_option.ts";
import { decode, type DecodedAudio, toMono } from "../decode/mod.ts";
import type { ProgressOptions, RawAudio, Waveform } from "../types.ts";
import type { Clip, Dataset, ExcludedClip } from "./dataset.ts";
import { checkValues } from "../waveform/check_waveform.ts";
import { sha256 } from "./sha256.ts";

/** Audio of a recording: the bytes of a file, samples with their rate, or a decoded file. */
export type AudioContent = Uint8Array | RawAudio | DecodedAudio;

/** Reads the audio of a recording by its path; undefined if there is none. */
export type ReadFile = (path: string) => Promise<AudioContent | undefined>;

/** A clip with its sound. */
export interface DecodedClip {
  /** Clip in the dataset. */
  readonly clip: Clip;
  /** Mono samples of the part to use, at the sample rate of the file. */
  readonly waveform: Waveform;
  /** Detected container and codec; `samples` for audio that was not encoded. */
  readonly format: string;
  /** SHA-256 of the whole file, or of its samples and their rate, in hexadecimal. */
  readonly fileSha256: string;
  /** Reason why the file could be decoded only in part. */
  readonly damage?: string;
}

/**
 * Reads the clips of a dataset in order, each file ahead of its use. A clip that cannot be read is
 * replaced by the reason for its exclusion.
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

/** Tests whether the result of reading a clip is its exclusion. */
export function isExcluded(read: object): read is ExcludedClip {
  return "reason" in read;
}

type Opened = Omit<DecodedClip, "clip"> | Omit<ExcludedClip, "path">;

/** Opens a clip. Never rejects, so that a file can be opened before it is awaited. */
async function open(path: string, readFile: ReadFile): Promise<Opened> {
  try {
    const content = await readFile(path);
    if (!content) return { reason: "missing_file", detail: "expected a file, received none" };
    const audio = isFile(content) ? await decode(content) : decoded(content);
    return {
      waveform: toMono(audio),
      format: audio.format,
      fileSha256: await contentSha256(content),
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
      detail: `expected a part within ${samples.length / sampleRateHz} s, ` +
        `received ${clip.startSeconds} s to ${clip.endSeconds} s`,
    };
  }
  try {
    checkValues(part);
  } catch (error) {
    return { path: clip.path, reason: "unreadable", detail: (error as RangeError).message };
  }
  return { clip, ...file, waveform: { samples: part, sampleRateHz } };
}

/** Computes the SHA-256 of a file, or of samples and their rate, in hexadecimal. */
export async function contentSha256(content: AudioContent): Promise<string> {
  if (isFile(content)) return await sha256(content);
  const { channels, sampleRateHz } = decoded(content);
  const hashes = channels.map(({ buffer, byteOffset, byteLength }) =>
    sha256(new Uint8Array(buffer, byteOffset, byteLength))
  );
  const text = JSON.stringify([sampleRateHz, ...await Promise.all(hashes)]);
  return await sha256(new TextEncoder().encode(text));
}

function isFile(content: AudioContent): content is Uint8Array {
  return !("samples" in content || "channels" in content);
}

function decoded(content: RawAudio | DecodedAudio): DecodedAudio {
  if ("channels" in content) return content;
  const { samples, sampleRateHz } = content;
  const channels = Array.isArray(samples) ? samples as Float32Array[] : [samples as Float32Array];
  return { channels, sampleRateHz, format: "samples" };
}
