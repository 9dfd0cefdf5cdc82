import { type EncodedWindow, type Encoder, encodeWindows } from "@babycry/babycry/encoders";
import { createRandom } from "@babycry/babycry/augment";
import assert from "node:assert/strict";
import { test } from "node:test";

const WINDOWS = { windowSeconds: 2, hopSeconds: 1, minPartialSeconds: 0.5, fill: "zero" } as const;

/** Keeps the sizes of its batches; a vector is the window's sum. */
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

test("batches change nothing but how many windows go at once", async () => {
  const random = createRandom(5);
  const samples = Float32Array.from({ length: 4000 * 5.6 }, () => random.normal());
  const waveform = { samples, sampleRateHz: 4000 };
  const one: number[] = [];
  const wanted = await all(encodeWindows(waveform, [summing(4000, one)], WINDOWS));
  assert.deepEqual(one, [1, 1, 1, 1, 1, 1]);
  assert.equal(wanted.at(-1)!.endSeconds, 5.6);
  assert.equal(wanted.at(-1)!.startSample, 20_000);
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
      wanted,
    );
    assert.equal(batches.reduce((a, b) => a + b), 6);
    assert.equal(Math.max(...batches), Math.min(batchWindows, 6));
    assert.deepEqual(progress, [1, 2, 3, 4, 5, 6].map((done) => done / 6));
  }
});

test("encoders of one rate share windows, those of two are refused", async () => {
  const waveform = { samples: new Float32Array(8000).fill(0.5), sampleRateHz: 4000 };
  const [window] = await all(encodeWindows(waveform, [summing(4000), summing(4000)], WINDOWS));
  assert.deepEqual(window!.vectors, [Float32Array.of(4000), Float32Array.of(4000)]);
  for (const encoders of [[], [summing(4000), summing(8000)]]) {
    await assert.rejects(all(encodeWindows(waveform, encoders, WINDOWS)), RangeError);
  }
});

test("work that was called off stops between batches", async () => {
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
