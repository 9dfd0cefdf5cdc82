/** Tests of the cases and the encoders in a Worker, under the condition `workerd`. Run by Node. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import process from "node:process";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { Miniflare } from "npm:miniflare@4.20260426.0";
import { createClassifier } from "@babycry/babycry";
import type { ValenceManifest } from "@babycry/babycry/models";
import { syntheticCry } from "../../src/cli/commands/_synthetic_cry.ts";
import { requires } from "../_requires.ts";
import { sharedFile } from "../_shared.ts";
import { AAC_M4A, OPUS_WEBM } from "../decode/_encoded.ts";
import { AMR, MP3, OPUS, VORBIS } from "../decode/_tones.ts";
import { be, bytesOf, mp4File, wav } from "../decode/_write.ts";
import { reportsOf } from "../golden/_tiny_pack.ts";
import type { Outputs } from "../golden/op.ts";
import { exitStatus, formatTable } from "../golden/report.ts";
import { cases } from "./cases.ts";

/** Reads the modules of a Worker that `tests/runner/bundle.ts` wrote, its entry first. */
async function modulesOf(name: string) {
  const folder = new URL(`../../npm/tests/${name}/`, import.meta.url);
  const paths = (await readdir(folder)).sort((a, b) =>
    Number(b === "worker.js") - Number(a === "worker.js")
  );
  return await Promise.all(paths.map(async (path) => ({
    type: path.endsWith(".wasm") ? "CompiledWasm" as const : "ESModule" as const,
    path,
    contents: await readFile(new URL(path, folder)),
  })));
}

const compatibilityDate = "2026-04-01";
const modules = await modulesOf("worker");
const miniflare = new Miniflare({ modules, compatibilityDate, r2Buckets: ["BUCKET"] });
after(() => miniflare.dispose());

for (const name of Object.keys(cases)) {
  test(name, async () => {
    const response = await miniflare.dispatchFetch(`http://worker/${encodeURIComponent(name)}`);
    assert.equal(await response.text(), "passed");
  });
}

const example = new Miniflare({ modules: await modulesOf("classify_worker"), compatibilityDate });
after(() => example.dispose());

test("the application of the server answers in a Worker, without jobs", async () => {
  const server = new Miniflare({ modules: await modulesOf("server_worker"), compatibilityDate });
  const ask = async (
    path: string,
    init?: { method: string; body: ArrayBuffer; headers: Record<string, string> },
  ) => {
    const response = await server.dispatchFetch(`http://worker${path}`, init);
    const text = await response.text();
    return { status: response.status, text, json: JSON.parse(text) };
  };
  const { samples, sampleRateHz } = syntheticCry();
  const clip = wav(samples, sampleRateHz);
  const raw = { method: "POST", body: clip.buffer, headers: { "content-type": "audio/wav" } };
  const data = new FormData();
  data.append("file", new Blob([clip]), "clip.wav");
  const form = new Response(data);
  const headers = Object.fromEntries(form.headers);
  try {
    assert.deepEqual((await ask("/health")).json, { status: "ok" });
    const original = await ask("/predict", {
      method: "POST",
      body: await form.arrayBuffer(),
      headers,
    });
    assert.equal(original.status, 200, original.text);
    assert.ok(original.json.top_k.length > 0, original.text);
    const own = await ask("/v1/classify", raw);
    assert.equal(own.json.results?.[0].cry.label, "cry", own.text);
    const jobs = await ask("/v1/jobs", raw);
    assert.deepEqual([jobs.status, jobs.json.code], [501, "no_jobs"]);
  } finally {
    await server.dispose();
  }
});

/** Bucket or namespace of a Worker. */
type Store = { put(key: string, value: string | Uint8Array): Promise<unknown> };

/** Posts a recording to the example Worker. */
async function post(body: Uint8Array | FormData) {
  const encoded = new Response(body as BodyInit);
  const response = await example.dispatchFetch("http://worker/", {
    method: "POST",
    body: await encoded.arrayBuffer(),
    headers: Object.fromEntries(encoded.headers),
  });
  return { status: response.status, json: await response.json() as Record<string, unknown> };
}

test("the example Worker predicts the same as the package, from a body and from a form", async () => {
  const { samples, sampleRateHz } = syntheticCry();
  const recording = wav(samples, sampleRateHz);
  const { cry } = await (await createClassifier()).predict(recording);
  const form = new FormData();
  form.set("comment", "at night");
  form.set("audio", new Blob([recording]), "clip.wav");
  for (const body of [recording, form]) {
    const { status, json } = await post(body);
    assert.equal(status, 200, JSON.stringify(json));
    const answer = json["cry"] as { label: string; probability: number };
    assert.equal(answer.label, "cry");
    assert.ok(Math.abs(answer.probability - cry.probability) < 1e-6, JSON.stringify(json));
  }
});

test("the example Worker decodes compressed recordings", async () => {
  for (const file of [AAC_M4A, AMR, OPUS_WEBM, MP3, OPUS, VORBIS]) {
    const { status, json } = await post(file);
    assert.equal(status, 200, JSON.stringify(json));
  }
});

test("the example Worker answers 415 to a known format that it cannot decode", async () => {
  const formats: Record<string, Uint8Array> = {
    "m4a/ac-3": mp4File({ codec: "ac-3", brand: "M4A ", chunks: [[AMR]] }),
    wavpack: bytesOf("wvpk", be(0, 28)),
    wma: bytesOf([0x30, 0x26, 0xb2, 0x75], be(0, 28)),
  };
  for (const [format, bytes] of Object.entries(formats)) {
    const { status, json } = await post(bytes);
    assert.equal(status, 415, `${format}: ${json["error"]}`);
  }
});

test("the example Worker maps each kind of fault to a status", async () => {
  const second = wav(new Float32Array(8000), 8000);
  const empty = new FormData();
  empty.set("audio", "clip.wav");
  const large = new FormData();
  large.set("audio", new Blob([new Uint8Array(25_000_001)]), "clip.wav");
  const cases: [number, Uint8Array | FormData, RegExp][] = [
    [400, empty, /expected a file, received none/],
    [413, wav(new Float32Array(12_500_000), 768_000), /expected at most 25000000 bytes/],
    [413, large, /expected at most 25000000 bytes/],
    [415, new Uint8Array(), /received 0 bytes/],
    [415, new Uint8Array(8), /expected WAV, .*, received 8 bytes/],
    [422, second.subarray(0, 20), /./],
    [422, wav(new Float32Array(8), 8000), /at least 0\.1 s/],
  ];
  for (const [expected, body, message] of cases) {
    const { status, json } = await post(body);
    assert.equal(status, expected, String(json["error"]));
    assert.match(String(json["error"]), message);
  }
  const broken = await example.dispatchFetch("http://worker/", {
    method: "POST",
    body: "no form",
    headers: { "content-type": "multipart/form-data; boundary=x" },
  });
  assert.equal(broken.status, 400);
  assert.equal((await example.dispatchFetch("http://worker/")).status, 405);
});

test("a Worker with the package stays below 300 kB gzipped, and below 1 MB with decoders", (t) => {
  const gzipped = (isIncluded: (path: string) => boolean) =>
    modules.filter(({ path }) => isIncluded(path)).reduce(
      (sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length,
      0,
    );
  const [without, all] = [gzipped((path) => !/^(decoders|amr)-/.test(path)), gzipped(() => true)];
  t.diagnostic(`${without} bytes, ${all} with decoders`);
  assert.ok(without < 300_000, `${without} bytes`);
  assert.ok(all < 1_000_000, `${all} bytes`);
});

const YAMNET_FILES = ["oracle/yamnet", "teacher/yamnet.tflite"];
const yamnetNeeds = requires("shared data", ...YAMNET_FILES);

test(
  "the reference pack yamnet passes in a Worker, with weights from R2",
  yamnetNeeds,
  async (t) => {
    const [folder, weights] = YAMNET_FILES.map((path) => sharedFile(path)!);
    const bucket = await miniflare.getR2Bucket("BUCKET") as unknown as Store;
    await bucket.put("yamnet.tflite", new Uint8Array(await readFile(weights!)));
    const reports = await reportsOf(folder!, async (given) => {
      const body = (await given.samples("x")).slice().buffer;
      const response = await miniflare.dispatchFetch("http://worker/", { method: "POST", body });
      assert.equal(response.status, 200, response.ok ? "" : await response.text());
      return await response.json() as Outputs;
    });
    assert.equal(exitStatus(reports, true), 0, formatTable(reports));
    assert.deepEqual(reports.map(({ op, passed }) => [op, passed > 0]), [["yamnet", true]]);
    t.diagnostic(await peakMemory());
  },
);

const PACK = "oracle/models";
const pack = sharedFile(PACK);
const needs = requires("shared data", PACK);

test("encoders run in a Worker, with weights from R2 and from KV", needs, async (t) => {
  const read = async (path: string) => new Uint8Array(await readFile(`${pack}/${path}`));
  const json = async (path: string) => JSON.parse(new TextDecoder().decode(await read(path)));
  const names = ["clap", "ast", "wav2vec2"];
  const manifests = await Promise.all(names.map((name) => json(`models/${name}-tiny.json`)));
  const model: ValenceManifest = {
    format: "babycry-model/1",
    id: "tiny",
    task: "valence",
    windows: { window_seconds: 2, hop_seconds: 1, min_partial_seconds: 0.5, fill: "zero" },
    min_seconds: 0.1,
    encoders: Object.fromEntries(names.map((name, i) => [name, manifests[i]])),
    heads: {
      single: { encoders: ["clap"], classifier: await json("models/head-single_logreg.json") },
      fusion: { encoders: names, classifier: await json("models/head-fusion_logreg.json") },
    },
    head: "single",
    threshold: 0.5,
    license: "",
    training: {},
  };
  const worker = new Miniflare({
    modules: await modulesOf("encoder_worker"),
    compatibilityDate,
    r2Buckets: ["BUCKET"],
    kvNamespaces: ["KEYS"],
  });
  try {
    const stores = [await worker.getR2Bucket("BUCKET"), await worker.getKVNamespace("KEYS")];
    for (const store of stores as unknown as Store[]) {
      await store.put("tiny/manifest.json", JSON.stringify(model));
      for (const { id, file } of manifests) {
        await store.put(`${id}/${file}`, await read(`models/${file}`));
      }
    }
    t.diagnostic(`before: ${await peakMemory()}`);
    const body = await read("audio/mono-8000.wav");
    const source = { read: (_: string, file: string) => read(`models/${file}`) };
    for (const path of ["r2/single", "r2/fusion", "kv/fusion"]) {
      const head = path.slice(3);
      const started = performance.now();
      const response = await worker.dispatchFetch(`http://worker/${path}`, {
        method: "POST",
        body,
      });
      const text = await response.text();
      assert.equal(response.status, 200, text);
      t.diagnostic(`${path}: ${Math.round(performance.now() - started)} ms, ${await peakMemory()}`);
      const classifier = await createClassifier({ model, head, source });
      const { valence } = await classifier.predict(body);
      await classifier.dispose();
      const answer = JSON.parse(text);
      assert.equal(answer.label, valence.label);
      // Both use the same WebAssembly.
      assert.ok(Math.abs(answer.probPositive - valence.probPositive) < 1e-6, text);
    }
  } finally {
    await worker.dispose();
  }
});

/** Measures the peak resident memory of the workerd processes of this process, on Linux. */
async function peakMemory(): Promise<string> {
  const peaks: number[] = [];
  for (const pid of await readdir("/proc").catch(() => [])) {
    const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
    const field = (name: string) => status.match(new RegExp(`^${name}:\\s+(\\S+)`, "m"))?.[1];
    if (field("Name") === "workerd" && field("PPid") === String(process.pid)) {
      peaks.push(Number(field("VmHWM")) / 1024);
    }
  }
  return peaks.length ? `workerd at ${Math.round(Math.max(...peaks))} MB` : "memory not known";
}
