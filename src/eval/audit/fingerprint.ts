/**
 * Audio fingerprints that survive gain, trimming, resampling and speech codecs.
 *
 * @module
 */
import { stftPower } from "../../features/spectrum/stft.ts";
import { resample } from "../../resample/mod.ts";
import type { Waveform } from "../../types.ts";

/** Changes of the spectral shape over time. */
export interface Fingerprint {
  /**
   * Growth over 160 ms of the level difference between bands b and b + 1, in units of
   * {@link QUANTUM}, `[frames, STEPS]`.
   */
  readonly rises: Int8Array;
  /** Signs of the rises: bit b is set where rise b is positive, `[frames]`. */
  readonly words: Uint16Array;
  /** Activity: 1 where the spectrum changes by more than rounding, else 0, `[frames]`. */
  readonly active: Uint8Array;
}

/** Frame rate of fingerprints, Hz. */
export const FRAMES_PER_SECOND = 31.25;
/** Number of rises per frame. */
export const STEPS = 16;

const SAMPLE_RATE_HZ = 8000;
const N_FFT = 2048;
const HOP_SAMPLES = 256;
const RISE_FRAMES = 5;
const [LOW_HZ, HIGH_HZ] = [300, 3400] as const;
/** Level below the loudest band, dB, at which codec noise is masked. */
const FLOOR_DB = 40;
/** Mean bin power of silence, far below half a step of 16 bits. */
const SILENCE_POWER = 1e-10;
/** Step of a rise, nepers of power; a rise is clamped to 127 steps. */
const QUANTUM = 3 / 127;
/** Minimum mean size of the rises of an active frame, in quanta. */
const ACTIVE_QUANTA = 4;

/**
 * Computes the fingerprint of a recording: sign bits as in Haitsma and Kalker, but of fewer and
 * wider bands over longer steps and above a floor, because AMR at 4.75 kbit/s preserves nothing
 * finer; and the rises themselves, which distinguish copies from unrelated recordings better than
 * their signs.
 *
 * @see Haitsma and Kalker, A highly robust audio fingerprinting system, ISMIR 2002
 */
export function fingerprint({ samples, sampleRateHz }: Waveform): Fingerprint {
  const narrow = resample(samples, { fromHz: sampleRateHz, toHz: SAMPLE_RATE_HZ });
  const levels = bandLevels(narrow);
  const bands = STEPS + 1;
  const frames = Math.max(0, levels.length / bands - RISE_FRAMES);
  const rises = new Int8Array(frames * STEPS);
  const words = new Uint16Array(frames);
  const active = new Uint8Array(frames);
  for (let t = 0; t < frames; t++) {
    let size = 0;
    for (let b = 0; b < STEPS; b++) {
      const now = t * bands + b;
      const later = now + RISE_FRAMES * bands;
      const rise = levels[later + 1]! - levels[later]! - levels[now + 1]! + levels[now]!;
      const quanta = Math.round(Math.max(-127, Math.min(127, rise / QUANTUM)));
      rises[t * STEPS + b] = quanta;
      words[t]! |= Number(rise > 0) << b;
      size += Math.abs(quanta);
    }
    active[t] = Number(size >= ACTIVE_QUANTA * STEPS);
  }
  return { rises, words, active };
}

/** First bin of each band, and the end of the last band. */
const EDGES: readonly number[] = Array.from({ length: STEPS + 2 }, (_, i) => {
  const hz = LOW_HZ * (HIGH_HZ / LOW_HZ) ** (i / (STEPS + 1));
  return Math.round(hz * N_FFT / SAMPLE_RATE_HZ);
});

/** Computes the log mean power of each band above the floor, nepers, `[frames, STEPS + 1]`. */
function bandLevels(samples: Float32Array): Float64Array {
  const { data, frames, bins } = stftPower(samples, { nFft: N_FFT, hopSamples: HOP_SAMPLES });
  const bands = STEPS + 1;
  const levels = new Float64Array(frames * bands);
  let loudest = 0;
  for (let t = 0; t < frames; t++) {
    for (let b = 0; b < bands; b++) {
      const [first, end] = [EDGES[b]!, EDGES[b + 1]!];
      let sum = 0;
      for (let k = first; k < end; k++) sum += data[t * bins + k]!;
      levels[t * bands + b] = sum / (end - first);
      loudest = Math.max(loudest, sum / (end - first));
    }
  }
  const floor = loudest * 10 ** (-FLOOR_DB / 10) + SILENCE_POWER;
  return levels.map((level) => Math.log(level + floor));
}
