import { irfft } from "../features/spectrum/irfft.ts";
import { rfft } from "../features/spectrum/rfft.ts";
import { checkNumber } from "../check_option.ts";
import type { Random } from "../random.ts";

/** Longest signal that one transform equalizes; longer ones are processed in parts. */
const PART_SAMPLES = 2 ** 19;

/** Gain over frequency: linear in dB over octaves between the points, constant beyond the ends. */
export interface FrequencyCurve {
  /** Frequencies of the points in Hz, above 0, ascending. */
  readonly hz: readonly number[];
  /** Gain in dB at each point. */
  readonly db: readonly number[];
}

/**
 * Filters a signal with a frequency response, without delay.
 *
 * @param samples mono, `[n]`
 * @param options curve and sample rate
 * @returns `[n]`
 * @throws {RangeError} when the curve has no points, or its frequencies do not rise from above 0
 */
export function equalize(
  samples: Float32Array,
  options: FrequencyCurve & { readonly sampleRateHz: number },
): Float32Array {
  const { hz, db, sampleRateHz } = options;
  for (const value of hz) checkNumber("Equalizing", "frequencies", value, { above: 0 });
  for (const value of db) checkNumber("Equalizing", "gains", value);
  checkNumber("Equalizing", "sampleRateHz", sampleRateHz, { above: 0 });
  const rising = hz.every((f, i) => f > (i > 0 ? hz[i - 1]! : 0));
  if (hz.length === 0 || hz.length !== db.length || !rising) {
    throw new RangeError(
      `Equalizing: expected one gain for each of one or more ascending frequencies above 0, ` +
        `received ${db.length} gains at [${hz.join(", ")}] Hz`,
    );
  }
  const out = new Float32Array(samples.length);
  // Margin for ringing, a tenth of a second on each side.
  const ring = Math.ceil(sampleRateHz / 10);
  const block = PART_SAMPLES - 2 * ring;
  for (let start = 0; start < samples.length; start += block) {
    const from = Math.max(0, start - ring);
    const part = equalizePart(samples.subarray(from, start + block + ring), options, ring);
    out.set(part.subarray(start - from, start - from + block), start);
  }
  return out;
}

function equalizePart(
  samples: Float32Array,
  { hz, db, sampleRateHz }: FrequencyCurve & { readonly sampleRateHz: number },
  ring: number,
): Float32Array {
  let nFft = 2;
  while (nFft < samples.length + 2 * ring) nFft *= 2;
  const x = rfft(samples, { nFft });
  for (let k = 0, i = 0; k < x.length / 2; k++) {
    const f = k * sampleRateHz / nFft;
    while (i < hz.length && hz[i]! <= f) i++;
    const [a, b] = [Math.max(0, i - 1), Math.min(hz.length - 1, i)];
    const share = a === b ? 0 : Math.log(f / hz[a]!) / Math.log(hz[b]! / hz[a]!);
    const gain = 10 ** ((db[a]! + share * (db[b]! - db[a]!)) / 20);
    x[2 * k]! *= gain;
    x[2 * k + 1]! *= gain;
  }
  return irfft(x, { nFft }).subarray(0, samples.length);
}

/**
 * Draws the frequency response of a small microphone or speaker: uneven by some dB, falling at low
 * and high frequencies, with a resonance.
 */
export function randomMicrophone(random: Random): FrequencyCurve {
  const lowHz = 60 * 2 ** random.between(0, 3);
  const lowSlope = random.between(6, 18);
  const highHz = random.between(1500, 4000);
  const highSlope = random.between(0, 18);
  const peakHz = random.between(700, 3600);
  const peakDb = random.between(-4, 10);
  const peakOctaves = random.between(0.15, 0.6);
  const unevenDb = random.between(0.5, 4);
  const hz = Array.from({ length: 25 }, (_, i) => 40 * 2 ** (i / 3));
  const db = hz.map((f) =>
    unevenDb * random.normal() -
    lowSlope * Math.max(0, Math.log2(lowHz / f)) -
    highSlope * Math.max(0, Math.log2(f / highHz)) +
    peakDb * Math.exp(-0.5 * (Math.log2(f / peakHz) / peakOctaves) ** 2)
  );
  return { hz, db };
}
