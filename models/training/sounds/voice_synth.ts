/**
 * Voices by source and filter.
 *
 * @module
 */
import type { Random } from "../../../src/random.ts";
import { SAMPLE_RATE_HZ } from "./recording.ts";

const F_MAX_HZ = 3900;

/** A syllable. */
export interface Syllable {
  readonly startSeconds: number;
  readonly seconds: number;
  /** Fundamental frequency at equal steps through the syllable. */
  readonly f0Hz: readonly number[];
  /** Formants at its start and at its end. */
  readonly formantsHz: readonly (readonly [from: number, to: number])[];
  /** Level of the voice, 0 dB for full. */
  readonly levelDb: number;
  /** Level of the aspiration, relative to the voice. */
  readonly breathDb: number;
  /** Time to rise. */
  readonly attackSeconds: number;
  /** Time to fall. */
  readonly releaseSeconds: number;
}

/** Properties of a voice that all syllables share. */
export interface Voice {
  /** Fall of the source's spectrum per octave, above 0. */
  readonly tiltDb: number;
  /** Fast random change of the fundamental, as a share of it. */
  readonly jitter: number;
  /** Slow change of the fundamental, as a share of it. */
  readonly vibrato: number;
  /** Rate of the slow change. */
  readonly vibratoHz: number;
}

/** Renders syllables: harmonics and breath, filtered by formants. */
export function synthesize(
  syllables: readonly Syllable[],
  voice: Voice,
  seconds: number,
  random: Random,
): Float32Array {
  const out = new Float32Array(Math.round(seconds * SAMPLE_RATE_HZ));
  for (const syllable of syllables) addSyllable(out, syllable, voice, random);
  return out;
}

function addSyllable(out: Float32Array, s: Syllable, voice: Voice, random: Random): void {
  const first = Math.round(s.startSeconds * SAMPLE_RATE_HZ);
  const length = Math.min(Math.round(s.seconds * SAMPLE_RATE_HZ), out.length - first);
  if (length <= 0) return;
  const block = 40;
  let phase = random.uniform();
  let wobble = 0;
  let gains: number[] = [];
  let f0 = 0;
  const breath = noiseThrough(length, s, random);
  const level = 10 ** (s.levelDb / 20);
  const breathLevel = 10 ** (s.breathDb / 20);
  for (let i = 0; i < length; i++) {
    const t = i / SAMPLE_RATE_HZ;
    if (i % block === 0) {
      const at = i / length;
      wobble = 0.8 * wobble + random.normal();
      f0 = between(s.f0Hz, at) * (1 + voice.jitter * wobble) *
        (1 + voice.vibrato * Math.sin(2 * Math.PI * voice.vibratoHz * (s.startSeconds + t)));
      const count = Math.floor(F_MAX_HZ / f0);
      gains = Array.from({ length: count }, (_, k) => {
        const tilt = 10 ** (-voice.tiltDb * Math.log2(k + 1) / 20);
        return tilt * filterGain((k + 1) * f0, s, at);
      });
    }
    phase = (phase + f0 / SAMPLE_RATE_HZ) % 1;
    let x = breathLevel * breath[i]!;
    for (let k = 0; k < gains.length; k++) x += gains[k]! * Math.sin(2 * Math.PI * phase * (k + 1));
    const rise = Math.min(1, t / s.attackSeconds, (length / SAMPLE_RATE_HZ - t) / s.releaseSeconds);
    out[first + i]! += level * x * Math.sin(Math.PI / 2 * Math.max(0, rise));
  }
}

function between(values: readonly number[], at: number): number {
  const place = at * (values.length - 1);
  const i = Math.min(values.length - 2, Math.floor(place));
  return i < 0 ? values[0]! : values[i]! + (place - i) * (values[i + 1]! - values[i]!);
}

/** Sum of the formants, each a resonance whose width grows with its frequency. */
function filterGain(hz: number, s: Syllable, at: number): number {
  let sum = 0.02;
  for (const [i, [from, to]] of s.formantsHz.entries()) {
    const center = from + at * (to - from);
    const width = 60 + center * 0.08;
    sum += 0.7 ** i / (1 + ((hz - center) / width) ** 2);
  }
  return sum;
}

/** Noise through two-pole resonators at the formants of the middle of a syllable. */
function noiseThrough(length: number, s: Syllable, random: Random): Float32Array {
  const out = new Float32Array(length);
  const white = Float32Array.from({ length }, () => random.normal());
  for (const [from, to] of s.formantsHz) {
    const center = Math.min(3800, (from + to) / 2);
    const r = Math.exp(-Math.PI * (150 + 0.15 * center) / SAMPLE_RATE_HZ);
    const a = 2 * r * Math.cos(2 * Math.PI * center / SAMPLE_RATE_HZ);
    let [y1, y2] = [0, 0];
    for (let i = 0; i < length; i++) {
      const y = 0.2 * (1 - r) * white[i]! + a * y1 - r * r * y2;
      y2 = y1;
      y1 = y;
      out[i]! += y;
    }
  }
  return out;
}
