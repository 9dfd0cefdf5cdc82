import { createClassifier, DecodeError, embeddedModels, ModelError } from "@babycry/babycry";
import type { CryManifest } from "@babycry/babycry/models";
import type { ClassifierJson } from "@babycry/babycry/heads";
import { createRandom } from "@babycry/babycry/augment";
import { decode, toMono } from "@babycry/babycry/decode";
import { mfcc } from "@babycry/babycry/features";
import { resample } from "@babycry/babycry/resample";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { runInNewContext } from "node:vm";
import { requires } from "../_requires.ts";
import { sharedFile } from "../_shared.ts";
import { wav } from "../decode/_write.ts";

const RATE = 16_000;
const classifier = await createClassifier();
const quietNoise = (seconds: number, seed = 1) => {
  const random = createRandom(seed);
  return Float32Array.from({ length: seconds * RATE }, () => 0.001 * random.normal());
};
test("silence and noise are no cry", async () => {
  for (const samples of [new Float32Array(4 * RATE), quietNoise(4)]) {
    const { cry, audio } = await classifier.predict({ samples, sampleRateHz: RATE });
    assert.equal(cry.label, "no_cry");
    assert.deepEqual(cry.segments, []);
    assert.equal(audio.durationSeconds, 4);
  }
  const silent = await classifier.predict({ samples: new Float32Array(RATE), sampleRateHz: RATE });
  assert.equal(silent.cry.probability, 0);
});

test("every form of input gives the same prediction", async () => {
  const bytes = wav(quietNoise(3), RATE);
  const stream = () =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 1000) {
          controller.enqueue(bytes.subarray(at, at + 1000));
        }
        controller.close();
      },
    });
  const buffer = bytes.slice().buffer;
  const url = `data:audio/wav;base64,${
    btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""))
  }`;
  const inputs = [bytes, buffer, new Blob([buffer]), stream(), url, new URL(url)];
  const predictions = await classifier.predict(inputs);
  assert.equal(predictions.length, inputs.length);
  for (const prediction of predictions) assert.deepEqual(prediction, predictions[0]);
  assert.equal(predictions[0]?.audio.format, "wav/pcm_s16le");
});

test("channels are averaged without gain", async () => {
  const samples = quietNoise(2);
  const mono = await classifier.predict({ samples, sampleRateHz: RATE });
  const stereo = await classifier.predict({
    samples: [samples.map((x) => 2 * x), new Float32Array(samples.length)],
    sampleRateHz: RATE,
  });
  assert.deepEqual(stereo, mono);
});

test("input that is not audio is an error", async () => {
  const reject = (input: unknown, error: unknown) =>
    assert.rejects(classifier.predict(input as Uint8Array), error as Error);
  const samples = quietNoise(1);
  await reject(samples, TypeError);
  await reject({ samples }, TypeError);
  await reject({ samples: new Int16Array(RATE), sampleRateHz: RATE }, TypeError);
  await reject(
    { samples: [new Int16Array(RATE), new Int16Array(RATE)], sampleRateHz: RATE },
    TypeError,
  );
  await reject(new Int16Array(RATE), TypeError);
  await reject([1, 2, 3], TypeError);
  await reject(null, TypeError);
  await reject({ samples, sampleRateHz: 0 }, RangeError);
  await reject({ samples, sampleRateHz: NaN }, RangeError);
  await reject({ samples, sampleRateHz: 1e6 }, RangeError);
  await reject({ samples: [], sampleRateHz: RATE }, RangeError);
  await reject({ samples, sampleRateHz: samples.length / 1e6 }, RangeError);
  await reject({ samples: new Float32Array(90_000), sampleRateHz: 1 }, RangeError);
  await reject({ samples: new Float32Array(), sampleRateHz: RATE }, RangeError);
  await reject({ samples: new Float32Array(160), sampleRateHz: RATE }, RangeError);
  for (const value of [NaN, Infinity]) {
    const broken = samples.slice();
    broken[500] = value;
    await reject({ samples: broken, sampleRateHz: RATE }, RangeError);
  }
  for (const url of ["http://exa%mple", "ftp://example.org/a.wav"]) {
    await reject(url, { name: "TypeError", message: new RegExp(url) });
  }
  await reject("http://127.0.0.1:1/a.wav", { name: "InputError", code: "network" });
  await reject("no such file.wav", { name: "InputError", code: "not_found" });
  await reject(new Uint8Array(), DecodeError);
  await reject(new TextEncoder().encode("just a text, no audio"), DecodeError);
});

test("rates from 4 to 768 kHz are accepted, others refused", async () => {
  for (const sampleRateHz of [1, 3999.9, 768_001]) {
    const samples = new Float32Array(3 * Math.ceil(sampleRateHz));
    await assert.rejects(classifier.predict({ samples, sampleRateHz }), {
      name: "RangeError",
      message: new RegExp(`expected sampleRateHz to be 4000 to 768000, received ${sampleRateHz}`),
    });
  }
  for (const sampleRateHz of [4000, 8000, 11_025, 44_101, 96_000, 768_000]) {
    const random = createRandom(sampleRateHz);
    const length = Math.max(1, Math.round(1.5 * sampleRateHz));
    const samples = Float32Array.from({ length }, () => 0.1 * random.normal());
    const { cry } = await classifier.predict({ samples, sampleRateHz });
    assert.ok(cry.probability >= 0 && cry.probability <= 1, `${sampleRateHz}`);
  }
});

test("a signal stops the work, and long work reports progress", async () => {
  const input = { samples: quietNoise(60), sampleRateHz: RATE };
  await assert.rejects(
    classifier.predict(input, { signal: AbortSignal.abort(new RangeError("enough")) }),
    { message: "enough" },
  );
  const controller = new AbortController();
  const seen: number[] = [];
  const stopped = classifier.predict(input, {
    signal: controller.signal,
    onProgress({ done, total }) {
      assert.equal(total, 60);
      seen.push(done);
      if (done === 3) controller.abort();
    },
  });
  await assert.rejects(stopped, { name: "AbortError" });
  assert.deepEqual(seen, [1, 2, 3]);
});

test("models are given by name or as manifests", async () => {
  await assert.rejects(createClassifier({ model: "nothing" }), RangeError);
  const mine = { ...embeddedModels[0], id: "mine", threshold: 0 };
  const { cry } = await (await createClassifier({ model: mine })).predict({
    samples: quietNoise(2),
    sampleRateHz: RATE,
  });
  assert.equal(cry.label, "cry");
  const [member] = mine.members;
  const strange = { ...member!.head, n_features: 3 } as ClassifierJson;
  for (const members of [[{ ...member!, head: strange }], [], undefined]) {
    const model = { ...mine, members } as CryManifest;
    await assert.rejects(createClassifier({ model }), ModelError);
  }
});

const CRY = "data/audio/donateacry/0D1AD73E-4C5E-45F3-85C4-9A3CB71E8856-1430742197-1.0-m-04-hu.caf";
const recording = sharedFile(CRY);
const needs = () => requires("shared data", CRY);

test("a real cry is detected, from a path and a file URL", needs(), async () => {
  for (const input of [recording!, pathToFileURL(recording!)]) {
    const { cry } = await classifier.predict(input);
    assert.equal(cry.label, "cry");
    assert.ok(cry.segments.length > 0 && cry.probability >= cry.threshold);
  }
});

test("half a minute of crying in ten minutes is located", needs(), async () => {
  const decoded = toMono(await decode(await readFile(recording!)));
  const sampleRateHz = decoded.sampleRateHz;
  const random = createRandom("long");
  const samples = Float32Array.from(
    { length: 600 * sampleRateHz },
    () => 0.0005 * random.normal(),
  );
  for (let second = 240; second < 268; second += 7) {
    samples.set(decoded.samples.subarray(0, 7 * sampleRateHz), second * sampleRateHz);
  }
  const { cry } = await classifier.predict({ samples, sampleRateHz });
  assert.equal(cry.label, "cry");
  for (const { startSeconds, endSeconds } of cry.segments) {
    assert.ok(startSeconds >= 238 && endSeconds <= 271, `${startSeconds} to ${endSeconds}`);
  }
  const crying = cry.segments.reduce((sum, s) => sum + s.endSeconds - s.startSeconds, 0);
  assert.ok(crying > 14, `${crying} s`);
});

test("fractional rates from 4 to 768 kHz are accepted", async () => {
  for (const sampleRateHz of [4000.4, 48_000 / 1.001, 244_800 / 11, 20_000 * Math.PI]) {
    const samples = new Float32Array(Math.ceil(2 * sampleRateHz));
    const { cry } = await classifier.predict({ samples, sampleRateHz });
    assert.equal(cry.probability, 0);
  }
});

test("objects of another realm are accepted", async () => {
  const foreign = (code: string) => runInNewContext(code) as unknown;
  const samples = foreign(`new Float32Array(${2 * RATE})`) as Float32Array;
  assert.ok(!(samples instanceof Float32Array));
  const expected = await classifier.predict({
    samples: new Float32Array(2 * RATE),
    sampleRateHz: RATE,
  });
  assert.deepEqual(await classifier.predict({ samples, sampleRateHz: RATE }), expected);
  const stereo = { samples: [samples, samples], sampleRateHz: RATE };
  assert.deepEqual(await classifier.predict(stereo), expected);
  async function* microphone() {
    yield samples;
  }
  for await (const { crying } of classifier.stream(microphone(), { sampleRateHz: RATE })) {
    assert.equal(crying, false);
  }

  const file = wav(quietNoise(2), RATE);
  const buffer = foreign(`new ArrayBuffer(${file.length})`) as ArrayBuffer;
  const bytes = foreign("(buffer) => new Uint8Array(buffer)") as (of: ArrayBuffer) => Uint8Array;
  bytes(buffer).set(file);
  const answer = await classifier.predict(file);
  assert.deepEqual(await classifier.predict([buffer, bytes(buffer)]), [answer, answer]);
  assert.equal(resample(samples, { fromHz: 48_000, toHz: 24_000 }).length, RATE);
  assert.equal(
    mfcc(samples, { sampleRateHz: RATE, nFft: 512, hopSamples: 256, nMels: 40, nMfcc: 13 }).bins,
    13,
  );
});

test("samples out of range are refused with their index", async () => {
  const of = (value: number) => {
    const samples = new Float32Array(2 * RATE);
    samples[7] = value;
    return { samples, sampleRateHz: RATE };
  };
  for (const value of [1e30, -1e30, NaN, Infinity]) {
    await assert.rejects(classifier.predict(of(value)), {
      name: "RangeError",
      message: "Reading samples: expected finite values with full scale at -1 to 1, received " +
        `${Math.fround(value)} at index 7`,
    });
  }
  // Integer PCM that was not scaled to full scale at 1 is accepted.
  assert.equal((await classifier.predict(of(2 ** 31))).cry?.label, "no_cry");
  async function* microphone() {
    yield new Float32Array(5);
    yield of(1e30).samples;
  }
  await assert.rejects(
    (async () => {
      for await (const _ of classifier.stream(microphone(), { sampleRateHz: RATE }));
    })(),
    { name: "RangeError", message: /received 1\S+ at index 12$/ },
  );
});

test("errors for other objects that hold a recording state what to pass instead", async () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [new Request("https://example.com"), /received a Request; it has no body$/],
    [new Float32Array(9), /received a Float32Array; pass \{ samples, sampleRateHz \}$/],
    [Promise.resolve(), /received a Promise; await it first$/],
    [new Int16Array(9), /received an Int16Array$/],
    [{}, /received an object$/],
    [null, /received null$/],
    [5, /received 5$/],
  ];
  for (const [input, message] of cases) {
    await assert.rejects(classifier.predict(input as Uint8Array), { name: "TypeError", message });
  }
});

test("a signal stops a batch of short recordings, and timers run meanwhile", async () => {
  const recording = { samples: new Float32Array(16_000), sampleRateHz: 16_000 };
  const controller = new AbortController();
  setTimeout(() => controller.abort(new RangeError("enough")), 1);
  let done = 0;
  const work = { signal: controller.signal, onProgress: () => void done++ };
  const batch = Array.from({ length: 100_000 }, () => recording);
  await assert.rejects(classifier.predict(batch, work), /enough/);
  assert.ok(done < batch.length);
});

test("an AudioBuffer is classified as its samples", async () => {
  const samples = Float32Array.from({ length: 32_000 }, (_, i) => Math.sin(i * i / 9e4) / 2);
  const buffer = {
    [Symbol.toStringTag]: "AudioBuffer",
    numberOfChannels: 2,
    sampleRate: 16_000,
    getChannelData: () => samples,
  };
  assert.deepEqual(
    await classifier.predict(buffer),
    await classifier.predict({ samples, sampleRateHz: 16_000 }),
  );
});
