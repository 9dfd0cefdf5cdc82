import { createRandom, type Random } from "../../random.ts";
import type { Waveform } from "../../types.ts";

const SAMPLE_RATE_HZ = 16_000;
const SECONDS = 12;
/** Start and end of the crying, in seconds; before and after it there is only room noise. */
const CRYING_SECONDS = [3, 9] as const;
/** Shortest and longest cry of one breath, in seconds; an inhalation follows. */
const CRY_SECONDS = [0.7, 1.3] as const;
const PAUSE_SECONDS = [0.25, 0.45] as const;
/** Formants of a vocal tract of 8 cm: frequency and bandwidth in Hz, gain. */
const FORMANTS_HZ = [[1100, 250, 1], [3200, 400, 0.6], [5200, 600, 0.25]] as const;

/**
 * Synthesizes crying in room noise: cries whose pitch rises and falls, with harmonics, tremor and
 * breath noise, and an inhalation after each.
 *
 * @param seed seed of the random numbers
 * @returns 12 s at 16 kHz, peak 0.5; crying from 3 s to 9 s
 */
export function syntheticCry(seed = 1): Waveform {
  const random = createRandom("synthetic cry", seed);
  const samples = Float32Array.from(
    { length: SECONDS * SAMPLE_RATE_HZ },
    () => 0.002 * random.normal(),
  );
  let at: number = CRYING_SECONDS[0];
  for (;;) {
    const seconds = random.between(...CRY_SECONDS);
    if (at + seconds > CRYING_SECONDS[1]) break;
    addCry(samples, at, seconds, random);
    at += seconds;
    const pause = random.between(...PAUSE_SECONDS);
    addInhalation(samples, at + 0.05, pause - 0.1, random);
    at += pause;
  }
  const peak = samples.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  return { samples: samples.map((x) => 0.5 * x / peak), sampleRateHz: SAMPLE_RATE_HZ };
}

/** Adds one cry: a pitch glide up and down, harmonics shaped by formants, and breath noise. */
function addCry(out: Float32Array, startSeconds: number, seconds: number, random: Random): void {
  const startHz = random.between(330, 400);
  const peakHz = random.between(470, 580);
  const endHz = random.between(300, 360);
  const peakAt = random.between(0.25, 0.45);
  const tremorHz = random.between(5, 8);
  const loudness = random.between(0.7, 1);
  const first = Math.round(startSeconds * SAMPLE_RATE_HZ);
  const length = Math.round(seconds * SAMPLE_RATE_HZ);
  let phase = 0;
  let jitter = 0;
  for (let i = 0; i < length; i++) {
    const part = i / length;
    const t = i / SAMPLE_RATE_HZ;
    jitter += 0.002 * (random.normal() - jitter);
    const glide = part < peakAt
      ? startHz + (peakHz - startHz) * Math.sin(Math.PI / 2 * part / peakAt)
      : endHz + (peakHz - endHz) * Math.cos(Math.PI / 2 * (part - peakAt) / (1 - peakAt));
    const f0Hz = glide * (1 + 0.02 * Math.sin(2 * Math.PI * tremorHz * t) + 0.3 * jitter);
    phase = (phase + f0Hz / SAMPLE_RATE_HZ) % 1;
    let voice = 0;
    for (let harmonic = 1; harmonic * f0Hz < 7000; harmonic++) {
      voice += formantGain(harmonic * f0Hz) / harmonic ** 0.5 *
        Math.sin(2 * Math.PI * harmonic * phase);
    }
    const envelope = Math.min(1, part / 0.12, (1 - part) / 0.2);
    out[first + i]! += loudness * envelope * (voice + 0.06 * random.normal());
  }
}

/** Adds a short inhalation: weak noise. */
function addInhalation(
  out: Float32Array,
  startSeconds: number,
  seconds: number,
  random: Random,
): void {
  const first = Math.round(startSeconds * SAMPLE_RATE_HZ);
  const length = Math.round(seconds * SAMPLE_RATE_HZ);
  for (let i = 0; i < length; i++) {
    out[first + i]! += 0.05 * Math.sin(Math.PI * i / length) ** 2 * random.normal();
  }
}

function formantGain(frequencyHz: number): number {
  let gain = 0.08;
  for (const [centerHz, widthHz, peak] of FORMANTS_HZ) {
    gain += peak / (1 + ((frequencyHz - centerHz) / widthHz) ** 2);
  }
  return gain;
}
