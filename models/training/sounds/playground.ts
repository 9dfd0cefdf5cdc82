import { overdrive } from "../../../src/augment/dynamics.ts";
import { reverberate, tilt } from "../../../src/augment/filters.ts";
import { mixAtSnr, normalizeLevel } from "../../../src/augment/level.ts";
import type { Random } from "../../../src/random.ts";
import { resample } from "../../../src/resample/mod.ts";
import { SAMPLE_RATE_HZ } from "./recording.ts";

/** Recordings of a playground: each draws one at 8 kHz. */
export interface PlaygroundSources {
  child(random: Random): Promise<Float32Array>;
  woman(random: Random): Promise<Float32Array>;
  bed(random: Random): Promise<Float32Array>;
}

/**
 * Imitates children at play: one to five raised voices at once, most in a room, over other sounds. Readers
 * are played faster, with the flatter spectrum of a raised voice, some of them clipped.
 *
 * @returns 3 to 5 s at 8 kHz
 */
export async function playground(
  sources: PlaygroundSources,
  random: Random,
): Promise<Float32Array> {
  const mixed = new Float32Array(Math.round(random.between(3, 5) * SAMPLE_RATE_HZ));
  for (let i = 1 + random.below(5); i > 0; i--) {
    const isChild = random.uniform() < 0.8;
    const voice = raised(
      await (isChild ? sources.child(random) : sources.woman(random)),
      isChild ? random.between(1, 1.65) : random.between(1.5, 2.3),
      random,
    );
    const start = random.below(mixed.length / 2);
    const loud = normalizeLevel(voice, random.between(-14, 0));
    for (let n = 0; n < loud.length && start + n < mixed.length; n++) {
      mixed[start + n]! += loud[n]!;
    }
  }
  const placed = random.uniform() < 0.7
    ? reverberate(mixed, {
      t60Seconds: random.between(0.1, 0.8),
      directDb: random.between(-6, 10),
      sampleRateHz: SAMPLE_RATE_HZ,
      random,
    })
    : mixed;
  return mixAtSnr(placed, await sources.bed(random), { snrDb: random.between(3, 25) });
}

/** Plays a voice faster, mostly with less low frequencies, and clips it softly. */
function raised(voice: Float32Array, speed: number, random: Random): Float32Array {
  const faster = resample(voice, {
    fromHz: Math.round(SAMPLE_RATE_HZ * speed),
    toHz: SAMPLE_RATE_HZ,
  });
  const bright = random.uniform() < 0.6 ? tilt(faster, random.between(0.3, 0.8)) : faster;
  return overdrive(bright, { driveDb: random.between(0, 12), shape: "soft" });
}
