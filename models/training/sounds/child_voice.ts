import { resample } from "../../../src/resample/mod.ts";
import { SAMPLE_RATE_HZ } from "./recording.ts";

const FRAME = Math.round(0.032 * SAMPLE_RATE_HZ);
const HOP = FRAME / 2;
const SEARCH = Math.round(0.008 * SAMPLE_RATE_HZ);

/**
 * Shifts pitch and formants together, as a shorter vocal tract does, at any tempo.
 *
 * @param samples at 8 kHz
 * @param options.pitch factor of pitch and formants, above 1 is higher
 * @param options.tempo factor of the tempo, above 1 is faster
 */
export function childVoice(
  samples: Float32Array,
  { pitch, tempo }: { readonly pitch: number; readonly tempo: number },
): Float32Array {
  const higher = resample(samples, {
    fromHz: Math.round(SAMPLE_RATE_HZ * pitch),
    toHz: SAMPLE_RATE_HZ,
  });
  return timeStretch(higher, tempo / pitch);
}

/**
 * Changes the tempo by overlap-add of frames, each moved to continue the one before.
 *
 * @see Verhelst and Roelands 1993, "An overlap-add technique based on waveform similarity (WSOLA)"
 */
function timeStretch(samples: Float32Array, rate: number): Float32Array {
  const out = new Float32Array(Math.round(samples.length / rate));
  let previous = 0;
  for (let t = 0; t < out.length; t += HOP) {
    const target = Math.round(t * rate);
    const start = t === 0 ? 0 : target + bestLag(samples, previous + HOP, target);
    for (let n = 0; n < FRAME && t + n < out.length; n++) {
      const window = 0.5 - 0.5 * Math.cos(2 * Math.PI * n / FRAME);
      out[t + n]! += (t === 0 && n < HOP ? 1 : window) * (samples[start + n] ?? 0);
    }
    previous = start;
  }
  return out;
}

/** Lag of the frame at `target` that correlates best with the frame at `continuation`. */
function bestLag(samples: Float32Array, continuation: number, target: number): number {
  let best = -Infinity;
  let found = 0;
  for (let lag = -SEARCH; lag <= SEARCH; lag++) {
    let product = 0;
    for (let n = 0; n < FRAME; n++) {
      product += (samples[continuation + n] ?? 0) * (samples[target + lag + n] ?? 0);
    }
    if (product > best) [best, found] = [product, lag];
  }
  return found;
}
