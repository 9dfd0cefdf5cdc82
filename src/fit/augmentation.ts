/**
 * Ways to make more of a recording than it is.
 *
 * @module
 */
import type { AmrRoundTrip } from "../augment/codecs.ts";
import { originalVariants } from "../augment/original_variants.ts";
import { matchedChannel, phoneVariants } from "../augment/phone_variants.ts";
import { sha256 } from "../data/read_clips.ts";
import { createRandom } from "../random.ts";
import { resample } from "../resample/mod.ts";
import type { Waveform } from "../types.ts";

/** How a recording was changed before it was heard. */
export type Condition =
  /** Not at all. */
  | "native"
  /** Level, band and codec of a telephone, for scoring. */
  | "matched"
  /** By chance, for learning. */
  | "augmented";

/** Which chance decides. */
export interface Draw {
  /** The run's. */
  readonly seed: number;
  /** Names the clip. */
  readonly clip: readonly [file: string, startSeconds: number];
}

/** A way to change recordings. The same draw changes them the same way. */
export interface Augmentation {
  /** Its name. */
  readonly id: string;
  /** What its variants are for, in their order. */
  readonly channels: readonly Condition[];
  /** Those of some clips that are mixed in. */
  drawBackgrounds(draw: Draw, clips: readonly number[]): number[];
  /** The variants of a recording. */
  variants(
    waveform: Waveform,
    options: Draw & {
      /** Whether it is one of what is to be detected. */
      readonly positive: boolean;
      readonly backgrounds: readonly Waveform[];
    },
  ): Promise<Waveform[]>;
  /** What the code does, as a word: a hash of what it answers to a fixed sound. */
  code(): Promise<string>;
}

const PHONE_HZ = 8000;
/** So many clips are drawn for the two mixtures of a recording. */
const BACKGROUNDS = 3;
/** Negatives are played up to this much faster, which makes adult voices child-like. */
const NEGATIVE_SPEEDS = [1, 2.2] as const;
const POSITIVE_SPEEDS = [0.88, 1.13] as const;

/**
 * Phone codecs, rooms, noise and other recordings: five variants to learn from, at 8 kHz, and the
 * matched channel.
 */
export function phoneAugmentation(amr: AmrRoundTrip): Augmentation {
  const atPhoneRate = ({ samples, sampleRateHz }: Waveform) =>
    resample(samples, { fromHz: sampleRateHz, toHz: PHONE_HZ });
  return withCode({
    id: "phone",
    channels: ["matched", ...Array.from({ length: 5 }, () => "augmented" as const)],
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

/** Pitch, tempo, noise, time and level, as DeepInfant's authors describe: five variants. */
export const originalAugmentation: Augmentation = withCode({
  id: "original",
  channels: Array.from({ length: 5 }, () => "augmented" as const),
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
