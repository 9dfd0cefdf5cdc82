import {
  FrameStream,
  kaldiFbank,
  melSpectrogram,
  type PadMode,
  rms,
  stft,
} from "@babycry/babycry/features";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise } from "./_reference.ts";

/** Signals divided at arbitrary positions. */
const cutSignal = fc.tuple(
  fc.nat(3000),
  fc.array(fc.nat(3000), { maxLength: 12 }),
).map(([length, places]) => {
  const x = noise(length, length);
  const at = [0, ...places.map((place) => Math.min(place, length)).sort((a, b) => a - b), length];
  return { x, blocks: at.slice(1).map((end, i) => x.subarray(at[i], end)) };
});

test("frames of blocks are bit-identical to frames of the whole signal", () => {
  fc.assert(
    fc.property(
      cutSignal,
      fc.constantFrom(1, 30, 64, 81, 128, 400),
      fc.integer({ min: 1, max: 500 }),
      fc.boolean(),
      fc.constantFrom<PadMode>("constant", "reflect", "edge"),
      ({ x, blocks }, nFft, hopSamples, center, padMode) => {
        fc.pre(x.length > 0);
        const stream = new FrameStream(
          { frameSamples: nFft, hopSamples, center, padMode },
          (piece) => stft(piece, { nFft, hopSamples, center: false }),
        );
        // Twice: a flushed stream starts again.
        for (let round = 0; round < 2; round++) {
          const parts = [...blocks.map((block) => stream.process(block)), stream.flush()];
          const data = parts.flatMap((part) => [...part.data]);
          const whole = stft(x, { nFft, hopSamples, center, padMode });
          assert.equal(parts.reduce((sum, { frames }) => sum + frames, 0), whole.frames);
          assert.deepEqual(data, [...whole.data]);
        }
      },
    ),
    { seed: 12, numRuns: 150 },
  );
});

test("mel, Kaldi and level features can be streamed", () => {
  const x = noise(20_000, 2);
  const blocks = Array.from({ length: 20 }, (_, i) => x.subarray(i * 1000, (i + 1) * 1000));
  const mel = { sampleRateHz: 16_000, nFft: 512, hopSamples: 160, nMels: 40 };
  const fbank = { sampleRateHz: 16_000, nMels: 23 };
  const level = { frameSamples: 300, hopSamples: 77 };
  const cases = [
    {
      whole: melSpectrogram(x, mel).data,
      stream: new FrameStream({ frameSamples: 512, hopSamples: 160 }, (piece) => {
        return melSpectrogram(piece, { ...mel, center: false }).data;
      }),
    },
    {
      whole: kaldiFbank(x, fbank).data,
      stream: new FrameStream({ frameSamples: 400, hopSamples: 160, center: false }, (piece) => {
        return kaldiFbank(piece, fbank).data;
      }),
    },
    {
      whole: rms(x, level),
      stream: new FrameStream(level, (piece) => rms(piece, { ...level, center: false })),
    },
  ];
  for (const { whole, stream } of cases) {
    const parts = [...blocks.map((block) => stream.process(block)), stream.flush()];
    assert.deepEqual(parts.flatMap((part) => [...part]), [...whole]);
  }
});

test("streams are independent, and frames are returned as early as possible", () => {
  const frames = (piece: Float32Array) => rms(piece, { ...cut, center: false }).length;
  const cut = { frameSamples: 100, hopSamples: 10 };
  const [centered, plain] = [
    new FrameStream(cut, frames),
    new FrameStream({ ...cut, center: false }, frames),
  ];
  assert.equal(centered.process(new Float32Array(49)), 0);
  assert.equal(plain.process(new Float32Array(99)), 0);
  assert.equal(centered.process(new Float32Array(1)), 1);
  assert.equal(plain.process(new Float32Array(21)), 3);
  assert.equal(centered.process(new Float32Array(0)), 0);
  assert.equal(centered.flush(), 5);
  assert.equal(plain.flush(), 0);
});

test("invalid options and blocks are errors", () => {
  const frames = () => 0;
  for (const bad of [{ frameSamples: 0 }, { hopSamples: 0 }, { padMode: "wrap" as PadMode }]) {
    assert.throws(
      () => new FrameStream({ frameSamples: 8, hopSamples: 2, ...bad }, frames),
      RangeError,
    );
  }
  const stream = new FrameStream({ frameSamples: 8, hopSamples: 2 }, frames);
  assert.throws(() => stream.process([1] as unknown as Float32Array), TypeError);
});
