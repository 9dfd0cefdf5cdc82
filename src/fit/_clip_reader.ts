import { type Clip, collectDataset, type ExcludedClip } from "../data/dataset.ts";
import {
  type DecodedClip,
  isExcluded,
  readClips,
  type ReadFile,
  sha256,
} from "../data/read_clips.ts";
import type { Waveform } from "../types.ts";

/** A clip with its sound. */
export type DecodedWaveform = Waveform & Pick<DecodedClip, "format" | "damage">;

/** Samples that are kept decoded, of the files that were read last. */
const DECODED_SAMPLES = 16e6;

/** Reads files; parts of one file, and clips that are mixed in often, are decoded once. */
export function createClipReader(readFile: ReadFile): {
  /** SHA-256 of the clip's file. */
  hash(clip: Clip): Promise<string | ExcludedClip>;
  waveform(clip: Clip): Promise<DecodedWaveform | ExcludedClip>;
} {
  const decoded = new Map<string, DecodedWaveform | ExcludedClip>();
  let held = 0;
  const lengthOf = (one: DecodedWaveform | ExcludedClip | undefined) =>
    one && "samples" in one ? one.samples.length : 0;
  return {
    async hash({ path }: Clip): Promise<string | ExcludedClip> {
      try {
        const bytes = await readFile(path);
        if (bytes) return await sha256(bytes);
        return { path, reason: "missing_file", detail: "there is no such file" };
      } catch (error) {
        return { path, reason: "unreadable", detail: messageOf(error) };
      }
    },
    async waveform(clip: Clip): Promise<DecodedWaveform | ExcludedClip> {
      const key = JSON.stringify([clip.path, clip.startSeconds, String(clip.endSeconds)]);
      const known = decoded.get(key);
      if (known) return known;
      const alone = collectDataset([clip]);
      const read = (await readClips(alone, readFile).next()).value!;
      const heard = isExcluded(read) ? read : { ...read, ...read.waveform };
      decoded.set(key, heard);
      held += lengthOf(heard);
      for (const old of decoded.keys()) {
        if (held <= DECODED_SAMPLES || old === key) break;
        held -= lengthOf(decoded.get(old));
        decoded.delete(old);
      }
      return heard;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
