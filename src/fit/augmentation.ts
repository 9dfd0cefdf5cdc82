/**
 * Augmentation: modified copies of recordings for training.
 *
 * @module
 */
import type { AmrRoundTrip } from "../augment/codecs.ts";
import { originalVariants } from "../augment/original_variants.ts";
import { matchedChannel, phoneVariants } from "../augment/phone_variants.ts";
import { sha256 } from "../data/sha256.ts";
import { createRandom } from "../random.ts";
import { resample } from "../resample/mod.ts";
import type { Waveform } from "../types.ts";

/** Condition of a recording. */
export type Condition =
  /** Unchanged recording. */
  | "native"
  /** Level, band and codec of a telephone, for evaluation. */
  | "matched"
  /** Random augmentation, for training. */
  | "augmented";

/** Seed of random changes. */
export interface Draw {
  /** Seed of the run. */
  readonly seed: number;
  /** Identity of the clip. */
  readonly clip: readonly [file: string, startSeconds: number];
}

/** Method of augmentation. The same draw gives the same variants. */
export interface Augmentation {
  /** Name of the augmentation. */
  readonly id: string;
  /** Conditions of its variants, in order. */
  readonly conditions: readonly Condition[];
  /** Draws the clips to mix in. */
  drawBackgrounds(draw: Draw, clips: readonly number[]): number[];
  /** Creates the variants of a recording. */
  variants(
    waveform: Waveform,
    options: Draw & {
      /** Whether the recording is a positive. */
      readonly positive: boolean;
      readonly backgrounds: readonly Waveform[];
    },
  ): Promise<Waveform[]>;
  /** Computes the version of the code: hashes of the variants of a fixed sound. */
  code(): Promise<string>;
}

const PHONE_HZ = 8000;
/** Number of clips drawn for the two mixtures of a recording. */
const BACKGROUNDS = 3;
/**
 * Range of playback speeds of negatives; high speeds raise adult voices to the pitch of children.
 */
const NEGATIVE_SPEEDS = [1, 2.2] as const;
const POSITIVE_SPEEDS = [0.88, 1.13] as const;

/**
 * Creates an augmentation with phone codecs, rooms, noise and other recordings: five variants for
 * training, at 8 kHz, and the matched condition.
 */
export function phoneAugmentation(amr: AmrRoundTrip): Augmentation {
  const atPhoneRate = ({ samples, sampleRateHz }: Waveform) =>
    resample(samples, { fromHz: sampleRateHz, toHz: PHONE_HZ });
  return withCode({
    id: "phone",
    conditions: ["matched", ...Array.from({ length: 5 }, () => "augmented" as const)],
    drawBackgrounds({ seed, clip }, clips) {
      const random = createRandom("backgrounds", seed, ...clip);
      const left = [...clips];
      return Array.from(
        { length: Math.min(BACKGROUNDS, left.length) },
        () => left.splice(random.below(left.length), 1)[0]!,
      );
    },
    async variants(waveform, { seed, clip, positive, backgrounds }) {
      const samples = atPhoneRate(waveform);
      const variants = await phoneVariants(samples, {
        amr,
        backgrounds: backgrounds.length > 0 ? backgrounds.map(atPhoneRate) : [samples],
        random: createRandom("phone variants", seed, ...clip),
        speeds: positive ? POSITIVE_SPEEDS : NEGATIVE_SPEEDS,
      });
      return [await matchedChannel(samples, amr), ...variants]
        .map((samples) => ({ samples, sampleRateHz: PHONE_HZ }));
    },
  });
}

/** Augmentation of DeepInfant's authors: five variants of pitch, tempo, noise, time and level. */
export const originalAugmentation: Augmentation = withCode({
  id: "original",
  conditions: Array.from({ length: 5 }, () => "augmented" as const),
  drawBackgrounds: () => [],
  variants({ samples, sampleRateHz }, { seed, clip }) {
    const random = createRandom("original variants", seed, ...clip);
    const variants = originalVariants(samples, random);
    return Promise.resolve(variants.map((samples) => ({ samples, sampleRateHz })));
  },
});

function withCode(augmentation: Omit<Augmentation, "code">): Augmentation {
  let word: Promise<string> | undefined;
  const probe = async () => {
    const samples = Float32Array.from({ length: 8000 }, (_, i) => 0.3 * Math.sin(i * i / 2e5));
    const variants = await augmentation.variants({ samples, sampleRateHz: 8000 }, {
      seed: 1,
      clip: ["probe", 0],
      positive: true,
      backgrounds: [],
    });
    const words = await Promise.all(
      variants.map((one) => sha256(new Uint8Array(one.samples.slice().buffer))),
    );
    return words.join(" ");
  };
  return { ...augmentation, code: () => word ??= probe() };
}
