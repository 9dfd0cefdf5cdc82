import { dspCore } from "../dsp/core.ts";

/** Magnitudes and phases, `[frames, bins]`. */
export interface PolarSpectra {
  readonly magnitude: Float64Array;
  readonly angle: Float64Array;
  readonly frames: number;
  readonly bins: number;
}

/**
 * Computes the spectra of centered, Hann-windowed frames in float64, with zeros around the signal.
 * A phase vocoder accumulates phases, so the phases of weak bins affect later, louder frames.
 *
 * @param nFft length of the transform, a power of two
 */
export function polarSpectra(samples: Float32Array, nFft: number, hop: number): PolarSpectra {
  const core = dspCore();
  const twiddles = core.plan(`fft64 ${nFft}`, () => {
    const address = core.alloc(nFft * 8);
    const w = core.f64(address, nFft);
    for (let k = 0; k < nFft / 2; k++) {
      w[2 * k] = Math.cos(2 * Math.PI * k / nFft);
      w[2 * k + 1] = -Math.sin(2 * Math.PI * k / nFft);
    }
    return address;
  });
  const window = Float64Array.from(
    { length: nFft },
    (_, j) => 0.5 - 0.5 * Math.cos(2 * Math.PI * j / nFft),
  );
  const frames = 1 + Math.floor(samples.length / hop);
  const bins = nFft / 2 + 1;
  const magnitude = new Float64Array(frames * bins);
  const angle = new Float64Array(frames * bins);
  core.scratch(() => {
    const x = core.alloc(nFft * 16);
    const y = core.alloc(nFft * 16);
    for (let t = 0; t < frames; t++) {
      const values = core.f64(x, 2 * nFft).fill(0);
      const start = t * hop - nFft / 2;
      for (let j = 0; j < nFft; j++) values[2 * j] = window[j]! * (samples[start + j] ?? 0);
      const X = core.f64(core.kernels.fft64(nFft, twiddles, x, y), 2 * nFft);
      for (let k = 0, at = t * bins; k < bins; k++, at++) {
        magnitude[at] = Math.hypot(X[2 * k]!, X[2 * k + 1]!);
        angle[at] = Math.atan2(X[2 * k + 1]!, X[2 * k]!);
      }
    }
  });
  return { magnitude, angle, frames, bins };
}
