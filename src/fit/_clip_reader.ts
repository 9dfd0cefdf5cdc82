import { type Clip, collectDataset, type ExcludedClip } from "../data/dataset.ts";
import {
  contentSha256,
  type DecodedClip,
  isExcluded,
  readClips,
  type ReadFile,
} from "../data/read_clips.ts";
import type { Waveform } from "../types.ts";

/** A decoded clip. */
export type DecodedWaveform = Waveform & Pick<DecodedClip, "format" | "damage">;

/** Number of samples that stay in memory, of the clips that were read last. */
const DECODED_SAMPLES = 16e6;

/** Creates a reader that decodes clips once while they fit in memory. */
export function createClipReader(readFile: ReadFile): {
  /** Computes the SHA-256 of the recording of a clip. */
  hash(clip: Clip): Promise<string | ExcludedClip>;
  /** Decodes a clip. */
  waveform(clip: Clip): Promise<DecodedWaveform | ExcludedClip>;
} {
  const decoded = new Map<string, DecodedWaveform | ExcludedClip>();
  let held = 0;
  const lengthOf = (one: DecodedWaveform | ExcludedClip | undefined) =>
    one && "samples" in one ? one.samples.length : 0;
  return {
    async hash({ path }: Clip): Promise<string | ExcludedClip> {
      try {
        const content = await readFile(path);
        if (content) return await contentSha256(content);
        return { path, reason: "missing_file", detail: "expected a file, received none" };
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
      const found = isExcluded(read) ? read : { ...read, ...read.waveform };
      decoded.set(key, found);
      held += lengthOf(found);
      for (const old of decoded.keys()) {
        if (held <= DECODED_SAMPLES || old === key) break;
        held -= lengthOf(decoded.get(old));
        decoded.delete(old);
      }
      return found;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
