import assert from "node:assert/strict";
import { test } from "node:test";
import { createClassifier } from "../../src/pipeline.ts";
import { toJson } from "../../src/prediction/to_json.ts";
import { StoreError } from "../../src/errors.ts";
import { createPredictor, type Predictor } from "../../src/server/mod.ts";
import { CRY, form, post, SILENCE, streamed, testApp } from "./_app.ts";

const app = testApp();

test("the original service's answers", async () => {
  assert.deepEqual((await app.ask("/health")).json, { status: "ok" });
  const file = { file: CRY };
  const first = await app.ask("/predict", form(file));
  assert.equal(first.status, 200, first.text);
  assert.deepEqual(Object.keys(first.json), ["label", "probability", "top_k", "all_probs"]);
  const { all_probs, top_k } = first.json;
  const sum = Object.values<number>(all_probs).reduce((a, b) => a + b);
  assert.ok(Math.abs(sum - 1) < 1e-9, `${sum}`);
  assert.equal(top_k.length, 3);
  assert.deepEqual(top_k[0], {
    label: top_k[0].label,
    probability: Math.max(...Object.values<number>(all_probs)),
  });
  for (const [asked, length] of [["0", 1], ["1", 1], ["2", 2], ["20", 5]] as const) {
    const { json } = await app.ask(`/predict?top_k=${asked}`, form(file));
    assert.deepEqual(json.top_k, first.json.top_k.concat(json.top_k.slice(3)).slice(0, length));
  }
});

test("faults of the original service's requests have its statuses", async () => {
  const cases: [number, string, RequestInit][] = [
    [400, "/predict", form({ file: new Uint8Array() })],
    [422, "/predict", { method: "POST" }],
    [422, "/predict", form({ other: CRY })],
    [422, "/predict?top_k=-1", form({ file: CRY })],
    [422, "/predict?top_k=invalid", form({ file: CRY })],
    [422, "/predict?top_k=1&top_k=2", form({ file: CRY })],
    [415, "/predict", form({ file: new TextEncoder().encode("no recording") })],
  ];
  for (const [status, path, init] of cases) {
    const answer = await app.ask(path, init);
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.json.status, status);
  }
});

test("a URL is answered in the form of the Lambda", async () => {
  const urls: string[] = [];
  const withUrls = testApp({
    fetchUrl(url) {
      urls.push(url.href);
      return Promise.resolve(new Response(CRY));
    },
  });
  const request = post(JSON.stringify({ url: "https://example.org/a.wav?x" }), "application/json");
  const { status, json } = await withUrls.ask("/predict", request);
  assert.equal(status, 200);
  assert.deepEqual(json, (await app.ask("/predict", form({ file: CRY }))).json.all_probs);
  const classified = await withUrls.ask("/v1/classify", request);
  assert.equal(classified.json.results[0].cry.label, "cry");
  assert.deepEqual(urls, ["https://example.org/a.wav?x", "https://example.org/a.wav?x"]);
  for (const body of ['{"url":"file:///etc/passwd"}', '{"url":5}', "{}", "[", "null"]) {
    const { status, json } = await withUrls.ask("/predict", post(body, "application/json"));
    assert.equal(status, 400);
    assert.deepEqual(Object.keys(json), ["error"]);
    const own = await withUrls.ask("/v1/classify", post(body, "application/json"));
    assert.ok(own.status === 400 || own.status === 422, own.text);
  }
  const refused = await app.ask("/v1/classify", request);
  assert.equal(refused.json.code, "urls_disabled");
});

test("with the weights of cry-resnet it answers, in the mode of each service", async () => {
  const modes: unknown[] = [];
  const allProbs = { hungry: 0.75, tired: 0.25 };
  const predictor: Predictor = {
    ...createPredictor(),
    predict: (_, request) => {
      modes.push(request?.original);
      return Promise.resolve({ reason: { label: "hungry", allProbs } } as never);
    },
  };
  const fetchUrl = () => Promise.resolve(new Response(CRY));
  const original = testApp({ predictor, fetchUrl });
  const { json } = await original.ask("/predict", form({ file: CRY }));
  assert.deepEqual(json.all_probs, allProbs);
  const url = post('{"url":"https://example.org/"}', "application/json");
  assert.deepEqual((await original.ask("/predict", url)).json, allProbs);
  assert.deepEqual(modes, ["trained", "lambda"]);
});

test("a fault of the store that is not a missing file is an error", async () => {
  const code = "io";
  const source = { read: () => Promise.reject(new StoreError("The disk failed", { code })) };
  const { status } = await testApp({ predictor: createPredictor({ source }) })
    .ask("/predict", form({ file: CRY }));
  assert.equal(status, 503);
});

test("classify answers a body, a stream and the files of a form with the classifier's numbers", async () => {
  const classifier = await createClassifier();
  const expected = toJson(await classifier.predict(CRY));
  const chunks = [CRY.subarray(0, 7), CRY.subarray(7, 200_000), CRY.subarray(200_000)];
  for (const request of [post(CRY), streamed(chunks), form({ audio: CRY })]) {
    const { json } = await app.ask("/v1/classify", request);
    assert.deepEqual(json, { results: [JSON.parse(JSON.stringify(expected))] });
  }
  const several = await app.ask("/v1/classify", form({ a: CRY, b: new Uint8Array(9), c: SILENCE }));
  const [cry, broken, silence] = several.json.results;
  assert.deepEqual([several.status, cry.cry.label, silence.cry.label], [200, "cry", "no_cry"]);
  assert.equal(broken.problem.status, 415);
});

test("parameters choose models, coverage and the length of the answer", async () => {
  const { json } = await app.ask(
    "/v1/classify?models=cry-detect,cry-pain&coverage=0.8&events=false",
    post(CRY),
  );
  const { cry, reason, valence } = json.results[0];
  assert.equal(cry.timeline, undefined);
  assert.equal(cry.prediction_set.coverage, 0.8);
  assert.equal(reason.model, "cry-pain");
  assert.equal(valence, undefined);
  const faults = ["models=gpt", "models=cry-pain,cry-reason", "coverage=2", "events=maybe"];
  for (const query of faults) {
    const { status } = await app.ask(`/v1/classify?${query}`, post(CRY));
    assert.equal(status, 422, query);
  }
});

test("models are listed", async () => {
  const { json } = await app.ask("/v1/models");
  assert.deepEqual(json.models.map(({ id, default: isDefault }: never) => [id, isDefault]), [
    ["cry-detect", true],
    ["cry-valence", true],
    ["cry-reason", true],
    ["cry-pain", false],
  ]);
});

test("the document and the pages describe every route and load nothing", async () => {
  const { json } = await app.ask("/openapi.json");
  assert.equal(json.openapi, "3.1.0");
  assert.ok(!("/v1/jobs" in json.paths), "there is no store of jobs");
  for (const path of Object.keys(json.paths)) {
    const { status } = await app.ask(path);
    assert.ok(status === 200 || status === 405, path);
  }
  assert.ok(json.components.schemas.Prediction);
  assert.match(JSON.stringify(json.paths["/v1/classify"]), /"cry-detect,cry-valence"/);
  for (const path of ["/docs", "/redoc"]) {
    const { text, headers } = await app.ask(path);
    assert.match(headers.get("content-security-policy")!, /default-src 'none'/);
    assert.doesNotMatch(text, /https?:|<script|url\(/);
    for (const route of Object.keys(json.paths)) assert.ok(text.includes(route), route);
  }
});

test("a server that is not ready answers 503", async () => {
  let isReady = true;
  const { ask } = testApp({ isReady: () => isReady });
  assert.equal((await ask("/readyz")).status, 200);
  isReady = false;
  const { status, headers } = await ask("/readyz");
  assert.equal(status, 503);
  assert.equal(headers.get("retry-after"), "1");
});

test("wrong options are refused", () => {
  assert.throws(() => testApp({ maxBody: 1 } as never), TypeError);
  assert.throws(() => testApp({ maxBodyBytes: -1 }), RangeError);
  assert.throws(() => testApp({ graceSeconds: "1" } as never), TypeError);
});
