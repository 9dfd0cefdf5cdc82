import { type EncodedWindow, type Encoder, encodeWindows } from "@babycry/babycry/encoders";
import { createRandom } from "@babycry/babycry/augment";
import { encodeStream } from "../../src/encoder/encode_stream.ts";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";

const WINDOWS = { windowSeconds: 2, hopSeconds: 1, minPartialSeconds: 0.5, fill: "zero" } as const;

/** Creates an encoder whose vector is the sum of the window; records the sizes of its batches. */
function summing(sampleRateHz: number, batches: number[] = []): Encoder {
  return {
    id: "sum",
    sampleRateHz,
    size: 1,
    encode(windows) {
      batches.push(windows.length);
      return Promise.resolve(
        windows.map((window) => Float32Array.of(window.reduce((sum, x) => sum + x, 0))),
      );
    },
    dispose: () => Promise.resolve(),
  };
}

async function all(windows: AsyncGenerator<EncodedWindow>): Promise<EncodedWindow[]> {
  const list: EncodedWindow[] = [];
  for await (const window of windows) list.push(window);
  return list;
}

test("the batch size does not change the windows", async () => {
  const random = createRandom(5);
  const samples = Float32Array.from({ length: 4000 * 5.6 }, () => random.normal());
  const waveform = { samples, sampleRateHz: 4000 };
  const one: number[] = [];
  const expected = await all(encodeWindows(waveform, [summing(4000, one)], WINDOWS));
  assert.deepEqual(one, [1, 1, 1, 1, 1, 1]);
  assert.equal(expected.at(-1)!.endSeconds, 5.6);
  assert.equal(expected.at(-1)!.startSample, 20_000);
  for (const batchWindows of [2, 4, 100]) {
    const batches: number[] = [];
    const progress: number[] = [];
    const options = {
      ...WINDOWS,
      batchWindows,
      onProgress: ({ done, total }: { done: number; total: number }) => progress.push(done / total),
    };
    assert.deepEqual(
      await all(encodeWindows(waveform, [summing(4000, batches)], options)),
      expected,
    );
    assert.equal(batches.reduce((a, b) => a + b), 6);
    assert.equal(Math.max(...batches), Math.min(batchWindows, 6));
    assert.deepEqual(progress, [1, 2, 3, 4, 5, 6].map((done) => done / 6));
  }
});

test("no window ends after its recording, for any length and sample rates", async () => {
  const rate = fc.oneof(
    fc.constantFrom(8000, 11_025, 16_000, 44_100, 48_000, 48_000 / 1.001, 244_800 / 11),
    fc.double({ min: 4000, max: 96_000, noNaN: true }),
  );
  await fc.assert(
    fc.asyncProperty(
      rate,
      fc.constantFrom(4000, 8000, 16_000),
      fc.double({ min: 0.01, max: 6, noNaN: true }),
      async (sampleRateHz, encoderHz, seconds) => {
        const samples = new Float32Array(Math.ceil(seconds * sampleRateHz));
        const windows = await all(
          encodeWindows({ samples, sampleRateHz }, [summing(encoderHz)], WINDOWS),
        );
        const end = samples.length / sampleRateHz;
        assert.ok(windows.every(({ endSeconds }) => endSeconds <= end));
        // The last window reaches the end, or leaves less than the shortest partial window.
        assert.ok(end - windows.at(-1)!.endSeconds < WINDOWS.minPartialSeconds);
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});

test("encoders of one sample rate share windows; none is rejected", async () => {
  const waveform = { samples: new Float32Array(8000).fill(0.5), sampleRateHz: 4000 };
  const [window] = await all(encodeWindows(waveform, [summing(4000), summing(4000)], WINDOWS));
  assert.deepEqual(window!.vectors, [Float32Array.of(4000), Float32Array.of(4000)]);
  await assert.rejects(all(encodeWindows(waveform, [], WINDOWS)), RangeError);
});

test("encoders of several rates get the same windows as each alone", async () => {
  const random = createRandom(7);
  const seconds = fc.double({ min: 0.01, max: 6, noNaN: true });
  const rates = fc.constantFrom(4000, 8000, 11_025, 16_000, 44_100);
  await fc.assert(
    fc.asyncProperty(seconds, rates, rates, rates, async (length, sampleRateHz, one, other) => {
      const samples = Float32Array.from(
        { length: Math.ceil(length * sampleRateHz) },
        () => random.normal(),
      );
      const waveform = { samples, sampleRateHz };
      const windowsOf = (...encoders: Encoder[]) => all(encodeWindows(waveform, encoders, WINDOWS));
      const both = await windowsOf(summing(one), summing(other));
      const [first, second] = [await windowsOf(summing(one)), await windowsOf(summing(other))];
      assert.equal(both.length, first.length);
      for (const [i, { vectors: [a, b], ...position }] of both.entries()) {
        assert.deepEqual({ ...position, vectors: [a] }, first[i]);
        // Only a partial last window may be cut otherwise, as its length is rounded.
        if (i < first.length - 1) assert.deepEqual([b], second[i]!.vectors);
      }
    }),
    { seed: 1, numRuns: 30 },
  );
});

test("a stream at several rates gives the same windows as the whole recording", async () => {
  const random = createRandom(8);
  const encoders = [summing(8000), summing(16_000), summing(11_025)];
  async function* pieces(samples: Float32Array, lengths: readonly number[]) {
    let start = 0;
    for (let i = 0; start < samples.length; i++) {
      const length = lengths[i % lengths.length]!;
      yield samples.subarray(start, start + length);
      start += length;
    }
  }
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: 0.01, max: 6, noNaN: true }),
      fc.constantFrom(8000, 16_000, 44_100),
      fc.constantFrom(0.7, 2, 2.34567),
      fc.constantFrom(0.5, 1, 0.33331),
      fc.constantFrom("zero", "repeat"),
      fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 5 }),
      async (seconds, sampleRateHz, windowSeconds, hopSeconds, fill, lengths) => {
        const options = { windowSeconds, hopSeconds, minPartialSeconds: 0.5, fill } as const;
        const samples = Float32Array.from(
          { length: Math.ceil(seconds * sampleRateHz) },
          () => random.normal(),
        );
        assert.deepEqual(
          await all(encodeStream(pieces(samples, lengths), encoders, { ...options, sampleRateHz })),
          await all(encodeWindows({ samples, sampleRateHz }, encoders, options)),
        );
      },
    ),
    { seed: 1, numRuns: 30 },
  );
});

test("an aborted signal stops encoding between batches", async () => {
  const waveform = { samples: new Float32Array(4000 * 60), sampleRateHz: 4000 };
  const controller = new AbortController();
  const batches: number[] = [];
  const encoder = summing(4000, batches);
  const stopping: Encoder = {
    ...encoder,
    encode(windows) {
      if (batches.length === 2) controller.abort();
      return encoder.encode(windows);
    },
  };
  const options = { ...WINDOWS, batchWindows: 2, signal: controller.signal };
  await assert.rejects(all(encodeWindows(waveform, [stopping], options)), { name: "AbortError" });
  assert.deepEqual(batches, [2, 2, 2]);
});

test("a constant offset does not count in the level of a window", async () => {
  const levels = async (samples: Float32Array) => {
    const windows = await all(encodeWindows({ samples, sampleRateHz: 8000 }, [summing(8000)], {
      ...WINDOWS,
      fill: "repeat",
    }));
    return windows.map(({ levelDbfs }) => levelDbfs);
  };
  for (const offset of [0.1, -0.5, 0]) {
    const constant = await levels(new Float32Array(20_000).fill(offset));
    assert.ok(constant.every((level) => level < -150), `${offset}: ${constant}`);
    const faint = await levels(
      Float32Array.from({ length: 20_000 }, (_, n) => offset + 1e-3 * Math.sin(0.1 * Math.PI * n)),
    );
    assert.ok(faint.every((level) => Math.abs(level + 63.01) < 0.01), `${offset}: ${faint}`);
  }
});
