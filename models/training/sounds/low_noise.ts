import { coloredNoise, lowPass } from "../../../src/augment/filters.ts";
import { mixAtSnr, power } from "../../../src/augment/level.ts";
import type { Random } from "../../../src/random.ts";
import { SAMPLE_RATE_HZ } from "./recording.ts";

/**
 * Adds what cheap microphones add at low frequencies: hum of the mains or rumble, each with an offset or
 * without.
 *
 * @param samples at 8 kHz
 */
export function addLowNoise(samples: Float32Array, random: Random): Float32Array {
  const noise = random.uniform() < 0.6
    ? hum(samples.length, random)
    : rumble(samples.length, random);
  const noisy = mixAtSnr(samples, noise, { snrDb: random.between(-3, 25) });
  if (random.uniform() < 0.5) return noisy;
  const offset = Math.sqrt(power(samples)) * random.between(-2, 2);
  return noisy.map((x) => x + offset);
}

/** Mains frequency with harmonics that fall by 3 to 12 dB each. */
function hum(length: number, random: Random): Float32Array {
  const hz = random.uniform() < 0.5 ? 50 : 60;
  const fall = random.between(0.25, 0.7);
  const phases = Array.from({ length: 1 + random.below(5) }, () => random.between(0, 2 * Math.PI));
  return Float32Array.from({ length }, (_, n) => {
    const phase = 2 * Math.PI * hz * n / SAMPLE_RATE_HZ;
    return phases.reduce((sum, start, k) => sum + fall ** k * Math.sin((k + 1) * phase + start), 0);
  });
}

function rumble(length: number, random: Random): Float32Array {
  const noise = coloredNoise(length, 0.97, random);
  return lowPass(noise, { cutoffHz: random.between(60, 300), sampleRateHz: SAMPLE_RATE_HZ });
}
