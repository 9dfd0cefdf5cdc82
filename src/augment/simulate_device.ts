import type { Random } from "../random.ts";
import { type AmrRoundTrip, imaRoundTrip, muLawRoundTrip } from "./codecs.ts";
import { convolve } from "./convolve.ts";
import { compress, overdrive } from "./dynamics.ts";
import { equalize, randomMicrophone } from "./equalize.ts";
import { coloredNoise, lowPass } from "./filters.ts";
import { mixAtSnr, normalizeLevel } from "./level.ts";
import { randomRoom, roomResponse } from "./room_response.ts";
import { suppressNoise } from "./suppress_noise.ts";
import { transformRoundTrip } from "./transform_codec.ts";

const SAMPLE_RATE_HZ = 8000;

/** Options of {@link simulateDevice}. */
export interface DeviceOptions {
  /** Source of random numbers. */
  readonly random: Random;
  /** AMR-NB encoder and decoder. Default: mu-law instead. */
  readonly amr?: AmrRoundTrip;
}

/**
 * Simulates an unknown device: a room, a noise floor, a microphone, level control and a codec, each
 * drawn at random, some of them absent.
 *
 * @param samples mono at 8 kHz, `[n]`, n at least 1
 * @returns `[n]`
 */
export async function simulateDevice(
  samples: Float32Array,
  options: DeviceOptions,
): Promise<Float32Array> {
  const { random, amr } = options;
  const happens = (share: number) => random.uniform() < share;
  let x = samples;
  if (happens(0.6)) {
    const response = roomResponse({ ...randomRoom(random), sampleRateHz: SAMPLE_RATE_HZ, random });
    x = convolve(x, response).subarray(0, samples.length);
  }
  if (happens(0.7)) {
    const noise = coloredNoise(x.length, random.between(0, 0.97), random);
    x = mixAtSnr(x, noise, { snrDb: random.between(8, 40) });
  }
  if (happens(0.9)) x = equalize(x, { ...randomMicrophone(random), sampleRateHz: SAMPLE_RATE_HZ });
  if (happens(0.25)) {
    const shape = happens(0.5) ? "hard" : "soft";
    x = overdrive(x, { driveDb: random.between(0, 15), shape });
  }
  x = normalizeLevel(x, random.between(-38, -14));
  if (happens(0.3)) x = suppressNoise(x, { depthDb: random.between(6, 25) });
  if (happens(0.4)) {
    x = compress(x, {
      thresholdDbfs: random.between(-45, -25),
      ratio: random.between(1.5, 8),
      attackSeconds: random.between(0.002, 0.05),
      releaseSeconds: random.between(0.05, 1),
      sampleRateHz: SAMPLE_RATE_HZ,
    });
  }
  if (happens(0.4)) {
    x = lowPass(x, { cutoffHz: random.between(2000, 3900), sampleRateHz: SAMPLE_RATE_HZ });
  }
  const codec = random.uniform();
  if (codec < 0.2) return amr ? await amr(x, random.below(8)) : muLawRoundTrip(x);
  if (codec < 0.35) return imaRoundTrip(x);
  if (codec < 0.45) return muLawRoundTrip(x);
  if (codec < 0.75) {
    const options = { bandSnrDb: random.between(2, 18), rangeDb: random.between(20, 50) };
    return transformRoundTrip(x, options);
  }
  return x;
}
