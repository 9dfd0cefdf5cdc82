/**
 * What has to work wherever the package runs, from the public names alone. Each case throws when it
 * does not. A Worker has no `node:assert`, so the checks are plain.
 *
 * @module
 */
import { ready } from "@babycry/babycry";
import { resample } from "@babycry/babycry/resample";

/** Half a second of 440 Hz. */
function tone(sampleRateHz: number): Float32Array {
  return Float32Array.from(
    { length: sampleRateHz / 2 },
    (_, i) => 0.5 * Math.sin(2 * Math.PI * 440 * i / sampleRateHz),
  );
}

function expect(condition: boolean, what: string): void {
  if (!condition) throw new RangeError(what);
}

/** The cases by name. */
export const cases: Readonly<Record<string, () => void | Promise<void>>> = {
  async "the core compiles"() {
    await ready();
  },
  "a tone keeps its shape at another rate"() {
    const [halved, wanted] = [
      resample(tone(32_000), { fromHz: 32_000, toHz: 16_000 }),
      tone(16_000),
    ];
    const middle = wanted.subarray(2_000, 6_000);
    const error = middle.reduce(
      (most, x, i) => Math.max(most, Math.abs(x - halved[2_000 + i]!)),
      0,
    );
    expect(halved.length === 8_000, `8000 samples were wanted, ${halved.length} came`);
    expect(error < 1e-5, `The largest error is ${error}`);
  },
};
