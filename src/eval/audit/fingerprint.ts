/**
 * What of a recording survives gain, trimming, resampling and speech codecs.
 *
 * @module
 */
import { stftPower } from "../../features/spectrum/stft.ts";
import { resample } from "../../resample/mod.ts";
import type { Waveform } from "../../types.ts";

/** How the shape of the spectrum changes over time. */
export interface Fingerprint {
  /**
   * Growth of the step from band b to band b + 1 over 160 ms, in units of {@link QUANTUM},
   * `[frames, STEPS]`.
   */
  readonly rises: Int8Array;
  /** Their signs, bit b set where the rise is above 0, `[frames]`. */
  readonly words: Uint16Array;
  /** 1 where the spectrum changes by more than rounding, `[frames]`. */
  readonly heard: Uint8Array;
}

/** Frames in a second. */
export const FRAMES_PER_SECOND = 31.25;
/** Values of a frame. */
export const STEPS = 16;

const SAMPLE_RATE_HZ = 8000;
const N_FFT = 2048;
const HOP_SAMPLES = 256;
const RISE_FRAMES = 5;
const [LOW_HZ, HIGH_HZ] = [300, 3400] as const;
/** Bands this far under the loudest hold a codec's noise: they are levelled out. */
const FLOOR_DB = 40;
/** Nothing is there below this mean power of a bin: far less than half a step of 16 bits. */
const SILENCE_POWER = 1e-10;
/** Nepers of power; 127 of them are the most that counts. */
const QUANTUM = 3 / 127;
/** Mean size of the rises of a frame that is heard, in quanta. */
const HEARD_QUANTA = 4;

/**
 * The fingerprint of a recording. Sign bits as by Haitsma and Kalker, but of few wide bands over
 * longer steps and above a floor, since AMR at 4.75 kbit/s keeps nothing finer; and the values
 * themselves, which tell kin from strangers better than their signs.
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
  const heard = new Uint8Array(frames);
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
    heard[t] = Number(size >= HEARD_QUANTA * STEPS);
  }
  return { rises, words, heard };
}

/** First bin of each band, and the end of the last. */
const EDGES: readonly number[] = Array.from({ length: STEPS + 2 }, (_, i) => {
  const hz = LOW_HZ * (HIGH_HZ / LOW_HZ) ** (i / (STEPS + 1));
  return Math.round(hz * N_FFT / SAMPLE_RATE_HZ);
});

/** Natural logarithm of the mean power of each band above the floor, `[frames, STEPS + 1]`. */
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
