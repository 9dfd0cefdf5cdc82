/**
 * Augmentation with phones, rooms and distances.
 *
 * @module
 */
import { resample } from "../resample/mod.ts";
import type { Random } from "../random.ts";
import { AMR_NB_KBPS, type AmrRoundTrip, imaRoundTrip } from "./codecs.ts";
import { coloredNoise, lowPass, reverberate, tilt } from "./filters.ts";
import { mixAtSnr, normalizeLevel } from "./level.ts";

const SAMPLE_RATE_HZ = 8000;
/** Upper edge of the telephone band, in Hz. */
const TELEPHONE_HZ = 3400;

/** Options of {@link phoneVariants}. */
export interface PhoneVariantOptions {
  /** AMR-NB encoder and decoder, from `loadAmrRoundTrip`. */
  readonly amr: AmrRoundTrip;
  /** Source of random numbers. */
  readonly random: Random;
  /** Other sounds to mix in, mono at 8 kHz; one or more, none empty. */
  readonly backgrounds: readonly Float32Array[];
  /** Lowest and highest playback speed; above 1 raises the pitch. */
  readonly speeds: readonly [number, number];
}

/**
 * Creates five variants: an AMR-NB call, an IMA recording with noise, a mixture, a room with
 * another speed and tilt, and a noisy call.
 *
 * @param samples mono at 8 kHz
 */
export async function phoneVariants(
  samples: Float32Array,
  options: PhoneVariantOptions,
): Promise<Float32Array[]> {
  const { amr, random, backgrounds, speeds } = options;
  const noise = (length: number) => coloredNoise(length, random.between(0, 0.97), random);
  const background = () => backgrounds[random.below(backgrounds.length)]!;
  const call = (x: Float32Array) =>
    amr(normalizeLevel(x, random.between(-38, -14)), [0, 5, 7, 7][random.below(4)]!);
  const band = (x: Float32Array) =>
    lowPass(x, { cutoffHz: random.between(2800, 3800), sampleRateHz: SAMPLE_RATE_HZ });
  const atSpeed = (x: Float32Array) =>
    resample(x, {
      fromHz: Math.round(SAMPLE_RATE_HZ * random.between(...speeds)),
      toHz: SAMPLE_RATE_HZ,
    });
  const room = (x: Float32Array) =>
    reverberate(x, {
      t60Seconds: random.between(0.1, 0.6),
      directDb: random.between(-3, 10),
      sampleRateHz: SAMPLE_RATE_HZ,
      random,
    });

  const noisy = mixAtSnr(samples, noise(samples.length), { snrDb: random.between(5, 30) });
  const mixed = mixAtSnr(samples, background(), { snrDb: random.between(-3, 15) });
  const moved = tilt(room(atSpeed(samples)), random.between(-0.4, 0.6));
  const far = mixAtSnr(room(atSpeed(samples)), background(), { snrDb: random.between(8, 25) });
  return [
    await call(samples),
    band(imaRoundTrip(normalizeLevel(noisy, random.between(-38, -14)))),
    mixed,
    mixAtSnr(moved, noise(moved.length), { snrDb: random.between(15, 40) }),
    await call(far),
  ];
}

/** Simulates the matched channel: the same level, band and codec for every recording. */
export async function matchedChannel(
  samples: Float32Array,
  amr: AmrRoundTrip,
): Promise<Float32Array> {
  const band = lowPass(normalizeLevel(samples, -23), {
    cutoffHz: TELEPHONE_HZ,
    sampleRateHz: SAMPLE_RATE_HZ,
  });
  return await amr(band, AMR_NB_KBPS.indexOf(12.2));
}
