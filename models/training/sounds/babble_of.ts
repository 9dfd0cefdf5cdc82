import { equalize } from "../../../src/augment/equalize.ts";
import type { Random } from "../../../src/random.ts";
import { childVoice } from "./child_voice.ts";
import { loudMoments } from "./laugh_of.ts";
import { SAMPLE_RATE_HZ } from "./recording.ts";

/**
 * Imitates babble with another voice: loud moments at another pitch, cut into syllables of changing
 * vowels, in phrases with rests.
 *
 * @param source at 8 kHz
 * @param pitch lowest and highest factor of the pitch; default: those for the voice of a crying infant
 */
export function babbleOf(
  source: Float32Array,
  random: Random,
  pitch: readonly [number, number] = [0.55, 0.85],
): Float32Array {
  const voice = childVoice(source, {
    pitch: random.between(...pitch),
    tempo: random.between(0.8, 1.2),
  });
  const out = new Float32Array(Math.round(random.between(3, 6) * SAMPLE_RATE_HZ));
  const loud = loudMoments(voice, SAMPLE_RATE_HZ / 4);
  for (let t = random.below(SAMPLE_RATE_HZ / 2); t < out.length;) {
    for (let i = 1 + random.below(6); i > 0 && t < out.length; i--) {
      const length = Math.round(random.between(0.12, 0.4) * SAMPLE_RATE_HZ);
      const start = loud[random.below(loud.length)]!;
      const syllable = vowel(voice.subarray(start, start + length), random);
      const [attack, release] = [random.between(0.05, 0.25), random.between(0.2, 0.5)];
      for (let n = 0; n < syllable.length && t + n < out.length; n++) {
        const share = n / syllable.length;
        const rise = Math.min(1, share / attack, (1 - share) / release);
        out[t + n]! += syllable[n]! * Math.sin(Math.PI / 2 * rise);
      }
      t += length + Math.round(random.between(0.02, 0.12) * SAMPLE_RATE_HZ);
    }
    t += Math.round(random.between(0.2, 1) * SAMPLE_RATE_HZ);
  }
  return out;
}

/** Filters a voice like another mouth: two formants, attenuated between and above. */
function vowel(samples: Float32Array, random: Random): Float32Array {
  const [first, second] = [random.between(400, 1100), random.between(1400, 3000)];
  return equalize(samples, {
    hz: [200, first, (first + second) / 2, second, 1.2 * second],
    db: [-6, 6, -random.between(3, 15), random.between(-6, 6), -random.between(6, 20)],
    sampleRateHz: SAMPLE_RATE_HZ,
  });
}
