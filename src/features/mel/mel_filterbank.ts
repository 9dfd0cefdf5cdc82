import type { DspCore } from "../../dsp/core.ts";
import type { FrameMatrix } from "../../types.ts";
import { checkFftLength, checkInteger, checkNumber } from "../_check.ts";

/**
 * Mel scale: `slaney` is linear below 1 kHz and logarithmic above (librosa's default), `htk` is
 * 2595 log10(1 + f / 700), `kaldi` is the same curve with triangles that are linear in mel, not in
 * Hz.
 */
export type MelScale = "slaney" | "htk" | "kaldi";

/** Options of {@link melFilterbank}. */
export interface MelOptions {
  /** Sample rate in Hz, above 0. */
  readonly sampleRateHz: number;
  /** Length of the transform in points. */
  readonly nFft: number;
  /** Number of bands, 1 to 4096. */
  readonly nMels: number;
  /** Lower edge of the lowest band in Hz. Default 0. */
  readonly fMinHz?: number;
  /** Upper edge of the highest band in Hz, at most half the sample rate, which is the default. */
  readonly fMaxHz?: number;
  /** Mel scale. Default `slaney`. */
  readonly melScale?: MelScale;
  /**
   * Scale of the bands: `slaney` for unit area, null for peaks near 1. Default `slaney`; null for
   * `kaldi`.
   */
  readonly norm?: "slaney" | null;
  /** Called with a message if bands contain no bin and are 0. Default: `console.warn`. */
  readonly onWarning?: (message: string) => void;
}

/**
 * Computes a mel filterbank in float64, as `librosa.filters.mel` or torchaudio's `get_mel_banks`.
 *
 * Bands that contain no bin are 0 and reported to `onWarning`.
 *
 * @returns weights, one row per band, `[nMels, floor(nFft / 2) + 1]`; `kaldi` has no Nyquist column
 * @throws {RangeError} when an option is out of range
 * @see https://librosa.org/doc/0.11.0/generated/librosa.filters.mel.html
 */
export function melFilterbank(options: MelOptions): FrameMatrix {
  const { nFft, nMels, melScale = "slaney" } = options;
  const bands = melBands(options);
  warnOfEmptyBands(bands, options);
  const bins = melScale === "kaldi" ? Math.floor(nFft / 2) : Math.floor(nFft / 2) + 1;
  const data = new Float32Array(nMels * bins);
  for (const [m, band] of bands.entries()) data.set(band.weights, m * bins + band.firstBin);
  return { data, frames: nMels, bins };
}

/** Nonzero part of a band. */
export interface Band {
  readonly firstBin: number;
  readonly weights: readonly number[];
}

/** Sparse filter bank in WebAssembly memory, for the kernel `filterbank8`. */
export interface MelPlan {
  readonly address: number;
  readonly nMels: number;
}

/** Plans the bank of `options`. Warns as {@link melFilterbank} when the plan is created. */
export function planMel(core: DspCore, options: MelOptions): MelPlan {
  const { sampleRateHz, nFft, nMels, fMinHz, fMaxHz, melScale, norm } = options;
  const key = JSON.stringify([sampleRateHz, nFft, nMels, fMinHz, fMaxHz, melScale, norm]);
  return core.plan(`mel ${key}`, () => {
    const bands = melBands(options);
    warnOfEmptyBands(bands, options);
    return { address: allocBank(core, bands), nMels };
  });
}

/**
 * Writes bands to WebAssembly memory in the layout of `assembly/power.ts`.
 *
 * @returns their address
 */
export function allocBank(core: DspCore, bands: readonly Band[]): number {
  const address = core.alloc(bands.reduce((bytes, band) => bytes + 8 + 4 * band.weights.length, 0));
  let at = address;
  for (const { firstBin, weights } of bands) {
    core.i32(at, 2).set([firstBin * 32, weights.length]);
    core.f32(at + 8, weights.length).set(weights);
    at += 8 + 4 * weights.length;
  }
  return address;
}

/** Computes the bands of {@link melFilterbank}, without a warning. */
export function melBands(options: MelOptions): Band[] {
  const { sampleRateHz, nMels, melScale = "slaney" } = options;
  checkNumber("sampleRateHz", sampleRateHz, { above: 0 });
  const nFft = checkFftLength(options.nFft);
  checkInteger("nMels", nMels, 1, 4096);
  const fMaxHz = checkNumber("fMaxHz", options.fMaxHz ?? sampleRateHz / 2, {
    above: 0,
    max: sampleRateHz / 2,
  });
  const fMinHz = checkNumber("fMinHz", options.fMinHz ?? 0, { min: 0, max: fMaxHz });
  if (fMinHz === fMaxHz) {
    throw new RangeError(
      `Computing mel bands: expected fMinHz below fMaxHz, received ${fMinHz} for both`,
    );
  }
  const scale = Object.hasOwn(scales, melScale) ? scales[melScale] : undefined;
  if (!scale) {
    throw new RangeError(
      `Computing mel bands: expected melScale to be slaney, htk or kaldi, received ${melScale}`,
    );
  }
  const kaldi = melScale === "kaldi";
  const norm = options.norm ?? (options.norm === undefined && !kaldi ? "slaney" : null);
  if (norm !== null && (norm !== "slaney" || kaldi)) {
    throw new RangeError(
      `Computing ${melScale} mel bands: expected norm to be ${
        kaldi ? "null" : "slaney or null"
      }, received ${norm}`,
    );
  }
  const low = scale.fromHz(fMinHz);
  const step = (scale.fromHz(fMaxHz) - low) / (nMels + 1);
  // Kaldi's triangles are linear in mel, the others in Hz.
  const edges = Array.from({ length: nMels + 2 }, (_, i) => {
    const mel = low + step * i;
    return kaldi ? mel : scale.toHz(mel);
  });
  const bins = kaldi ? Math.floor(nFft / 2) : Math.floor(nFft / 2) + 1;
  const places = Array.from({ length: bins }, (_, k) => {
    const hz = k * sampleRateHz / nFft;
    return kaldi ? scale.fromHz(hz) : hz;
  });
  // Bins before it are below the band.
  let from = 0;
  return Array.from({ length: nMels }, (_, m) => {
    const [left, middle, right] = [edges[m]!, edges[m + 1]!, edges[m + 2]!];
    const gain = norm === "slaney" ? 2 / (right - left) : 1;
    let firstBin = 0;
    const weights: number[] = [];
    for (let k = from; k < bins && places[k]! < right; k++) {
      const place = places[k]!;
      if (place <= left) {
        from = k + 1;
        continue;
      }
      if (weights.length === 0) firstBin = k;
      const up = (place - left) / (middle - left);
      const down = (right - place) / (right - middle);
      weights.push(gain * Math.min(up, down));
    }
    return { firstBin, weights };
  });
}

function warnOfEmptyBands(bands: readonly Band[], { onWarning = console.warn }: MelOptions): void {
  const empty = bands.flatMap(({ weights }, m) => weights.length === 0 ? [m] : []);
  if (empty.length === 0) return;
  onWarning(
    `Designing mel bands: ${empty.length} of ${bands.length} catch no bin and stay 0 ` +
      `(${empty.slice(0, 8).join(", ")}${empty.length > 8 ? ", ..." : ""}); ` +
      "fewer bands or a larger nFft would fill them",
  );
}

interface Scale {
  fromHz(hz: number): number;
  toHz(mel: number): number;
}

const HZ_PER_MEL = 200 / 3;
const LOG_FROM_HZ = 1000;
const LOG_STEP = Math.log(6.4) / 27;
const LOG_FROM_MEL = LOG_FROM_HZ / HZ_PER_MEL;

const slaney: Scale = {
  fromHz: (hz) =>
    hz < LOG_FROM_HZ ? hz / HZ_PER_MEL : LOG_FROM_MEL + Math.log(hz / LOG_FROM_HZ) / LOG_STEP,
  toHz: (mel) =>
    mel < LOG_FROM_MEL ? mel * HZ_PER_MEL : LOG_FROM_HZ * Math.exp(LOG_STEP * (mel - LOG_FROM_MEL)),
};
const htk: Scale = {
  fromHz: (hz) => 2595 * Math.log10(1 + hz / 700),
  toHz: (mel) => 700 * (10 ** (mel / 2595) - 1),
};
const kaldi: Scale = {
  fromHz: (hz) => 1127 * Math.log(1 + hz / 700),
  toHz: (mel) => 700 * (Math.exp(mel / 1127) - 1),
};
const scales: Record<MelScale, Scale> = { slaney, htk, kaldi };
