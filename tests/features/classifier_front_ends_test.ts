import {
  acoustic193,
  ACOUSTIC193_FRONT_END,
  acoustic193Names,
  chromaStft,
  CRY_RESNET_FRONT_END,
  cryMel224,
  cryMel224Lambda,
  DEEPINFANT_FRONT_END,
  melDecibels,
  mfcc,
  resizeBilinear,
  stftPower,
  tonnetz,
  VGGISH_FRONT_END,
  vggishLogMel,
  vggishPatches,
  YAMNET_FRONT_END,
} from "@babycry/babycry/features";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { framesReference, noise, rfftReference, windowReference } from "./_reference.ts";

const within = (actual: ArrayLike<number>, expected: ArrayLike<number>, bound: number) => {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    assert.ok(
      Math.abs(actual[i]! - expected[i]!) <= bound,
      `${i}: ${actual[i]}, expected ${expected[i]}`,
    );
  }
};

test("resizing interpolates the four pixels around a center", () => {
  const size = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(size, size, size, size, (frames, bins, high, wide) => {
      const matrix = { data: noise(frames * bins, 7), frames, bins };
      const { data } = resizeBilinear(matrix, { frames: high, bins: wide });
      const pixel = (r: number, c: number) => {
        const row = Math.min(frames - 1, Math.max(0, r));
        return matrix.data[row * bins + Math.min(bins - 1, Math.max(0, c))]!;
      };
      const expected = Array.from({ length: high * wide }, (_, at) => {
        const y = (Math.floor(at / wide) + 0.5) * frames / high - 0.5;
        const x = (at % wide + 0.5) * bins / wide - 0.5;
        const [top, left] = [Math.floor(y), Math.floor(x)];
        const row = (r: number) =>
          pixel(r, left) * (1 - x + left) + pixel(r, left + 1) * (x - left);
        return row(top) * (1 - y + top) + row(top + 1) * (y - top);
      });
      // Each of two interpolations rounds a difference of up to 2, its product and a sum: 3e-7.
      within(data, expected, 6e-7);
    }),
    { seed: 1, numRuns: 200 },
  );
  assert.throws(
    () => resizeBilinear({ data: new Float32Array(0), frames: 0, bins: 3 }, { frames: 1, bins: 1 }),
    RangeError,
  );
});

test("recordings are cut or padded to seven seconds", () => {
  const short = noise(20_000, 1);
  const filled = new Float32Array(112_000);
  filled.set(short);
  const long = new Float32Array(130_000);
  long.set(noise(130_000, 2));
  const mel = (x: Float32Array) => melDecibels(x, DEEPINFANT_FRONT_END);
  assert.deepEqual(mel(short), mel(filled));
  assert.deepEqual(mel(long), mel(long.subarray(0, 112_000)));
  assert.deepEqual([mel(short).frames, mel(short).bins], [438, 80]);
  const window = melDecibels(short, { ...DEEPINFANT_FRONT_END, seconds: 0.975 });
  assert.equal(window.frames, 61);
  for (const x of [new Float32Array(0), new Float32Array(10)]) {
    // 100 dB less 100 dB, each rounded to float32.
    assert.ok(mel(x).data.every((value) => Math.abs(value) < 1e-5));
  }
});

test("an image ranges from 0 to 1, low frequencies first; silence is 0", () => {
  const tone = Float32Array.from({ length: 56_000 }, (_, n) => Math.sin(2 * Math.PI * n / 16));
  for (
    const image of [cryMel224(tone), cryMel224Lambda(tone, { sampleRateHz: 8000 })]
  ) {
    assert.equal(image.length, 224 * 224);
    assert.ok(image.every((value) => value >= 0 && value <= 1.000001));
    // 500 Hz lies in the lower half on both mel scales.
    const column = Array.from({ length: 224 }, (_, row) => image[row * 224 + 112]!);
    const loudest = column.indexOf(Math.max(...column));
    assert.ok(loudest > 20 && loudest < 112, `${loudest}`);
  }
  const none = new Float32Array(0);
  assert.ok(cryMel224(none).every((value) => value === 0));
  assert.ok(cryMel224Lambda(none, { sampleRateHz: 44_100 }).every((value) => value === 0));
});

test("the front end of the service equals the float64 definition", () => {
  const sampleRateHz = 11_025;
  const x = noise(9000, 3);
  const length = Math.floor(x.length * 8000 / sampleRateHz);
  const y = Float32Array.from({ length: 4096 }, (_, j) => {
    if (j >= length) return 0;
    const place = Math.min(x.length - 1, j * x.length / length);
    const left = Math.floor(place);
    return x[left]! + (place - left) * ((x[left + 1] ?? x[left]!) - x[left]!);
  });
  const frames = framesReference(y, { nFft: 256, hopSamples: 64, center: false });
  const scale = windowReference("hann", 256).reduce((sum, w) => sum + w, 0) ** 2;
  const mel = (hz: number) => 2595 * Math.log10(1 + hz / 700);
  const corners = Array.from({ length: 34 }, (_, i) => {
    const hz = 700 * (10 ** (mel(4000) * i / 33 / 2595) - 1);
    return Math.floor(257 * hz / 8000);
  });
  const D = frames.map((frame) => {
    const X = rfftReference(frame);
    return Array.from({ length: 32 }, (_, m) => {
      const low = corners[m]!;
      const middle = corners[m + 1]! === low ? low + 1 : corners[m + 1]!;
      const high = corners[m + 2]! === middle ? middle + 1 : corners[m + 2]!;
      let sum = 0;
      for (let k = low; k < high; k++) {
        const up = (k - low) / (middle - low + 1e-9);
        const weight = k < middle ? up : (high - k) / (high - middle + 1e-9);
        sum += weight * (X[2 * k]! ** 2 + X[2 * k + 1]! ** 2) / scale;
      }
      return 10 * Math.log10(Math.max(1e-10, sum));
    });
  });
  const [low, high] = [Math.min(...D.flat()), Math.max(...D.flat())];
  const frontEnd = {
    ...CRY_RESNET_FRONT_END,
    seconds: 0.512,
    nFft: 256,
    hopSamples: 64,
    nMels: 32,
  };
  const image = cryMel224Lambda(x, { sampleRateHz, frontEnd: { ...frontEnd, pixels: 50 } });
  const expected = Array.from({ length: 2500 }, (_, at) => {
    const band = Math.round(Math.floor(at / 50) * 31 / 49);
    const place = (at % 50) * (D.length - 1) / 49;
    const left = Math.min(Math.floor(place), D.length - 2);
    const value = D[left]![band]! * (1 - place + left) + D[left + 1]![band]! * (place - left);
    return (value - low) / (high - low + 1e-9);
  });
  // In float32, bands 40 dB below the loudest have an error of 1e-4 dB; the range is 100 dB.
  within(image, expected, 1e-4);
});

test("VGGish frames start at sample 0 and are whole", () => {
  const x = noise(16_000, 4).map((v) => 0.3 * v);
  const logMel = vggishLogMel(x);
  assert.deepEqual([logMel.frames, logMel.bins], [98, 64]);
  const window = windowReference("hann", 400);
  const mel = (hz: number) => 1127 * Math.log(1 + hz / 700);
  const step = (mel(7500) - mel(125)) / 65;
  for (const t of [0, 41, 97]) {
    const X = rfftReference(window.map((w, j) => w * x[t * 160 + j]!), 512);
    const expected = Array.from({ length: 64 }, (_, m) => {
      let sum = 0;
      for (let k = 1; k <= 256; k++) {
        const apart = Math.abs((mel(k * 31.25) - mel(125)) / step - m - 1);
        sum += Math.max(0, 1 - apart) * Math.hypot(X[2 * k]!, X[2 * k + 1]!);
      }
      return Math.log(sum + 0.01);
    });
    // Roundings to float32 of the sum, of its logarithm and of the result.
    within(logMel.data.subarray(t * 64, (t + 1) * 64), expected, 2e-6);
  }
  assert.equal(vggishPatches(logMel).length, 1);
  assert.equal(vggishPatches(vggishLogMel(x, YAMNET_FRONT_END), YAMNET_FRONT_END).length, 1);
  const half = { ...VGGISH_FRONT_END, patchHopSeconds: 0.48 };
  const patches = vggishPatches(vggishLogMel(noise(24_000, 5)), half);
  assert.deepEqual(patches.map(({ frames, bins }) => [frames, bins]), [[96, 64], [96, 64]]);
  assert.equal(vggishLogMel(x.subarray(0, 400)).frames, 1);
  assert.throws(() => vggishLogMel(x.subarray(0, 399)), RangeError);
});

test("the 193 features are means over time of the named features", () => {
  const sampleRateHz = 16_000;
  const x = noise(20_000, 6).map((v, n) => 0.1 * v + Math.sin(0.2 * n));
  const vector = acoustic193(x);
  const names = acoustic193Names(ACOUSTIC193_FRONT_END);
  assert.equal(vector.length, 193);
  assert.equal(new Set(names).size, 193);
  const means = ({ data, frames, bins }: { data: Float32Array; frames: number; bins: number }) =>
    Array.from({ length: bins }, (_, k) => {
      let sum = 0;
      for (let t = 0; t < frames; t++) sum += data[t * bins + k]!;
      return sum / frames;
    });
  const S = stftPower(x, { nFft: 2048, hopSamples: 512, power: 1 });
  const cut = { sampleRateHz, nFft: 2048, hopSamples: 512 };
  const part = (name: string) => vector.filter((_, i) => names[i]!.startsWith(name));
  // Cepstra reach 1000 dB, in which float32 steps are 6e-5.
  within(part("mfcc"), means(mfcc(x, { ...cut, nMels: 128, nMfcc: 40 })), 1e-3);
  within(part("chroma"), means(chromaStft(S, { sampleRateHz })), 1e-6);
  within(part("tonnetz"), means(tonnetz(x, { sampleRateHz })), 1e-6);
  assert.throws(() => acoustic193(new Float32Array(0)), RangeError);
  assert.ok(acoustic193(new Float32Array(100)).every(Number.isFinite));
});
