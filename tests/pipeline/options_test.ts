import { createClassifier, embeddedModels, type ModelSpec } from "@babycry/babycry";
import { models, type TaskModels } from "@babycry/babycry/models";
import assert from "node:assert/strict";
import { test } from "node:test";
import { wav } from "../decode/_write.ts";
import { fakeSessions, fakeSource, type Log, tinyValence } from "../encoder/_tiny.ts";

const RATE = 8000;
const clip = { samples: new Float32Array(RATE), sampleRateHz: RATE };
const create = (options: unknown) => createClassifier(options as { coverage: number });
const refuse = (options: unknown, name: string, message: RegExp) =>
  assert.rejects(create(options), { name, message });

test("an option that the model does not have is a TypeError with model, option and options", async () => {
  const takes = {
    "cry-detect": ["prior", "coverage"],
    valence: ["prior", "coverage", "source", "sessions", "head", "dtype", "batchWindows"],
    deepinfant: [
      ...["prior", "coverage", "source", "sessions"],
      ...["mode", "windowSeconds", "hopSeconds", "topK"],
    ],
  };
  const all = new Set([...Object.values(takes).flat(), "haed"]);
  for (const [model, names] of Object.entries(takes)) {
    for (const name of all) {
      if (names.includes(name)) continue;
      const message = `Loading model ${model}: expected an option among ${names.join(", ")}, ` +
        `received ${name}`;
      await assert.rejects(create({ models: [{ model, [name]: "x" }] }), {
        name: "TypeError",
        message,
      });
    }
  }
  await refuse(
    { model: "cry-detect", head: "x" },
    "TypeError",
    /model cry-detect: .* received head/,
  );
  assert.ok(await create({ model: "cry-detect", head: undefined }));
});

test("an option of the wrong type is a TypeError with what was expected and received", async () => {
  const { freeze } = Object;
  const cases: [string, object, string][] = [
    ["cry-detect", { prior: 0.5 }, "prior of type object, received number"],
    ["cry-detect", { prior: null }, "prior of type object, received null"],
    ["valence", { head: 3 }, "head of type string, received number"],
    ["valence", { batchWindows: "4" }, "batchWindows of type number, received string"],
    ["deepinfant", { topK: "3" }, "topK of type number, received string"],
    ["deepinfant", { mode: freeze({}) }, "mode of type string, received object"],
  ];
  for (const [model, option, message] of cases) {
    await assert.rejects(create({ model, ...option }), {
      name: "TypeError",
      message: `Loading model ${model}: expected ${message}`,
    });
  }
  const shared: [object, RegExp][] = [
    [{ coverage: "0.95" }, /coverage of type number, received string/],
    [{ source: "folder" }, /source of type object, received string/],
    [{ sessions: {} }, /sessions of type function, received object/],
    [{ fetch: "no" }, /fetch of type function, received string/],
    [{ maxBytes: "1 MB" }, /maxBytes of type number, received string/],
  ];
  for (const [option, message] of shared) {
    await refuse(option, "TypeError", message);
    await refuse({ model: "cry-detect", ...option }, "TypeError", message);
  }
});

test("an option out of range is a RangeError with what was expected and received", async () => {
  const cases: [object, RegExp][] = [
    [{ model: "nothing" }, /expected one of cry-detect, .*, received nothing/],
    [
      { model: "valence", head: "best" },
      /valence: expected head of single_logreg, .*received best/,
    ],
    [{ model: "valence", dtype: "fp16" }, /valence: expected dtype fp32 or int8, received fp16/],
    [{ model: "deepinfant", mode: "x" }, /deepinfant: expected mode of whole, windows, received x/],
    [{ model: "deepinfant", topK: -1 }, /deepinfant: expected topK .* from 0, received -1/],
    [
      { model: "cry-resnet", windowSeconds: 1 },
      /cry-resnet: .* for windowSeconds, received trained/,
    ],
    [
      { model: "deepinfant", mode: "windows", hopSeconds: 0 },
      /deepinfant: expected hopSeconds above 0, received 0/,
    ],
    [{ coverage: 1 }, /cry-detect: expected coverage between 0 and 1, received 1/],
    [{ model: "cry-detect", prior: { cry: 1 } }, /cry-detect: expected a prior .* received cry 1/],
    [{ model: "acoustic193", prior: { a: 1 } }, /acoustic193: expected no prior/],
  ];
  for (const [options, message] of cases) await refuse(options, "RangeError", message);
});

test("an option stands beside its model", async () => {
  const message = /expected the option beside its model.*\{ model: "NAME", topK \}/;
  await refuse({ topK: 3 }, "TypeError", message);
  await refuse({ models: ["deepinfant"], topK: 3 }, "TypeError", message);
  await refuse({ model: "valence", models: [] }, "TypeError", /expected model or models/);
});

test("source and sessions are shared, and a model may have its own", async () => {
  const read: string[][] = [[], []];
  const log: Log = { runs: [], sessions: 0, disposed: 0 };
  const shared = { source: fakeSource(read[0]!), sessions: fakeSessions(log) };
  const spec: ModelSpec = { model: tinyValence() };
  const first = await createClassifier({ models: ["cry-detect", spec], ...shared });
  await first.predict(clip);
  const source = fakeSource(read[1]!);
  const second = await createClassifier({
    models: ["cry-detect", { ...spec, source }],
    ...shared,
  });
  await second.predict(clip);
  assert.deepEqual(read, [["clap/clap.onnx"], ["clap/clap.onnx"]]);
});

test("the options of predict are checked", async () => {
  const classifier = await createClassifier({ model: "cry-detect" });
  const predict = (options: unknown) => classifier.predict(clip, options as { maxBytes: number });
  const wrong: [object, string][] = [
    [{ signal: new AbortController() }, "signal of type AbortSignal, received object"],
    [{ signal: true }, "signal of type AbortSignal, received boolean"],
    [{ onProgress: {} }, "onProgress of type function, received object"],
    [{ fetch: "no" }, "fetch of type function, received string"],
    [{ maxBytes: "9" }, "maxBytes of type number, received string"],
  ];
  for (const [options, message] of wrong) {
    await assert.rejects(predict(options), {
      name: "TypeError",
      message: `Classifying a recording: expected ${message}`,
    });
  }
  assert.ok(await predict({ signal: undefined }));
  await assert.rejects(classifier.predict(wav(clip.samples, RATE), { maxBytes: NaN }), RangeError);
  async function* chunks() {
    yield clip.samples;
  }
  const options = { sampleRateHz: RATE, signal: new AbortController() as unknown as AbortSignal };
  await assert.rejects(classifier.stream(chunks(), options).next(), {
    name: "TypeError",
    message: "Classifying a stream: expected signal of type AbortSignal, received object",
  });
});

test("fetch and maxBytes are options of a classifier, and of one call", async () => {
  const file = wav(clip.samples, RATE);
  const fetchOf = (asked: string[]) => (url: URL) => {
    asked.push(url.href);
    return Promise.resolve(new Response(file));
  };
  const [general, special]: string[][] = [[], []];
  const classifier = await createClassifier({
    model: "cry-detect",
    fetch: fetchOf(general!),
    maxBytes: file.length,
  });
  const url = "https://example.org/a.wav";
  const { cry } = await classifier.predict(url);
  assert.equal(cry.label, "no_cry");
  await classifier.predict([url], { fetch: fetchOf(special!) });
  assert.deepEqual([general, special], [[url], [url]]);
  await assert.rejects(classifier.predict(url, { maxBytes: 10 }), { code: "too_large" });
  const longer = new Blob([file, file]);
  await assert.rejects(classifier.predict(longer), { name: "InputError", code: "too_large" });
  assert.ok(await classifier.predict(longer, { maxBytes: 2 * file.length }));
});

test("await using disposes a classifier", async () => {
  const log: Log = { runs: [], sessions: 0, disposed: 0 };
  {
    await using classifier = await createClassifier({
      model: tinyValence(),
      source: fakeSource(),
      sessions: fakeSessions(log),
    });
    await classifier.predict(clip);
    assert.deepEqual([log.sessions, log.disposed], [1, 0]);
  }
  assert.deepEqual([log.sessions, log.disposed], [1, 1]);
});

test("the types of model names agree with the registry", () => {
  const tasks: Record<Extract<TaskModels[keyof TaskModels], string>, keyof TaskModels> = {
    "cry-detect": "cry",
    "cry-valence": "valence",
    "cry-reason": "reason",
    valence: "valence",
    "cry-resnet": "reason",
    deepinfant: "reason",
    acoustic193: "reason",
  };
  assert.deepEqual(Object.fromEntries(models.map(({ id, task }) => [id, task])), tasks);
  assert.deepEqual(embeddedModels.map(({ task }) => task), ["cry", "valence", "reason"]);
});
