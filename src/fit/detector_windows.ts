/**
 * From recordings to the rows that a detector is fitted on.
 *
 * @module
 */
import { matchedChannel, phoneVariants } from "../augment/phone_variants.ts";
import type { AmrRoundTrip } from "../augment/codecs.ts";
import { encodeWindows } from "../encoder/encode_windows.ts";
import { featureEncoder } from "../encoder/encoder.ts";
import type { FrontEnd } from "../features/front_ends.ts";
import { createRandom } from "../random.ts";
import type { LongWorkOptions } from "../types.ts";
import type { WindowFill, WindowOptions } from "../windows/sliding_windows.ts";
import type { TrainingClip } from "./training_clip.ts";

/** How a recording was changed before its features were computed. */
export type Channel = "native" | "matched" | "augmented";

/** The windows of one recording in one channel. */
export interface ClipWindows {
  /** Index of the recording. */
  readonly clip: number;
  /** What it went through. */
  readonly channel: Channel;
  /** Length of the recording after that. */
  readonly durationSeconds: number;
  /** `[windows][features]`. */
  readonly features: readonly Float32Array[];
  /** Level of each window, dB re full scale. */
  readonly levelsDbfs: readonly number[];
}

/** Negatives are played up to this much faster, which makes adult voices child-like. */
const NEGATIVE_SPEEDS = [1, 2.2] as const;
const POSITIVE_SPEEDS = [0.88, 1.13] as const;

/**
 * Computes the windows of every recording: as it is, and with `amr` in five variants for training
 * and once through the matched channel for scoring.
 *
 * @param audio the recordings at the front end's rate, one a clip
 */
export async function detectorWindows(
  clips: readonly TrainingClip[],
  audio: readonly Float32Array[],
  frontEnd: FrontEnd,
  options: WindowOptions & LongWorkOptions & {
    readonly fill: WindowFill;
    readonly seed: number;
    readonly amr?: AmrRoundTrip;
  },
): Promise<ClipWindows[]> {
  const { amr, seed, signal, onProgress } = options;
  const rows: ClipWindows[] = [];
  const encoder = featureEncoder(frontEnd);
  const add = async (clip: number, channel: Channel, samples: Float32Array) => {
    const features: Float32Array[] = [];
    const levelsDbfs: number[] = [];
    const waveform = { samples, sampleRateHz: frontEnd.sampleRateHz };
    const { onProgress: _, ...windows } = options;
    for await (const window of encodeWindows(waveform, [encoder], windows)) {
      features.push(window.vectors[0]!);
      levelsDbfs.push(window.levelDbfs);
    }
    const durationSeconds = samples.length / frontEnd.sampleRateHz;
    rows.push({ clip, channel, durationSeconds, features, levelsDbfs });
  };

  for (const [index, clip] of clips.entries()) {
    signal?.throwIfAborted();
    const samples = audio[index]!;
    await add(index, "native", samples);
    if (amr) {
      await add(index, "matched", await matchedChannel(samples, amr));
      // Only negatives of the clip's own fold are mixed in, so that no fold hears another's.
      const backgrounds = audio.filter((_, i) =>
        clips[i]!.y === 0 && clips[i]!.fold === clip.fold && i !== index
      );
      const variants = await phoneVariants(samples, {
        amr,
        backgrounds: backgrounds.length > 0 ? backgrounds : [samples],
        random: createRandom("phone variants", seed, clip.path, clip.startSeconds),
        speeds: clip.y === 1 ? POSITIVE_SPEEDS : NEGATIVE_SPEEDS,
      });
      for (const variant of variants) await add(index, "augmented", variant);
    }
    onProgress?.({ done: index + 1, total: clips.length });
  }
  return rows;
}
