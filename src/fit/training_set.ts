/**
 * From a dataset to vectors of windows: each clip as it is, and changed copies to learn from. What was
 * computed is kept, so that a run that was cut off goes on where it stopped.
 *
 * @module
 */
import { type Clip, type Dataset, type ExcludedClip, groupOf } from "../data/dataset.ts";
import {
  type ByteStore,
  type ClipFeatures,
  decodeFeatures,
  encodeFeatures,
  featureKey,
} from "../data/feature_cache.ts";
import { fileMetadata } from "../data/file_metadata.ts";
import type { ReadFile } from "../data/read_clips.ts";
import { encodeWindows } from "../encoder/encode_windows.ts";
import type { Encoder } from "../encoder/encoder.ts";
import type { ProgressOptions, Waveform } from "../types.ts";
import type { WindowFill, WindowOptions } from "../windows/sliding_windows.ts";
import { createClipReader, type DecodedWaveform } from "./_clip_reader.ts";
import type { Augmentation, Condition } from "./augmentation.ts";

/** What hears the clips. */
export interface FeatureExtractors {
  /** One or more; each hears at its own rate. */
  readonly encoders: readonly Encoder[];
  /** All that an encoder's vectors depend on, a word each. */
  readonly code: readonly string[];
  /** How clips are cut. */
  readonly windows: WindowOptions & { readonly fill: WindowFill };
}

/** A clip, or a changed copy of one, as the encoders hear it. */
export interface EncodedClip {
  /** Row of the clip in {@link TrainingSet.clips}. */
  readonly row: number;
  /** What it went through. */
  readonly channel: Condition;
  /** One an encoder. */
  readonly encodings: readonly ClipFeatures[];
}

/** What a model is fitted on. */
export interface TrainingSet {
  /** The clips that can be used. */
  readonly clips: readonly Clip[];
  /** SHA-256 of each clip's file. */
  readonly fileSha256: readonly string[];
  /** Each clip as it is, in the order of the clips. */
  readonly windows: readonly EncodedClip[];
  /** Those that cannot be used, the dataset's own among them. */
  readonly excluded: readonly ExcludedClip[];
  /** Clips whose vectors were computed, and not found in the store. */
  readonly computed: number;
}

/** Options of {@link readTrainingSet} and {@link readVariants}. */
export interface TrainingSetOptions extends ProgressOptions {
  /** Where vectors are kept; nowhere by default. */
  readonly store?: ByteStore;
}

/**
 * Hears every clip of a dataset. What cannot be read, is shorter than `minSeconds` or nowhere reaches
 * `silenceDbfs` is left out, with its reason.
 */
export async function readTrainingSet(
  dataset: Dataset,
  readFile: ReadFile,
  extractors: FeatureExtractors,
  options: TrainingSetOptions & { readonly minSeconds: number; readonly silenceDbfs: number },
): Promise<TrainingSet> {
  const { minSeconds, silenceDbfs, signal, onProgress } = options;
  const clips: Clip[] = [];
  const hashes: string[] = [];
  const windows: EncodedClip[] = [];
  const excluded = [...dataset.excluded];
  const cache = createFeatureCache(extractors, options);
  const reader = createClipReader(readFile);
  const partsSeen = new Map<string, Clip>();
  let computed = 0;
  for (const [i, clip] of dataset.clips.entries()) {
    signal?.throwIfAborted();
    onProgress?.({ done: i, total: dataset.clips.length });
    const file = await reader.hash(clip);
    if (typeof file === "object") {
      excluded.push(file);
      continue;
    }
    const part = JSON.stringify([file, clip.startSeconds, String(clip.endSeconds)]);
    const twin = partsSeen.get(part);
    if (twin && twin.label === clip.label) {
      const detail = `the file has the bytes of ${twin.path}`;
      excluded.push({ path: clip.path, reason: "duplicate_row", detail });
      continue;
    }
    partsSeen.set(part, clip);
    const key = { file, part: [clip.startSeconds, String(clip.endSeconds)] };
    let encodings = await cache.get(key);
    if (!encodings) {
      const waveform = await reader.waveform(clip);
      if ("reason" in waveform) {
        excluded.push(waveform);
        continue;
      }
      encodings = await cache.compute(key, waveform, minSeconds);
      computed++;
    }
    const { durationSeconds } = encodings[0]!.metadata;
    const tooShort = durationSeconds < minSeconds
      ? `${durationSeconds} s came, wanted ${minSeconds} s or more`
      : encodings[0]!.levelsDbfs.every((level) => level < silenceDbfs)
      ? `no window reaches ${silenceDbfs} dBFS`
      : undefined;
    if (tooShort !== undefined) {
      excluded.push({ path: clip.path, reason: "too_short", detail: tooShort });
      continue;
    }
    windows.push({ row: clips.length, channel: "native", encodings });
    clips.push(clip);
    hashes.push(file);
  }
  onProgress?.({ done: dataset.clips.length, total: dataset.clips.length });
  return { clips, fileSha256: hashes, windows, excluded, computed };
}

/**
 * Hears changed copies of the clips. A copy may have parts of clips mixed in that `mixable` allows, of
 * the clip's own fold only, so that no fold hears another's.
 *
 * @param set as {@link readTrainingSet} gives it
 * @param folds fold of each clip
 * @param mixable whether a clip may be encodings behind another
 */
export async function readVariants(
  set: TrainingSet,
  folds: ArrayLike<number>,
  readFile: ReadFile,
  extractors: FeatureExtractors,
  augmentation: Augmentation,
  options: TrainingSetOptions & {
    readonly seed: number;
    readonly mixable: (clip: Clip) => boolean;
    /** Whether a clip is one of what is to be detected. */
    readonly positive: (clip: Clip) => boolean;
  },
): Promise<{ readonly windows: EncodedClip[]; readonly computed: number }> {
  const { seed, signal, onProgress, mixable, positive } = options;
  const { clips } = set;
  const cache = createFeatureCache(extractors, options);
  const reader = createClipReader(readFile);
  const code = await augmentation.code();
  const windows: EncodedClip[] = [];
  let computed = 0;
  const hear = async (row: number): Promise<Waveform> => {
    const found = await reader.waveform(clips[row]!);
    if ("reason" in found) {
      throw new RangeError(`Reading ${found.path} again: ${found.detail}`);
    }
    return found;
  };
  const nameOf = (row: number) => {
    const { startSeconds, endSeconds } = clips[row]!;
    return { file: set.fileSha256[row]!, part: [startSeconds, String(endSeconds)] };
  };

  for (const [row, clip] of clips.entries()) {
    signal?.throwIfAborted();
    const near = [...clips.keys()].filter((other) =>
      other !== row && folds[other] === folds[row] && mixable(clips[other]!) &&
      groupOf(clips[other]!) !== groupOf(clip)
    );
    const draw = { seed, clip: [set.fileSha256[row]!, clip.startSeconds] as const };
    const backgrounds = augmentation.drawBackgrounds(draw, near);
    const how = {
      ...nameOf(row),
      augmentation: [augmentation.id, code, seed, positive(clip)],
      backgrounds: backgrounds.map(nameOf),
    };
    const keys = augmentation.channels.map((channel, i) => ({ ...how, variant: [i, channel] }));
    let encodings = await Promise.all(keys.map((key) => cache.get(key)));
    if (encodings.includes(undefined)) {
      const variants = await augmentation.variants(await hear(row), {
        ...draw,
        positive: positive(clip),
        backgrounds: await Promise.all(backgrounds.map(hear)),
      });
      encodings = [];
      for (const [i, variant] of variants.entries()) {
        signal?.throwIfAborted();
        encodings.push(await cache.compute(keys[i]!, { ...variant, format: "variant" }, 0));
      }
      computed++;
    }
    encodings.forEach((one, i) =>
      windows.push({ row, channel: augmentation.channels[i]!, encodings: one! })
    );
    onProgress?.({ done: row + 1, total: clips.length });
  }
  return { windows, computed };
}

/** What is computed of a clip, from the store or for it. */
function createFeatureCache(
  { encoders, code, windows }: FeatureExtractors,
  options: TrainingSetOptions,
) {
  const { store, signal } = options;
  type What = Readonly<Record<string, unknown>>;
  const keyOf = (what: What, i: number) =>
    featureKey({ form: 2, ...what, frontEnd: encoders[i]!.id, windows, code: code[i]! });
  return {
    /** The vectors of all encoders, where all are kept. */
    async get(what: What): Promise<ClipFeatures[] | undefined> {
      if (!store) return undefined;
      const found: ClipFeatures[] = [];
      for (const i of encoders.keys()) {
        const bytes = await store.get(await keyOf(what, i));
        const known = bytes && await decodeFeatures(bytes);
        if (!known) return undefined;
        found.push(known);
      }
      return found;
    },
    /** Computes them; those of a clip that is too short are nobody's business. */
    async compute(
      what: What,
      waveform: DecodedWaveform,
      minSeconds: number,
    ): Promise<ClipFeatures[]> {
      const metadata = fileMetadata(waveform, waveform.format);
      const encodings: ClipFeatures[] = [];
      for (const [i, encoder] of encoders.entries()) {
        const features: Float32Array[] = [];
        const levelsDbfs: number[] = [];
        const work = { ...windows, ...(signal ? { signal } : {}) };
        if (metadata.durationSeconds >= minSeconds) {
          for await (const window of encodeWindows(waveform, [encoder], work)) {
            features.push(window.vectors[0]!);
            levelsDbfs.push(Math.fround(window.levelDbfs));
          }
        }
        const { damage } = waveform;
        const made = {
          metadata,
          features,
          levelsDbfs,
          ...(damage === undefined ? {} : { damage }),
        };
        await store?.set(await keyOf(what, i), await encodeFeatures(made));
        encodings.push(made);
      }
      return encodings;
    },
  };
}
