import assert from "node:assert/strict";
import { test } from "node:test";
import { ModelError } from "@babycry/babycry";
import {
  createYamnet,
  createYamnetEncoder,
  encodeWindows,
  type Progress,
  type YamnetPatch,
} from "@babycry/babycry/encoders";
import { resample } from "@babycry/babycry/resample";
import { YAMNET } from "../../../src/encoder/yamnet/architecture.ts";
import { noise } from "../../features/_reference.ts";
import { tfliteFile } from "./_tflite_file.ts";

/** File of the published size. */
const { bytes } = tfliteFile({ weights: "int8" }, YAMNET);
const yamnet = createYamnet(bytes);
const RATE_HZ = 16_000;

function waveform(seconds: number, sampleRateHz = RATE_HZ, seed = 1) {
  const samples = noise(Math.round(seconds * sampleRateHz), seed).map((v) => 0.1 * v);
  return { samples, sampleRateHz };
}

async function collect(patches: AsyncIterable<YamnetPatch>): Promise<YamnetPatch[]> {
  const all: YamnetPatch[] = [];
  for await (const patch of patches) all.push(patch);
  return all;
}

async function* cut(samples: Float32Array, length: number): AsyncGenerator<Float32Array> {
  for (let start = 0; start < samples.length; start += length) {
    await Promise.resolve();
    yield samples.subarray(start, start + length);
  }
}

test("a recording has a patch every 0.48 s, with 521 probabilities and 1024 values", async () => {
  assert.deepEqual([yamnet.classCount, yamnet.embeddingSize], [521, 1024]);
  const progress: Progress[] = [];
  const onProgress = (step: Progress) => void progress.push(step);
  const patches = await collect(yamnet.patches(waveform(2.5), { onProgress }));
  assert.deepEqual(patches.map(({ startSeconds }) => startSeconds), [0, 0.48, 0.96, 1.44]);
  assert.deepEqual(progress, [1, 2, 3, 4].map((done) => ({ done, total: 4 })));
  for (const { startSeconds, endSeconds, scores, embedding } of patches) {
    assert.equal(endSeconds, startSeconds + 0.975);
    assert.deepEqual([scores.length, embedding.length], [521, 1024]);
    assert.ok(scores.every((score) => score >= 0 && score <= 1));
    assert.ok(embedding.every(Number.isFinite));
  }
  assert.notDeepEqual(patches[0]!.scores, patches[1]!.scores);
});

test("a short recording is one patch, filled up with zeros", async () => {
  const short = waveform(0.3);
  const samples = new Float32Array(15_600);
  samples.set(short.samples);
  const patches = await collect(yamnet.patches(short));
  assert.equal(patches.length, 1);
  assert.deepEqual(patches, await collect(yamnet.patches({ samples, sampleRateHz: RATE_HZ })));
});

test("a stream has the patches of the whole, at any rate and in pieces of any length", async () => {
  for (const sampleRateHz of [RATE_HZ, 44_100]) {
    const { samples } = waveform(2, sampleRateHz);
    const whole = await collect(yamnet.patches({ samples, sampleRateHz }));
    for (const length of [999, 50_000]) {
      const stream = yamnet.stream(cut(samples, length), { sampleRateHz });
      assert.deepEqual(await collect(stream), whole);
    }
    const resampled = resample(samples, { fromHz: sampleRateHz, toHz: RATE_HZ });
    const same = await collect(yamnet.patches({ samples: resampled, sampleRateHz: RATE_HZ }));
    assert.deepEqual(same, whole);
  }
});

test("recordings that are classified at the same time do not disturb each other", async () => {
  const both = [waveform(2, RATE_HZ, 2), waveform(2, RATE_HZ, 3)];
  const alone = [await collect(yamnet.patches(both[0]!)), await collect(yamnet.patches(both[1]!))];
  const together = await Promise.all(both.map((one) => collect(yamnet.patches(one))));
  assert.deepEqual(together, alone);
});

test("what is no recording is refused", () => {
  const samples = waveform(1).samples;
  const patches = (samples: Float32Array, sampleRateHz = RATE_HZ) => () =>
    yamnet.patches({ samples, sampleRateHz });
  assert.throws(patches(new Float32Array(0)), RangeError);
  assert.throws(patches(samples, 0), RangeError);
  assert.throws(patches([0] as never), TypeError);
  samples[5000] = NaN;
  assert.throws(patches(samples), RangeError);
});

test("a stream with a NaN or without samples is refused", async () => {
  const { samples } = waveform(2);
  samples[30_000] = Infinity;
  const stream = (samples: Float32Array) =>
    collect(yamnet.stream(cut(samples, 4000), { sampleRateHz: RATE_HZ }));
  await assert.rejects(stream(samples), RangeError);
  await assert.rejects(stream(new Float32Array(0)), RangeError);
});

test("other work gets its turn, and a signal stops the work", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  let done = 0;
  const timer = setTimeout(() => controller.abort(reason));
  const options = { signal: controller.signal, onProgress: () => void done++ };
  await assert.rejects(collect(yamnet.patches(waveform(60), options)), reason);
  clearTimeout(timer);
  assert.ok(done > 0 && done < 124, `${done} patches`);
  await assert.rejects(collect(yamnet.patches(waveform(1), options)), reason);
});

test("the network takes less than 2 MB beyond its weights, and none when it is disposed", async () => {
  const { channels, blocks, classes } = YAMNET;
  let weightBytes = 9 * channels;
  let inputs = channels;
  for (const { outputs } of blocks) {
    weightBytes += (9 + outputs) * inputs;
    inputs = outputs;
  }
  weightBytes += classes * inputs;
  const own = createYamnet(bytes);
  assert.ok(own.memoryBytes > weightBytes);
  assert.ok(own.memoryBytes < weightBytes + 2e6, `${own.memoryBytes - weightBytes} bytes`);
  const patches = own.patches(waveform(2));
  await patches.next();
  own.dispose();
  assert.equal(own.memoryBytes, 0);
  await assert.rejects(patches.next(), TypeError);
});

test("the encoder gives the mean embedding of the patches of each window", async () => {
  const encoder = createYamnetEncoder({ source: { read: () => Promise.resolve(bytes) } });
  assert.deepEqual([encoder.id, encoder.sampleRateHz, encoder.size], ["yamnet", RATE_HZ, 1024]);
  const recording = waveform(1.935);
  const windows = [recording.samples.subarray(0, 15_600), recording.samples];
  const vectors = await encoder.encode(windows);
  const patches = await collect(yamnet.patches(recording));
  assert.equal(patches.length, 3);
  const [a, b, c] = patches.map(({ embedding }) => embedding);
  assert.deepEqual(vectors, [a, a!.map((value, i) => (value + b![i]! + c![i]!) / 3)]);
  const cuts = { windowSeconds: 0.975, hopSeconds: 0.48, minPartialSeconds: 0.975 };
  const encoded: Float32Array[] = [];
  for await (const window of encodeWindows(recording, [encoder], { ...cuts, fill: "zero" })) {
    encoded.push(window.vectors[0]!);
  }
  assert.deepEqual(encoded, [a, b, c]);
  await assert.rejects(encoder.encode([new Float32Array(0)]), RangeError);
  await assert.rejects(encoder.encode([new Float32Array(15_600).fill(NaN)]), RangeError);
});

test("the encoder reads its file when it is needed, and again after an error or dispose", async () => {
  const read: string[][] = [];
  let answer: Uint8Array = new TextEncoder().encode("<html>");
  const source = {
    read: (id: string, file: string) => {
      read.push([id, file]);
      return Promise.resolve(answer);
    },
  };
  const encoder = createYamnetEncoder({ source });
  await encoder.dispose();
  assert.equal(read.length, 0);
  const window = new Float32Array(15_600);
  await assert.rejects(encoder.encode([window]), ModelError);
  answer = bytes;
  const [first] = await encoder.encode([window]);
  await encoder.encode([window]);
  assert.deepEqual(read, [["yamnet", "yamnet.tflite"], ["yamnet", "yamnet.tflite"]]);
  await encoder.dispose();
  assert.deepEqual(await encoder.encode([window]), [first]);
  assert.equal(read.length, 3);
});
