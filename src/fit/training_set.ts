/**
 * Encodes the windows of the clips of a dataset and of their augmented copies. A store keeps the
 * vectors, so that an interrupted run can continue.
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

/** Encoders and the windows that they encode. */
export interface FeatureExtractors {
  /** Encoders, one or more, each with its own sample rate. */
  readonly encoders: readonly Encoder[];
  /** Version of the code and weights of each encoder, part of the keys in the store. */
  readonly code: readonly string[];
  /** Windows of a clip. */
  readonly windows: WindowOptions & { readonly fill: WindowFill };
}

/** A clip, or an augmented copy of one, as vectors. */
export interface EncodedClip {
  /** Row of the clip in {@link TrainingSet.clips}. */
  readonly row: number;
  /** Condition of the copy. */
  readonly condition: Condition;
  /** Windows of each encoder. */
  readonly encodings: readonly ClipFeatures[];
}

/** Encoded clips of a dataset. */
export interface TrainingSet {
  /** Usable clips. */
  readonly clips: readonly Clip[];
  /** SHA-256 of the file of each clip. */
  readonly fileSha256: readonly string[];
  /** Each unchanged clip, in the order of the clips. */
  readonly windows: readonly EncodedClip[];
  /** Clips that cannot be used, including those that the dataset excludes. */
  readonly excluded: readonly ExcludedClip[];
  /** Number of clips that were computed because the store did not have them. */
  readonly computed: number;
}

/** Options of {@link readTrainingSet} and {@link readVariants}. */
export interface TrainingSetOptions extends ProgressOptions {
  /** Store that keeps the vectors. Default: none. */
  readonly store?: ByteStore;
}

/** Limits of usable clips. */
interface ClipLimits {
  readonly minSeconds: number;
  readonly silenceDbfs: number;
}

/**
 * Encodes every clip of a dataset. Clips that cannot be read, are shorter than `minSeconds` or have
 * no window as loud as `silenceDbfs` are excluded with the reason.
 */
export async function readTrainingSet(
  dataset: Dataset,
  readFile: ReadFile,
  extractors: FeatureExtractors,
  options: TrainingSetOptions & ClipLimits,
): Promise<TrainingSet> {
  const { minSeconds, signal, onProgress } = options;
  const clips: Clip[] = [];
  const fileSha256: string[] = [];
  const windows: EncodedClip[] = [];
  const excluded = [...dataset.excluded];
  const cache = createFeatureCache(extractors, options);
  const reader = createClipReader(readFile);
  const findTwin = createTwinSearch();
  let computed = 0;
  for (const [i, clip] of dataset.clips.entries()) {
    signal?.throwIfAborted();
    onProgress?.({ done: i, total: dataset.clips.length });
    const file = await reader.hash(clip);
    if (typeof file === "object") {
      excluded.push(file);
      continue;
    }
    const twin = findTwin(file, clip);
    if (twin) {
      const detail = `the file has the same audio as ${twin.path}`;
      excluded.push({ path: clip.path, reason: "duplicate_row", detail });
      continue;
    }
    const key = keyOf(file, clip);
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
    const detail = whyTooShort(encodings[0]!, options);
    if (detail !== undefined) {
      excluded.push({ path: clip.path, reason: "too_short", detail });
      continue;
    }
    windows.push({ row: clips.length, condition: "native", encodings });
    clips.push(clip);
    fileSha256.push(file);
  }
  onProgress?.({ done: dataset.clips.length, total: dataset.clips.length });
  return { clips, fileSha256, windows, excluded, computed };
}

/**
 * Encodes augmented copies of the clips. A copy may contain other clips in the background: those
 * that `mixable` accepts, of the same fold, so that no fold leaks into another.
 *
 * @param set result of {@link readTrainingSet}
 * @param folds fold of each clip
 * @param options.mixable whether a clip may be mixed into others
 * @param options.positive whether a clip is a positive
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
    readonly positive: (clip: Clip) => boolean;
  },
): Promise<{ readonly windows: EncodedClip[]; readonly computed: number }> {
  const { seed, signal, onProgress, mixable, positive } = options;
  const { clips, fileSha256 } = set;
  const cache = createFeatureCache(extractors, options);
  const readWaveform = createWaveformReader(set, readFile);
  const code = await augmentation.code();
  const windows: EncodedClip[] = [];
  let computed = 0;
  for (const [row, clip] of clips.entries()) {
    signal?.throwIfAborted();
    const candidates = [...clips.keys()].filter((other) =>
      other !== row && folds[other] === folds[row] && mixable(clips[other]!) &&
      groupOf(clips[other]!) !== groupOf(clip)
    );
    const draw = { seed, clip: [fileSha256[row]!, clip.startSeconds] as const };
    const backgrounds = augmentation.drawBackgrounds(draw, candidates);
    const key = {
      ...keyOf(fileSha256[row]!, clip),
      augmentation: [augmentation.id, code, seed, positive(clip)],
      backgrounds: backgrounds.map((other) => keyOf(fileSha256[other]!, clips[other]!)),
    };
    const keys = augmentation.conditions.map((name, i) => ({ ...key, variant: [i, name] }));
    let encodings = await Promise.all(keys.map((one) => cache.get(one)));
    if (encodings.includes(undefined)) {
      const variants = await augmentation.variants(await readWaveform(row), {
        ...draw,
        positive: positive(clip),
        backgrounds: await Promise.all(backgrounds.map(readWaveform)),
      });
      encodings = [];
      for (const [i, variant] of variants.entries()) {
        signal?.throwIfAborted();
        encodings.push(await cache.compute(keys[i]!, { ...variant, format: "variant" }, 0));
      }
      computed++;
    }
    encodings.forEach((one, i) =>
      windows.push({ row, condition: augmentation.conditions[i]!, encodings: one! })
    );
    onProgress?.({ done: row + 1, total: clips.length });
  }
  return { windows, computed };
}

/** Identifies a clip in the store. */
function keyOf(file: string, { startSeconds, endSeconds }: Clip) {
  return { file, part: [startSeconds, String(endSeconds)] };
}

/** Creates a function that finds an earlier clip with the same audio and label. */
function createTwinSearch(): (file: string, clip: Clip) => Clip | undefined {
  const seen = new Map<string, Clip>();
  return (file, clip) => {
    const part = JSON.stringify(keyOf(file, clip));
    const twin = seen.get(part);
    if (twin && twin.label === clip.label) return twin;
    seen.set(part, clip);
    return undefined;
  };
}

function whyTooShort(
  { metadata: { durationSeconds }, levelsDbfs }: ClipFeatures,
  { minSeconds, silenceDbfs }: ClipLimits,
): string | undefined {
  if (durationSeconds < minSeconds) {
    return `expected ${minSeconds} s or more, received ${durationSeconds} s`;
  }
  return levelsDbfs.every((level) => level < silenceDbfs)
    ? `expected a window of ${silenceDbfs} dBFS or more, received none`
    : undefined;
}

/** Creates a function that reads clips of a training set again. */
function createWaveformReader(
  { clips }: TrainingSet,
  readFile: ReadFile,
): (row: number) => Promise<Waveform> {
  const reader = createClipReader(readFile);
  return async (row) => {
    const found = await reader.waveform(clips[row]!);
    if ("reason" in found) {
      throw new RangeError(`Reading ${found.path} again: ${found.detail}`);
    }
    return found;
  };
}

/** Creates access to vectors, in the store or computed. */
function createFeatureCache(
  { encoders, code, windows }: FeatureExtractors,
  options: TrainingSetOptions,
) {
  const { store, signal } = options;
  type Key = Readonly<Record<string, unknown>>;
  const nameOf = (key: Key, i: number) =>
    featureKey({ form: 2, ...key, frontEnd: encoders[i]!.id, windows, code: code[i]! });
  return {
    /** Finds the vectors of all encoders; undefined unless the store has all of them. */
    async get(key: Key): Promise<ClipFeatures[] | undefined> {
      if (!store) return undefined;
      const found: ClipFeatures[] = [];
      for (const i of encoders.keys()) {
        const bytes = await store.get(await nameOf(key, i));
        const known = bytes && await decodeFeatures(bytes);
        if (!known) return undefined;
        found.push(known);
      }
      return found;
    },
    /** Computes and stores vectors; none for a clip that is shorter than `minSeconds`. */
    async compute(
      key: Key,
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
        const encoding = {
          metadata,
          features,
          levelsDbfs,
          ...(damage === undefined ? {} : { damage }),
        };
        await store?.set(await nameOf(key, i), await encodeFeatures(encoding));
        encodings.push(encoding);
      }
      return encodings;
    },
  };
}
