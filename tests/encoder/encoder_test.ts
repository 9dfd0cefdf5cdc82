import { ModelError } from "@babycry/babycry";
import {
  createEncoder,
  encoderInput,
  type EncoderManifest,
  webSessions,
} from "@babycry/babycry/encoders";
import { publishedEncoders } from "@babycry/babycry/models";
import { astFeatures, clapFeatures, wav2vec2Features } from "@babycry/babycry/features";
import { createRandom } from "@babycry/babycry/augment";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { requires } from "../_requires.ts";
import { sharedFile } from "../_shared.ts";
import { fakeSessions, fakeSource, type Log, SIZE, tiny } from "./_tiny.ts";

const NAMES = ["clap", "ast", "wav2vec2"] as const;
const newLog = (): Log => ({ runs: [], sessions: 0, disposed: 0 });
function noise(n: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: n }, () => 0.1 * random.normal());
}

test("the constants of published manifests reproduce the published front ends", () => {
  const frontEnds = {
    ast: (window: Float32Array) => astFeatures(window).data,
    clap: (window: Float32Array) => clapFeatures(window).data,
    wav2vec2: wav2vec2Features,
  };
  for (const name of NAMES) {
    const manifest = publishedEncoders[name];
    const windows = [1, 2].map((seed) => noise(2 * manifest.sample_rate_hz, seed));
    const { data, shape } = encoderInput(manifest, windows);
    const size = data.length / 2;
    windows.forEach((window, i) =>
      assert.deepEqual(data.slice(i * size, (i + 1) * size), frontEnds[name](window))
    );
    assert.equal(shape.length, manifest.inputs[0]!.shape.length);
    manifest.inputs[0]!.shape.forEach((n, i) => {
      if (typeof n === "number") assert.equal(shape[i], n);
    });
  }
});

test("constants are read from the manifest", () => {
  const window = noise(32_000, 1);
  const changed = (name: keyof typeof publishedEncoders, constants: object): EncoderManifest => ({
    ...publishedEncoders[name],
    preprocessor: { ...publishedEncoders[name].preprocessor, ...constants },
  });
  const ast = encoderInput(publishedEncoders.ast, [window]);
  const shifted = encoderInput(changed("ast", { mean: -4.2677393 + 2 * 4.5689974 }), [window]);
  ast.data.forEach((x, i) => assert.ok(Math.abs(x - 1 - shifted.data[i]!) < 1e-5));
  assert.deepEqual(encoderInput(changed("ast", { max_length: 200 }), [window]).shape, [
    1,
    200,
    128,
  ]);
  assert.deepEqual(encoderInput(changed("clap", { hop_length: 960 }), [window]).shape, [
    1,
    1,
    501,
    64,
  ]);
  const invalid = [
    changed("ast", { mean: undefined }),
    changed("ast", { std: "4.5" }),
    changed("ast", { sampling_rate: 8000 }),
    changed("clap", { padding: "pad" }),
    changed("clap", { truncation: "fusion" }),
    changed("wav2vec2", { do_normalize: false }),
    { ...publishedEncoders.ast, input_kind: "toString" },
  ];
  for (const manifest of invalid) {
    assert.throws(() => encoderInput(manifest, [window]), ModelError);
  }
});

test("an encoder that is not published runs from its manifest", async () => {
  const manifest: EncoderManifest = {
    id: "custom",
    file: "custom.onnx",
    external_data: "custom.onnx.data",
    input_kind: "waveform",
    sample_rate_hz: 8000,
    preprocessor: { sampling_rate: 8000, do_normalize: false },
    inputs: [{ name: "audio", dtype: "float", shape: ["batch", "samples"] }],
    outputs: [{ name: "hidden", dtype: "float", shape: ["batch", "frames", 2] }],
    embedding: { output: "hidden", pooling: "mean_over_frames", size: 2 },
  };
  const read: string[] = [];
  const source = {
    read(_: string, file: string) {
      read.push(file);
      return Promise.resolve(new TextEncoder().encode(file));
    },
  };
  const encoder = createEncoder(manifest, {
    source,
    sessions(bytes, external) {
      assert.equal(new TextDecoder().decode(bytes), "custom.onnx");
      assert.deepEqual(external!.map(({ path }) => path), ["custom.onnx.data"]);
      return Promise.resolve({
        run({ audio }) {
          const { data, shape } = audio!;
          assert.deepEqual(shape, [1, 3]);
          return Promise.resolve({
            hidden: { data: Float32Array.of(...data, 9), shape: [1, 2, 2] },
          });
        },
        dispose: () => Promise.resolve(),
      });
    },
  });
  const [vector] = await encoder.encode([Float32Array.of(1, 2, 3)]);
  assert.deepEqual(vector, Float32Array.of(2, 5.5));
  assert.deepEqual(read, ["custom.onnx", "custom.onnx.data"]);
  const normalized = { ...manifest, preprocessor: { sampling_rate: 8000, do_normalize: true } };
  assert.throws(
    () => encoderInput(normalized, [new Float32Array(9)]),
    /do_normalize: expected false, received true/,
  );
});

test("silence is a valid input; empty and unequal windows are rejected", () => {
  for (const name of NAMES) {
    const manifest = publishedEncoders[name];
    const silence = new Float32Array(2 * manifest.sample_rate_hz);
    assert.ok(encoderInput(manifest, [silence]).data.every(Number.isFinite));
    for (const windows of [[], [new Float32Array(0)], [silence, silence.subarray(1)]]) {
      assert.throws(() => encoderInput(manifest, windows), RangeError);
    }
  }
  assert.ok(encoderInput(tiny("wav2vec2"), [new Float32Array(32_000)]).data.every((x) => x === 0));
});

test("a network is loaded once, on first use, and again after dispose", async () => {
  const read: string[] = [];
  const log = newLog();
  const encoder = createEncoder(tiny("wav2vec2"), {
    source: fakeSource(read),
    sessions: fakeSessions(log),
  });
  assert.deepEqual(read, []);
  const windows = [noise(32_000, 1), noise(32_000, 2)];
  const [[a], both] = await Promise.all([
    encoder.encode(windows.slice(0, 1)),
    encoder.encode(windows),
  ]);
  assert.deepEqual(both[0], a);
  assert.equal(a!.length, SIZE);
  // The mean over frames; the window has mean 0.
  a!.forEach((x, i) => assert.ok(Math.abs(x - i) < 1e-6));
  assert.deepEqual(read, ["wav2vec2/wav2vec2.onnx"]);
  assert.deepEqual(log, { runs: [[1, 32_000], [2, 32_000]], sessions: 1, disposed: 0 });
  await encoder.dispose();
  await encoder.dispose();
  assert.equal(log.disposed, 1);
  await encoder.encode(windows);
  assert.equal(log.sessions, 2);
});

test("l2_normalize scales vectors to length 1", async () => {
  const windows = [noise(96_000, 1)];
  const options = { source: fakeSource(), sessions: fakeSessions(newLog()) };
  const [plain] = await createEncoder(tiny("clap"), options).encode(windows);
  const [unit] = await createEncoder({ ...tiny("clap"), l2_normalize: true }, options)
    .encode(windows);
  const length = Math.hypot(...plain!);
  assert.ok(Math.abs(Math.hypot(...unit!) - 1) < 1e-6);
  plain!.forEach((x, i) => assert.ok(Math.abs(x / length - unit![i]!) < 1e-6));
});

test("a graph that does not match its manifest is rejected and disposed", async () => {
  const window = [noise(32_000, 1)];
  const { inputs, outputs } = tiny("ast");
  const wrong = [
    { inputs: [{ ...inputs[0]!, name: "audio" }] },
    { inputs: [{ ...inputs[0]!, shape: ["batch_size", 1024] }] },
    { inputs: [{ ...inputs[0]!, shape: ["batch_size", 998, 128] }] },
    { inputs: [...inputs, { ...inputs[0]!, name: "attention_mask" }] },
    { outputs: outputs.slice(0, 1) },
    {
      outputs: outputs.map((output) => ({ ...output, shape: [...output.shape.slice(0, -1), 768] })),
    },
  ];
  for (const change of wrong) {
    const log = newLog();
    const encoder = createEncoder(tiny("ast"), {
      source: fakeSource(),
      sessions: fakeSessions(log, change),
    });
    await assert.rejects(encoder.encode(window), (error: ModelError) => {
      assert.ok(error instanceof ModelError);
      assert.equal(error.modelId, "ast");
      return /ast: expected .*, received /.test(error.message);
    });
    assert.equal(log.disposed, 1);
  }
});

test("an output of another shape, or with NaN, is an error", async () => {
  const outputs = [
    { data: new Float32Array(SIZE), shape: [SIZE] },
    { data: new Float32Array(SIZE + 1), shape: [1, SIZE + 1] },
    { data: new Float32Array(SIZE).fill(NaN), shape: [1, SIZE] },
  ];
  for (const output of outputs) {
    const run = () => Promise.resolve({ pooler_output: output });
    const encoder = createEncoder(tiny("ast"), {
      source: fakeSource(),
      sessions: fakeSessions(newLog(), { run }),
    });
    await assert.rejects(encoder.encode([noise(32_000, 1)]), ModelError);
  }
});

const TINY = "oracle/models/models/ast-tiny.onnx";
const globalWorker = () => Object.getOwnPropertyDescriptor(globalThis, "Worker");
const ownWorker = globalWorker();
const model = sharedFile(TINY);
const needs = () => requires("shared data", TINY);

test("a file that is not an ONNX model is an error that names its content", needs(), async () => {
  const manifest: EncoderManifest = JSON.parse(
    readFileSync(model!.replace(/onnx$/, "json"), "utf8"),
  );
  const { bytes: _, ...anyLength } = manifest;
  const good = new Uint8Array(readFileSync(model!));
  const text = (value: string) => new TextEncoder().encode(value);
  const rejects = (manifest: EncoderManifest, bytes: Uint8Array, message: RegExp) =>
    assert.rejects(
      createEncoder(manifest, { source: { read: () => Promise.resolve(bytes) } })
        .encode([new Float32Array(32_000)]),
      (error: Error) => error instanceof ModelError && message.test(error.message),
    );
  await rejects(manifest, new Uint8Array(), /no bytes/);
  await rejects(manifest, text("\n<!DOCTYPE html><html>"), /a web page/);
  await rejects(manifest, text("version https://git-lfs.github.com/spec/v1\n"), /Git LFS/);
  await rejects(
    manifest,
    good.subarray(0, 100_000),
    /expected an ONNX model of 297634 bytes, received 100000 bytes/,
  );
  await rejects(anyLength, good.subarray(0, 100_000), /expected an ONNX model/);
  await rejects(anyLength, new Uint8Array(5000).fill(7), /expected an ONNX model/);
  // The last 10 bytes name the operator set and its version, 14.
  const future = good.slice();
  assert.equal(future.at(-1), 14);
  future[future.length - 1] = 120;
  await rejects(manifest, future, /opset/i);
  await rejects(
    { ...manifest, inputs: [{ ...manifest.inputs[0]!, name: "audio" }] },
    good,
    /the input audio .*, received input_values \[batch_size, 1024, 128\]/,
  );
  await rejects(
    { ...manifest, embedding: { ...manifest.embedding, pooling: "max" } },
    good,
    /pooling to be none or mean_over_frames, received max/,
  );
});

test("an error of a run names the encoder and the shape of its input", needs(), async () => {
  const path = model!.replace("ast-tiny", "wav2vec2-tiny");
  const manifest: EncoderManifest = JSON.parse(readFileSync(path.replace(/onnx$/, "json"), "utf8"));
  const source = { read: () => Promise.resolve(new Uint8Array(readFileSync(path))) };
  const encoder = createEncoder(manifest, { source });
  // 10 ms: fewer samples than the first convolutions need.
  await assert.rejects(
    encoder.encode([new Float32Array(160)]),
    (error: Error) =>
      error instanceof ModelError && /wav2vec2-tiny.*\[1, 160\]/.test(error.message),
  );
  const [silence] = await encoder.encode([new Float32Array(32_000)]);
  assert.ok(silence!.every(Number.isFinite));
  await encoder.dispose();
});

test("a session returns the requested outputs", needs(), async () => {
  const session = await webSessions(new Uint8Array(readFileSync(model!)));
  const feeds = { input_values: { data: new Float32Array(1024 * 128), shape: [1, 1024, 128] } };
  assert.deepEqual(Object.keys(await session.run(feeds)), ["last_hidden_state", "pooler_output"]);
  const { pooler_output: output, ...others } = await session.run(feeds, ["pooler_output"]);
  assert.deepEqual(output!.shape, [1, 32]);
  assert.deepEqual(others, {});
  await session.dispose();
});

test("a session leaves the host's Worker as it is", needs(), async () => {
  await (await webSessions(new Uint8Array(readFileSync(model!)))).dispose();
  assert.deepEqual(globalWorker(), ownWorker);
});
