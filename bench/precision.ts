/**
 * How exact the core is, against float64. Prints a Markdown table:
 *
 *     deno run bench/precision.ts
 *
 * @module
 */
import { powerToDb, rfft } from "@babycry/babycry/features";
import { resample } from "@babycry/babycry/resample";
import { noise, rfftReference, snrDb } from "../tests/features/_reference.ts";
import { tones } from "../tests/resample/_reference.ts";

/** What was measured, and what came. */
type Finding = readonly [what: string, value: string];

/** All findings as a table. */
export function formatPrecision(): string {
  const findings = [
    ...[400, 441, 512, 1024, 2048, 8192].map(ofRfft),
    ofLogarithm(),
    ...[[48_000, 16_000], [44_100, 16_000], [44_100, 48_000], [16_000, 48_000], [8000, 16_000]]
      .flatMap(([fromHz = 0, toHz = 0]) => ofResampling(fromHz, toHz)),
  ];
  const lines = findings.map(([what, value]) => `| ${what} | ${value} |\n`);
  return `| what | measured |\n| --- | --- |\n${lines.join("")}`;
}

function ofRfft(length: number): Finding {
  const samples = noise(length, 1);
  return [
    `rfft ${length} of noise, signal to error`,
    db(snrDb(rfftReference(samples), rfft(samples))),
  ];
}

/** Of 10 log10, in units in the last place of what it gives. */
function ofLogarithm(): Finding {
  const data = Float32Array.from({ length: 100_000 }, (_, i) => 10 ** (-9.9 + i / 5000));
  const { data: came } = powerToDb({ data, frames: 1, bins: data.length }, { topDb: null });
  let worst = 0;
  came.forEach((value, i) => {
    const wanted = 10 * Math.log10(data[i]!);
    const ulp = 2 ** (Math.floor(Math.log2(Math.abs(wanted))) - 23);
    if (Math.abs(wanted) > 1) worst = Math.max(worst, Math.abs(value - wanted) / ulp);
  });
  return ["powerToDb, 1 dB and more, largest error", `${worst.toFixed(1)} ULP`];
}

/** Tones in the pass band, without any fit of gain, delay or frequency, and tones beyond it. */
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
  const name = `resample ${fromHz} to ${toHz} Hz`;
  const found: Finding[] = [[
    `${name}, worst of four tones, signal to error`,
    db(Math.min(...snr)),
  ]];
  if (fromHz <= toHz) return found;
  const leaks = [1.001, 1.05, 1.4].map((share) => {
    const inner = converted(share * low / 2).subarray(skip, -skip);
    const power = inner.reduce((sum, value) => sum + value * value, 0) / inner.length;
    return 10 * Math.log10(power / (0.9 ** 2 / 2));
  });
  return [...found, [
    `${name}, most that leaks from above the new Nyquist`,
    db(Math.max(...leaks)),
  ]];
}

function db(value: number): string {
  return `${value.toFixed(1)} dB`;
}

if (import.meta.main) console.log(formatPrecision());
