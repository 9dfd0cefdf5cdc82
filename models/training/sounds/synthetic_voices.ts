/**
 * Imitations of voices: laughing, babbling and squealing babies, sobbing adults, some animals.
 *
 * @module
 */
import type { Random } from "../../../src/random.ts";
import { type Syllable, synthesize, type Voice } from "./voice_synth.ts";

/** Voices of {@link imitate}. */
export type Imitation = "laugh" | "babble" | "squeal" | "sob" | "mew" | "bark";

const STYLES: Record<Imitation, (random: Random, seconds: number) => Syllable[]> = {
  laugh,
  babble,
  squeal,
  sob,
  mew,
  bark,
};

/** Imitates a voice for some seconds. */
export function imitate(imitation: Imitation, seconds: number, random: Random): Float32Array {
  const voice: Voice = {
    tiltDb: random.between(0, 12),
    jitter: imitation === "sob" ? random.between(0.01, 0.04) : random.between(0.002, 0.025),
    vibrato: random.between(0, imitation === "sob" ? 0.06 : 0.03),
    vibratoHz: random.between(4, 9),
  };
  return synthesize(STYLES[imitation](random, seconds), voice, seconds, random);
}

/** Draws the formants of a glide between two vowels; the length of the tract is 1 for an infant. */
function formants(random: Random, tract: number): [number, number][] {
  const vowel = () => [
    random.between(450, 1300) / tract,
    random.between(1500, 3400) / tract,
    random.between(3300, 4400) / tract,
  ];
  const [a, b] = [vowel(), vowel()];
  const glide = random.between(0, 0.5);
  return a.map((hz, i) => [hz, hz + glide * (b[i]! - hz)]);
}

/** Bouts of short falling syllables, 3 to 7 a second, with breaths and a few squeals between them. */
function laugh(random: Random, seconds: number): Syllable[] {
  const out: Syllable[] = [];
  const tract = random.between(0.9, 1.5);
  const base = random.between(230, 620);
  const vowel = formants(random, tract);
  const [attack, breathy] = [random.between(0.008, 0.03), random.between(-26, -4)];
  for (let t = random.between(0, 0.5); t < seconds;) {
    const period = 1 / random.between(3, 7);
    const voiced = random.between(0.3, 0.7);
    const count = 2 + random.below(11);
    const start = base * random.between(0.8, 1.4);
    const decline = random.between(0.94, 1.02);
    const fall = random.between(0.6, 0.98);
    for (let i = 0; i < count && t < seconds; i++) {
      const f0 = start * decline ** i * random.between(0.93, 1.07);
      const length = period * voiced * random.between(0.8, 1.2);
      out.push({
        startSeconds: t,
        seconds: length,
        f0Hz: [f0 * random.between(0.85, 1.05), f0, f0 * fall],
        formantsHz: vowel,
        levelDb: -random.between(0, 5) - 10 * i / count * random.uniform(),
        breathDb: breathy,
        attackSeconds: attack,
        releaseSeconds: length * random.between(0.2, 0.6),
      });
      // The h before the next syllable.
      const gap = period - length;
      if (gap > 0.03 && random.uniform() < 0.8) {
        out.push(breath(t + length, gap, random.between(-34, -14), vowel));
      }
      t += period * random.between(0.9, 1.1);
    }
    const rest = random.between(0.1, 0.9);
    const between = random.uniform();
    if (between < 0.5) {
      out.push(breath(t, Math.min(rest, 0.35), random.between(-25, -10), vowel));
    } else if (between < 0.75) {
      const high = base * random.between(1.3, 2.4);
      out.push({
        ...{ startSeconds: t, seconds: Math.min(rest, 0.35), formantsHz: vowel, breathDb: -8 },
        f0Hz: [high * 0.8, high, high * random.between(0.9, 1.3)],
        levelDb: -random.between(3, 14),
        attackSeconds: 0.04,
        releaseSeconds: 0.08,
      });
    }
    t += rest;
  }
  return out;
}

function breath(
  startSeconds: number,
  seconds: number,
  levelDb: number,
  formantsHz: Syllable["formantsHz"],
): Syllable {
  // The voice is far below the noise.
  return {
    ...{ startSeconds, seconds, formantsHz },
    f0Hz: [F0_OF_BREATH_HZ],
    levelDb: levelDb - 20,
    breathDb: 36,
    attackSeconds: seconds / 3,
    releaseSeconds: seconds / 3,
  };
}
const F0_OF_BREATH_HZ = 3800;

/** Repeated consonants and vowels with the melody of a sentence. */
function babble(random: Random, seconds: number): Syllable[] {
  const out: Syllable[] = [];
  const tract = random.between(0.95, 1.4);
  const base = random.between(220, 430);
  for (let t = random.between(0, 0.4); t < seconds;) {
    const rate = random.between(2.2, 5);
    const count = 1 + random.below(8);
    const vowel = formants(random, tract);
    // With closed lips or tongue, the first formant rises from below and the second from its locus.
    const locus = random.between(900, 2600) / tract;
    const closed = vowel.map(([hz], i) => i === 0 ? 250 : i === 1 ? (locus + hz) / 2 : hz);
    const peak = random.uniform();
    for (let i = 0; i < count && t < seconds; i++) {
      const last = i === count - 1 ? random.between(1, 2.5) : 1;
      const period = last / rate * random.between(0.85, 1.15);
      const melody = 1 + random.between(0.05, 0.35) * Math.cos(Math.PI * (i / count - peak));
      const f0 = base * melody;
      const open = Math.min(0.06, period / 3);
      const common = { breathDb: random.between(-34, -14), attackSeconds: 0.015 };
      out.push({
        ...common,
        startSeconds: t,
        seconds: open,
        f0Hz: [f0 * 0.95, f0],
        formantsHz: closed.map((hz, k) => [hz, vowel[k]![0]]),
        levelDb: -random.between(3, 9),
        releaseSeconds: 0.002,
      }, {
        ...common,
        startSeconds: t + open,
        seconds: (period - open) * random.between(0.6, 0.98),
        f0Hz: [f0, f0 * random.between(0.9, 1.15), f0 * random.between(0.7, 1.05)],
        formantsHz: vowel,
        levelDb: -random.between(0, 4),
        attackSeconds: 0.002,
        releaseSeconds: 0.05,
      });
      t += period;
    }
    t += random.between(0.15, 1);
  }
  return out;
}

/** Calls of joy: high glides with pauses. */
function squeal(random: Random, seconds: number): Syllable[] {
  const out: Syllable[] = [];
  const base = random.between(450, 1400);
  for (let t = random.between(0, 0.8); t < seconds;) {
    const length = random.between(0.12, 0.8);
    const f0 = base * random.between(0.7, 1.4);
    out.push({
      startSeconds: t,
      seconds: length,
      f0Hz: Array.from({ length: 4 }, () => f0 * random.between(0.7, 1.4)),
      formantsHz: formants(random, random.between(0.9, 1.3)),
      levelDb: -random.between(0, 6),
      breathDb: random.between(-30, -10),
      attackSeconds: random.between(0.01, 0.08),
      releaseSeconds: random.between(0.03, 0.15),
    });
    t += length + random.between(0.25, 1.6);
  }
  return out;
}

/** A crying adult: jerky breaths and a shaky voice, lower than that of an infant. */
function sob(random: Random, seconds: number): Syllable[] {
  const out: Syllable[] = [];
  const tract = random.between(1.6, 2.1);
  const base = random.between(120, 330);
  const vowel = formants(random, tract);
  for (let t = random.between(0, 0.5); t < seconds;) {
    const jerks = random.below(5);
    for (let i = 0; i < jerks; i++) {
      const length = random.between(0.06, 0.14);
      out.push(breath(t, length, random.between(-24, -8), vowel));
      t += length + random.between(0.03, 0.1);
    }
    const length = random.between(0.2, 1.1);
    const f0 = base * random.between(0.8, 1.4);
    out.push({
      ...{ startSeconds: t, seconds: length, formantsHz: vowel },
      f0Hz: [f0 * 0.9, f0 * random.between(1, 1.3), f0, f0 * random.between(0.65, 0.9)],
      levelDb: -random.between(0, 8),
      breathDb: random.between(-20, 0),
      attackSeconds: 0.05,
      releaseSeconds: 0.15,
    });
    t += length + random.between(0.2, 1);
  }
  return out;
}

/** Cats, lambs and gulls: single long calls with an opening mouth. */
function mew(random: Random, seconds: number): Syllable[] {
  const out: Syllable[] = [];
  const base = random.between(300, 900);
  const tract = random.between(0.7, 1.3);
  for (let t = random.between(0, 0.6); t < seconds;) {
    const length = random.between(0.25, 1.1);
    const f0 = base * random.between(0.9, 1.1);
    const [shut, open] = [random.between(500, 800), random.between(1000, 1800)];
    out.push({
      startSeconds: t,
      seconds: length,
      f0Hz: [f0 * 0.8, f0, f0 * random.between(0.95, 1.1), f0 * random.between(0.6, 0.9)],
      formantsHz: [[shut / tract, open / tract], [2600 / tract, 1900 / tract]],
      levelDb: -random.between(0, 5),
      breathDb: random.between(-36, -18),
      attackSeconds: 0.08,
      releaseSeconds: 0.12,
    });
    t += length + random.between(0.4, 2);
  }
  return out;
}

/** Dogs, hens and crows: short harsh calls. */
function bark(random: Random, seconds: number): Syllable[] {
  const out: Syllable[] = [];
  const base = random.between(150, 900);
  const rate = random.between(1.2, 5);
  const vowel = formants(random, random.between(0.9, 2));
  for (let t = random.between(0, 0.6); t < seconds;) {
    const length = random.between(0.06, 0.22);
    const f0 = base * random.between(0.9, 1.15);
    out.push({
      ...{ startSeconds: t, seconds: length, formantsHz: vowel },
      f0Hz: [f0 * 0.8, f0 * 1.1, f0 * 0.6],
      levelDb: -random.between(0, 4),
      breathDb: random.between(-8, 8),
      attackSeconds: 0.01,
      releaseSeconds: 0.05,
    });
    t += length + random.between(0.5, 1.5) / rate;
    if (random.uniform() < 0.2) t += random.between(0.3, 1.5);
  }
  return out;
}
