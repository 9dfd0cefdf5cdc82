import { resample } from "../../../src/resample/mod.ts";
import { SAMPLE_RATE_HZ } from "./voice_synth.ts";

const FRAME = Math.round(0.032 * SAMPLE_RATE_HZ);
const HOP = FRAME / 2;
const SEARCH = Math.round(0.008 * SAMPLE_RATE_HZ);

/**
 * A voice as a shorter throat would give it: pitch and formants higher, while the tempo stays what it is
 * asked to be.
 *
 * @param pitch above 1 is higher
 * @param tempo above 1 is faster
 */
export function childVoice(
  samples: Float32Array,
  { pitch, tempo }: { readonly pitch: number; readonly tempo: number },
): Float32Array {
  const higher = resample(samples, {
    fromHz: Math.round(SAMPLE_RATE_HZ * pitch),
    toHz: SAMPLE_RATE_HZ,
  });
  return stretch(higher, tempo / pitch);
}

/**
 * Frames laid over each other at another pace, each moved to where it goes on best.
 *
 * @see Verhelst and Roelands 1993, "An overlap-add technique based on waveform similarity (WSOLA)"
 */
function stretch(samples: Float32Array, rate: number): Float32Array {
  const out = new Float32Array(Math.round(samples.length / rate));
  let previous = 0;
  for (let t = 0; t < out.length; t += HOP) {
    const wanted = Math.round(t * rate);
    const start = t === 0 ? 0 : wanted + likest(samples, previous + HOP, wanted);
    for (let n = 0; n < FRAME && t + n < out.length; n++) {
      const window = 0.5 - 0.5 * Math.cos(2 * Math.PI * n / FRAME);
      out[t + n]! += (t === 0 && n < HOP ? 1 : window) * (samples[start + n] ?? 0);
    }
    previous = start;
  }
  return out;
}

/** By how much to move a frame so that it is like what followed the one before. */
function likest(samples: Float32Array, followed: number, wanted: number): number {
  let best = -Infinity;
  let at = 0;
  for (let lag = -SEARCH; lag <= SEARCH; lag++) {
    let product = 0;
    for (let n = 0; n < FRAME; n++) {
      product += (samples[followed + n] ?? 0) * (samples[wanted + lag + n] ?? 0);
    }
    if (product > best) [best, at] = [product, lag];
  }
  return at;
}
