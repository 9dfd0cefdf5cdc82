/**
 * Errors of the core against references in float64. Prints one line for each measurement:
 *
 *     deno run bench/precision.ts
 *
 * @module
 */
import { powerToDb, rfft } from "@babycry/babycry/features";
import { resample } from "@babycry/babycry/resample";
import { noise, rfftReference, snrDb } from "../tests/features/_reference.ts";
import { tones } from "../tests/resample/_reference.ts";

/** A measurement and its result with the unit. */
export interface Finding {
  readonly name: string;
  readonly value: string;
}

/** Measures transforms, logarithm and resampler. */
export function measurePrecision(): Finding[] {
  return [
    ...[400, 441, 512, 1024, 2048, 8192].map(ofRfft),
    ofLogarithm(),
    ...[[48_000, 16_000], [44_100, 16_000], [44_100, 48_000], [16_000, 48_000], [8000, 16_000]]
      .flatMap(([fromHz = 0, toHz = 0]) => ofResampling(fromHz, toHz)),
  ];
}

function ofRfft(length: number): Finding {
  const samples = noise(length, 1);
  return {
    name: `rfft of ${length} points of noise, signal-to-error ratio`,
    value: db(snrDb(rfftReference(samples), rfft(samples))),
  };
}

/** Largest error of 10 log10, in units in the last place of the result. */
function ofLogarithm(): Finding {
  const data = Float32Array.from({ length: 100_000 }, (_, i) => 10 ** (-9.9 + i / 5000));
  const { data: received } = powerToDb({ data, frames: 1, bins: data.length }, { topDb: null });
  let worst = 0;
  received.forEach((value, i) => {
    const expected = 10 * Math.log10(data[i]!);
    const ulp = 2 ** (Math.floor(Math.log2(Math.abs(expected))) - 23);
    if (Math.abs(expected) > 1) worst = Math.max(worst, Math.abs(value - expected) / ulp);
  });
  return { name: "powerToDb above 1 dB, largest error", value: `${worst.toFixed(1)} ULP` };
}

/** Tones in the pass band, without a fit of gain, delay or frequency, and tones above it. */
function ofResampling(fromHz: number, toHz: number): Finding[] {
  const low = Math.min(fromHz, toHz);
  const n = fromHz / 2;
  const skip = toHz / 10;
  const converted = (hz: number) =>
    resample(Float32Array.from(tones(n, fromHz, [hz])), { fromHz, toHz });
  const snr = [0.1, 0.5, 0.9, 0.95].map((share) => {
    const hz = share * low / 2;
    const out = converted(hz);
    return snrDb(tones(out.length, toHz, [hz]).slice(skip, -skip), out.slice(skip, -skip));
  });
  const name = `resample ${fromHz / 1000} to ${toHz / 1000} kHz`;
  const tone = {
    name: `${name}, lowest signal-to-error ratio of four tones`,
    value: db(Math.min(...snr)),
  };
  if (fromHz <= toHz) return [tone];
  const leaks = [1.001, 1.05, 1.4].map((share) => {
    const inner = converted(share * low / 2).subarray(skip, -skip);
    const power = inner.reduce((sum, value) => sum + value * value, 0) / inner.length;
    return 10 * Math.log10(power / (0.9 ** 2 / 2));
  });
  return [tone, {
    name: `${name}, highest level of a tone above the new Nyquist frequency`,
    value: db(Math.max(...leaks)),
  }];
}

function db(value: number): string {
  return `${value.toFixed(1)} dB`;
}

if (import.meta.main) {
  for (const { name, value } of measurePrecision()) console.log(`${name}: ${value}`);
}
