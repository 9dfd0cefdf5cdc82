import type { Random } from "../../../src/random.ts";
import { SAMPLE_RATE_HZ } from "./recording.ts";

/**
 * Imitates laughter with another voice: its loud moments as bursts, 3 to 7 a second, each falling in
 * pitch, in bouts with rests.
 *
 * @param voice at 8 kHz
 * @param speeds lowest and highest speed; default: those for the voice of a crying infant
 */
export function laughOf(
  voice: Float32Array,
  random: Random,
  speeds: readonly [number, number] = [0.75, 1.25],
): Float32Array {
  const out = new Float32Array(Math.round(random.between(3, 6) * SAMPLE_RATE_HZ));
  const period = SAMPLE_RATE_HZ / random.between(3, 7);
  const burst = Math.round(period * random.between(0.3, 0.65));
  const speed = random.between(...speeds);
  const fall = random.between(0.1, 0.5);
  const loud = loudMoments(voice, burst);
  for (let t = random.below(period); t < out.length;) {
    let from = loud[random.below(loud.length)]!;
    for (let i = 2 + random.below(9); i > 0 && t < out.length; i--) {
      const gain = random.between(0.5, 1);
      for (let n = 0, at = from; n < burst; n++) {
        const share = n / burst;
        const k = Math.floor(at);
        const x = (voice[k] ?? 0) + (at - k) * ((voice[k + 1] ?? 0) - (voice[k] ?? 0));
        const rise = Math.min(1, share / 0.1, (1 - share) / 0.5);
        if (t + n < out.length) out[t + n]! += gain * x * Math.sin(Math.PI / 2 * rise);
        at += speed * (1 + fall / 2 - fall * share);
      }
      // A bout continues through the voice.
      from = Math.min(voice.length - 1, from + random.below(burst));
      t += Math.round(period * random.between(0.9, 1.1));
    }
    t += Math.round(random.between(0.15, 0.9) * SAMPLE_RATE_HZ);
  }
  return out;
}

/** Starts of the spans of `length` samples that are within 10 dB of the loudest one. */
export function loudMoments(samples: Float32Array, length: number): number[] {
  const starts: number[] = [];
  const energies: number[] = [];
  for (let start = 0; start === 0 || start + length <= samples.length; start += length) {
    starts.push(start);
    energies.push(samples.subarray(start, start + length).reduce((sum, x) => sum + x * x, 0));
  }
  const loudest = Math.max(...energies);
  return starts.filter((_, i) => energies[i]! >= loudest / 10);
}
