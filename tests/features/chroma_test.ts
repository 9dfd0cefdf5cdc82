import {
  chromaCqt,
  chromaFilterbank,
  chromaStft,
  cqt,
  estimateTuning,
  tonnetz,
} from "@babycry/babycry/features";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise, relativeError, windowReference } from "./_reference.ts";

const RATE = 22_050;
const tone = (hz: number, length = RATE) =>
  Float32Array.from({ length }, (_, n) => 0.5 * Math.sin(2 * Math.PI * hz * n / RATE));

test("estimateTuning finds the deviation of a tone from the nearest note", () => {
  for (const cents of [-40, -13, 0, 7, 31]) {
    const tuning = estimateTuning(tone(440 * 2 ** (cents / 1200)), { sampleRateHz: RATE });
    assert.ok(Math.abs(tuning - cents / 100) <= 0.02);
  }
  assert.equal(estimateTuning(new Float32Array(8000), { sampleRateHz: RATE }), 0);
  assert.throws(() => estimateTuning(tone(440), { sampleRateHz: RATE, resolution: 0 }), RangeError);
});

test("chroma is highest in the pitch class of a tone, in any octave", () => {
  for (
    const [hz, expected] of [[261.63, 0], [523.25, 0], [440, 9], [987.77, 11], [311.13, 3]] as const
  ) {
    for (
      const { data, frames, bins } of [
        chromaStft(tone(hz), { sampleRateHz: RATE }),
        chromaCqt(tone(hz), { sampleRateHz: RATE }),
      ]
    ) {
      assert.equal(bins, 12);
      for (let t = 5; t < frames - 5; t++) {
        const row = data.subarray(t * 12, (t + 1) * 12);
        assert.equal(row[expected], 1);
        assert.equal(Math.max(...row), 1);
      }
    }
  }
});

test("the chroma weights of a bin have norm 1 before the octave weighting", () => {
  const { data, frames, bins } = chromaFilterbank({
    sampleRateHz: RATE,
    nFft: 512,
    octwidth: null,
    tuning: 0.3,
  });
  assert.deepEqual([frames, bins], [12, 257]);
  for (let k = 0; k < bins; k++) {
    let sum = 0;
    for (let c = 0; c < 12; c++) sum += data[c * bins + k]! ** 2;
    assert.ok(Math.abs(sum - 1) < 1e-6);
  }
});

test("chroma is the filterbank times the spectrum", () => {
  const spectrum = { data: noise(11 * 257, 3).map(Math.abs), frames: 11, bins: 257 };
  for (const tuning of [0, -0.31]) {
    const bank = chromaFilterbank({ sampleRateHz: RATE, nFft: 512, tuning });
    const got = chromaStft(spectrum, { sampleRateHz: RATE, tuning, norm: null });
    const expected = Float64Array.from(got.data, (_, at) => {
      const row = Math.floor(at / 12) * 257, weights = (at % 12) * 257;
      let sum = 0;
      for (let k = 0; k < 257; k++) sum += bank.data[weights + k]! * spectrum.data[row + k]!;
      return sum;
    });
    assert.ok(relativeError(expected, got.data) < 1e-6);
  }
});

test("the tuning is the mode of the deviations of the louder peaks", () => {
  for (const seed of [1, 2, 3]) {
    const [frames, bins] = [13, 1025];
    const data = noise(frames * bins, seed).map((v) => v * v);
    const peaks: { hz: number; height: number }[] = [];
    for (let t = 0; t < frames; t++) {
      const row = data.subarray(t * bins, (t + 1) * bins);
      const level = Math.fround(Math.fround(0.1) * Math.max(...row));
      for (let k = 14; k * RATE / 2048 < 4000; k++) {
        const [left, here, right] = [row[k - 1]!, row[k]!, row[k + 1]!];
        if (k * RATE / 2048 < 150 || here <= level || here <= left || here < right) continue;
        const shift = (left - right) / 2 / (left + right - 2 * here);
        peaks.push({ hz: (k + shift) * RATE / 2048, height: here + (right - left) / 4 * shift });
      }
    }
    const heights = peaks.map(({ height }) => height).sort((a, b) => a - b);
    const half = heights.length >> 1;
    const median = heights.length % 2 ? heights[half]! : (heights[half - 1]! + heights[half]!) / 2;
    const bars = new Array<number>(100).fill(0);
    for (const { hz, height } of peaks) {
      if (height < median) continue;
      const turns = 12 * Math.log2(hz / 27.5);
      bars[Math.floor((turns + 0.5 - Math.floor(turns + 0.5)) * 100)]!++;
    }
    const tuning = estimateTuning({ data, frames, bins }, { sampleRateHz: RATE });
    assert.equal(bars[Math.round((tuning + 0.5) * 100)], Math.max(...bars));
  }
});

test("cqt equals the correlation with windowed tones", () => {
  const x = tone(523.25);
  x.forEach((_, n) => x[n]! += 0.3 * Math.sin(2 * Math.PI * 97 * n / RATE + 1));
  const { data, frames, bins } = cqt(x, { sampleRateHz: RATE, nBins: 60 });
  assert.deepEqual([frames, bins], [44, 60]);
  const q = (2 ** (1 / 6) + 1) / (2 ** (1 / 6) - 1);
  const t = 22;
  const expected = Array.from({ length: 60 }, (_, k) => {
    const hz = 32.70319566257483 * 2 ** (k / 12);
    const length = q * RATE / hz;
    const first = Math.floor(-length / 2);
    const window = windowReference("hann", Math.floor(length / 2) - first);
    const total = window.reduce((sum, v) => sum + v, 0);
    let re = 0, im = 0;
    window.forEach((w, j) => {
      const sample = x[t * 512 + first + j] ?? 0;
      re += w * sample * Math.cos(2 * Math.PI * hz / RATE * (first + j));
      im -= w * sample * Math.sin(2 * Math.PI * hz / RATE * (first + j));
    });
    return Math.hypot(re, im) * Math.sqrt(length) / total;
  });
  // By definition, 1 % of the magnitude of each filter's spectrum is dropped.
  assert.ok(relativeError(expected, data.subarray(t * 60, (t + 1) * 60)) < 0.01);
});

test("cqt peaks at the bin of the tone, at rates that skip octaves, too", () => {
  for (const sampleRateHz of [11_025, 16_000, 48_000, 96_000]) {
    const x = Float32Array.from(
      { length: sampleRateHz },
      (_, n) => Math.sin(2 * Math.PI * 220 * n / sampleRateHz),
    );
    const { data, frames, bins } = cqt(x, { sampleRateHz, nBins: 60, hopSamples: 512 });
    const row = data.subarray((frames >> 1) * bins, ((frames >> 1) + 1) * bins);
    assert.equal(row.indexOf(Math.max(...row)), 33);
  }
});

test("tonnetz of one pitch class lies on the three circles", () => {
  for (let c = 0; c < 12; c++) {
    const chroma = { data: new Float32Array(12), frames: 1, bins: 12 };
    chroma.data[c] = 3;
    const { data } = tonnetz(chroma);
    for (
      const [circle, turns, radius] of [[0, 7 / 6, 1], [1, 3 / 2, 1], [2, 2 / 3, 0.5]] as const
    ) {
      assert.ok(Math.abs(data[2 * circle]! - radius * Math.sin(Math.PI * turns * c)) < 1e-6);
      assert.ok(Math.abs(data[2 * circle + 1]! - radius * Math.cos(Math.PI * turns * c)) < 1e-6);
    }
  }
  assert.deepEqual(tonnetz(tone(440), { sampleRateHz: RATE }).bins, 6);
});

test("impossible transforms are errors", () => {
  const x = tone(440, 4000);
  assert.throws(() => cqt(x, { sampleRateHz: 8000 }), RangeError);
  assert.throws(() => cqt(x, { sampleRateHz: RATE, nBins: 0 }), RangeError);
  assert.throws(() => cqt(x, { sampleRateHz: RATE, fMinHz: 0 }), RangeError);
  assert.throws(() => chromaCqt(x, { sampleRateHz: RATE, binsPerOctave: 30 }), RangeError);
  assert.throws(() => chromaFilterbank({ sampleRateHz: RATE, nFft: 0 }), RangeError);
  assert.throws(
    () => tonnetz(x as unknown as { data: Float32Array; frames: 1; bins: 1 }),
    TypeError,
  );
});
