import { encodeWindows } from "../encoder/encode_windows.ts";
import { featureEncoder } from "../encoder/encoder.ts";
import type { FrontEnd } from "../features/front_ends.ts";
import type { LongWorkOptions } from "../types.ts";
import type { WindowFill, WindowOptions } from "../windows/sliding_windows.ts";
import type { Clip, Dataset, Omission } from "./dataset.ts";
import {
  type ByteStore,
  type ClipFeatures,
  codeVersion,
  decodeFeatures,
  encodeFeatures,
  featureKey,
} from "./feature_cache.ts";
import { fileFacts } from "./file_facts.ts";
import { isOmission, readClips, type ReadFile, sha256 } from "./read_clips.ts";

/** A clip with its features. */
export interface FeaturedClip extends ClipFeatures {
  readonly clip: Clip;
  /** Whether they were taken from the cache. */
  readonly cached: boolean;
}

/** Options of {@link readFeatures}. */
export interface ReadFeaturesOptions extends LongWorkOptions {
  readonly frontEnd: FrontEnd;
  readonly windows: WindowOptions & { readonly fill: WindowFill };
  /** Where features are kept; nowhere by default. */
  readonly store?: ByteStore;
}

/** Features of the clips of a dataset, computed or from the cache; what cannot be read as an omission. */
export async function* readFeatures(
  dataset: Dataset,
  readFile: ReadFile,
  options: ReadFeaturesOptions,
): AsyncGenerator<FeaturedClip | Omission> {
  const { frontEnd, windows, store, signal, onProgress } = options;
  const code = await codeVersion(frontEnd);
  const encoder = featureEncoder(frontEnd);
  const { clips } = dataset;
  for (const [i, clip] of clips.entries()) {
    signal?.throwIfAborted();
    yield await one(clip);
    onProgress?.({ done: i + 1, total: clips.length });
  }

  async function one(clip: Clip): Promise<FeaturedClip | Omission> {
    // A file that cannot be read is read again below, where it becomes an omission.
    const bytes = store && await readFile(clip.path).catch(() => undefined);
    const key = bytes && await featureKey({
      form: 2,
      file: await sha256(bytes),
      part: [clip.startSeconds, String(clip.endSeconds)],
      frontEnd: frontEnd.id,
      windows,
      code,
    });
    const kept = key && await store.get(key);
    const known = kept && await decodeFeatures(kept);
    if (known) return { ...known, clip, cached: true };

    const alone = { ...dataset, clips: [clip] };
    const reading = readClips(alone, bytes ? () => Promise.resolve(bytes) : readFile);
    const read = (await reading.next()).value!;
    if (isOmission(read)) return read;
    const features: Float32Array[] = [];
    const levelsDbfs: number[] = [];
    const work = { ...windows, ...(signal ? { signal } : {}) };
    for await (const window of encodeWindows(read.waveform, [encoder], work)) {
      features.push(window.vectors[0]!);
      levelsDbfs.push(window.levelDbfs);
    }
    const { waveform, format, damage } = read;
    const made = {
      facts: fileFacts(waveform, format),
      features,
      levelsDbfs,
      ...(damage === undefined ? {} : { damage }),
    };
    if (key) await store.set(key, await encodeFeatures(made));
    return { ...made, clip, cached: false };
  }
}
