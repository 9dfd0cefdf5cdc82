/**
 * Imitations of tones: sirens, horns, alarms and bells, instruments and singing.
 *
 * @module
 */
import type { Random } from "../../../src/random.ts";
import { SAMPLE_RATE_HZ } from "./recording.ts";

/** Imitates a siren, horn, alarm or bell for some seconds. */
export function signalTone(seconds: number, random: Random): Float32Array {
  const makers = [wail, twoTone, alarm, horn, bells];
  return makers[random.below(makers.length)]!(seconds, random);
}

/** Renders a tone with the given fundamental and loudness over time. */
function tone(
  seconds: number,
  random: Random,
  f0Hz: (t: number) => number,
  loudness: (t: number) => number,
): Float32Array {
  const tiltDb = random.between(3, 16);
  const odd = random.uniform() < 0.3;
  let phase = 0;
  return Float32Array.from({ length: Math.round(seconds * SAMPLE_RATE_HZ) }, (_, i) => {
    const t = i / SAMPLE_RATE_HZ;
    const f0 = f0Hz(t);
    phase += f0 / SAMPLE_RATE_HZ;
    const gain = loudness(t);
    if (gain === 0) return 0;
    let x = 0;
    for (let k = 1; k * f0 < 3900 && k < 16; k += odd ? 2 : 1) {
      x += 10 ** (-tiltDb * Math.log2(k) / 20) * Math.sin(2 * Math.PI * k * phase);
    }
    return gain * x;
  });
}

function wail(seconds: number, random: Random): Float32Array {
  const [low, high] = [random.between(400, 750), random.between(900, 1900)];
  const rate = random.uniform() < 0.5 ? random.between(0.1, 0.4) : random.between(1.5, 4.5);
  const offset = random.uniform();
  const saw = random.uniform() < 0.3;
  return tone(seconds, random, (t) => {
    const at = (t * rate + offset) % 1;
    return low * (high / low) ** (saw ? at : 0.5 - 0.5 * Math.cos(2 * Math.PI * at));
  }, () => 1);
}

function twoTone(seconds: number, random: Random): Float32Array {
  const low = random.between(350, 700);
  const high = low * random.between(1.2, 1.6);
  const period = random.between(0.5, 1.5);
  return tone(seconds, random, (t) => (t / period) % 1 < 0.5 ? low : high, () => 1);
}

function alarm(seconds: number, random: Random): Float32Array {
  const hz = random.between(500, 3300);
  const [beep, gap] = [random.between(0.04, 0.5), random.between(0.04, 0.6)];
  const count = 1 + random.below(5);
  const pause = random.between(0, 1.2);
  const round = count * (beep + gap) + pause;
  return tone(seconds, random, () => hz, (t) => {
    const at = t % round;
    return at < count * (beep + gap) && at % (beep + gap) < beep ? 1 : 0;
  });
}

function horn(seconds: number, random: Random): Float32Array {
  const hz = random.between(220, 550);
  const [blow, gap] = [random.between(0.15, 2), random.between(0.2, 2)];
  const chord = random.between(1.19, 1.34);
  const on = (t: number) => t % (blow + gap) < blow ? 1 : 0;
  const one = tone(seconds, random, () => hz, on);
  const other = tone(seconds, random, () => hz * chord, on);
  return one.map((x, i) => x + other[i]!);
}

/** Partials of a bell, relative to its hum. */
const PARTIALS = [1, 2, 2.4, 3, 4, 5.4, 6.7] as const;

function bells(seconds: number, random: Random): Float32Array {
  const out = new Float32Array(Math.round(seconds * SAMPLE_RATE_HZ));
  const every = random.between(0.3, 2.5);
  const hums = Array.from({ length: 1 + random.below(4) }, () => random.between(120, 800));
  const fall = random.between(0.4, 3);
  for (let t = random.uniform() * every; t < seconds; t += every * random.between(0.7, 1.1)) {
    const hum = hums[random.below(hums.length)]!;
    for (const [p, partial] of PARTIALS.entries()) {
      const hz = hum * partial * random.between(0.99, 1.01);
      if (hz > 3900) continue;
      const height = random.between(0.2, 1);
      for (let i = Math.floor(t * SAMPLE_RATE_HZ), n = 0; i < out.length; i++, n++) {
        const s = n / SAMPLE_RATE_HZ;
        out[i]! += height * Math.exp(-s * (1 + p) / fall) * Math.sin(2 * Math.PI * hz * s);
      }
    }
  }
  return out;
}

const SCALE = [0, 2, 4, 5, 7, 9, 11, 12, 14] as const;

/** Imitates an instrument or a singer for some seconds, sometimes with a second one below. */
export function melody(seconds: number, random: Random): Float32Array {
  const lead = line(seconds, random, random.between(180, 700));
  if (random.uniform() < 0.4) return lead;
  const below = line(seconds, random, random.between(60, 200));
  const share = random.between(0.3, 1);
  return lead.map((x, i) => x + share * below[i]!);
}

function line(seconds: number, random: Random, baseHz: number): Float32Array {
  const beat = random.between(0.12, 0.6);
  const notes: { start: number; end: number; hz: number }[] = [];
  for (let t = 0; t < seconds;) {
    const length = beat * (1 + random.below(4));
    const step = SCALE[random.below(SCALE.length)]!;
    notes.push({ start: t, end: t + length, hz: baseHz * 2 ** (step / 12) });
    t += length;
  }
  const plucked = random.uniform() < 0.4;
  const [fall, vibrato, vibratoHz] = [
    random.between(0.15, 1),
    random.between(0, 0.025),
    random.between(4.5, 7),
  ];
  const legato = random.between(0.5, 1);
  const slide = random.between(0.002, 0.08);
  let i = 0;
  let hz = notes[0]!.hz;
  return tone(seconds, random, (t) => {
    while (t >= notes[i]!.end && i < notes.length - 1) i++;
    hz += (notes[i]!.hz - hz) / (slide * SAMPLE_RATE_HZ);
    return hz * (1 + vibrato * Math.sin(2 * Math.PI * vibratoHz * t));
  }, (t) => {
    const note = notes[i]!;
    const at = t - note.start;
    if (plucked) return Math.exp(-at / fall) * Math.min(1, at / 0.005);
    const end = note.start + legato * (note.end - note.start);
    return Math.max(0, Math.min(1, at / 0.03, (end - t) / 0.03));
  });
}
