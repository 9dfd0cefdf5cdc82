import { createClassifier, embeddedModels, type ModelSpec } from "@babycry/babycry";
import type { TaskModels } from "@babycry/babycry/models";
import assert from "node:assert/strict";
import { test } from "node:test";
import { wav } from "../decode/_write.ts";
import { loadModel, modelNames } from "../../src/models/registry.ts";
import { fakeSessions, fakeSource, type Log, tinyValence } from "../encoder/_tiny.ts";

const RATE = 8000;
const clip = { samples: new Float32Array(RATE), sampleRateHz: RATE };
const create = (options: unknown) => createClassifier(options as { coverage: number });
const refuse = (options: unknown, name: string, message: RegExp) =>
  assert.rejects(create(options), { name, message });

test("an option that a model does not have is a TypeError that names the model and its options", async () => {
  const takes = {
    "cry-detect": ["prior", "coverage", "source", "sessions"],
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

test("errors of options state the expected and the received value", async () => {
  const cases: [object, string, string][] = [
    [
      { model: "valence", head: 3 },
      "TypeError",
      "valence: expected head to be a string, received 3",
    ],
    [{ model: "nothing" }, "RangeError", "expected one of cry-detect, .*, received nothing"],
    [{ model: 3 }, "TypeError", "expected a name or a manifest, received 3"],
    [{ model: "valence", head: "best" }, "RangeError", "valence: expected head .*received best"],
    [{ model: "valence", dtype: "fp16" }, "RangeError", "valence: expected dtype fp32 or int8"],
    [
      { model: "valence", batchWindows: 0 },
      "RangeError",
      "valence: .*batchWindows to be an integer",
    ],
    [
      { model: "deepinfant", mode: "x" },
      "RangeError",
      "deepinfant: expected mode whole or windows, received x",
    ],
    [{ model: "deepinfant", topK: -1 }, "RangeError", "deepinfant: expected topK .*received -1"],
    [{ model: "cry-resnet", windowSeconds: 1 }, "RangeError", "cry-resnet: .*received trained"],
    [
      { model: "deepinfant", mode: "windows", hopSeconds: 0 },
      "RangeError",
      "deepinfant: expected hopSeconds to be .* above 0, received 0",
    ],
    [{ model: "cry-detect", prior: { cry: 1 } }, "RangeError", "cry-detect: .* received cry 1"],
    [{ model: "acoustic193", prior: { a: 1 } }, "RangeError", "acoustic193: expected no prior"],
    [{ models: [{ model: "cry-detect", coverage: 1 }] }, "RangeError", "cry-detect: .*coverage"],
    [{ models: "cry-detect" }, "TypeError", "models as an array, received the string"],
    [{ models: [null] }, "TypeError", "expected a name or a manifest, received null"],
    [{ source: "folder" }, "TypeError", "expected source to be an object, received the string"],
    [{ source: {} }, "TypeError", "expected source.read to be a function, received undefined"],
    [{ model: "cry-detect", sessions: {} }, "TypeError", "sessions to be a function"],
    [{ fetch: "no" }, "TypeError", "expected fetch to be a function"],
    [{ maxBytes: "1 MB" }, "TypeError", "expected maxBytes to be a finite number at least 0"],
    [{ maxBytes: -1 }, "RangeError", "expected maxBytes to be .*, received -1"],
  ];
  for (const [options, name, message] of cases) await refuse(options, name, new RegExp(message));
});

test("an option without a model is refused", async () => {
  const message = /expected topK with its model.*\{ model: "NAME", topK \}/;
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

test("fetch and maxBytes of predict are checked", async () => {
  const classifier = await createClassifier({ model: "cry-detect" });
  const predict = (options: unknown) => classifier.predict(clip, options as { maxBytes: number });
  const action = "Classifying a recording: expected";
  await assert.rejects(predict({ fetch: "no" }), {
    name: "TypeError",
    message: `${action} fetch to be a function, received the string "no"`,
  });
  await assert.rejects(predict({ maxBytes: NaN }), {
    name: "RangeError",
    message: `${action} maxBytes to be a finite number at least 0, received NaN`,
  });
  assert.ok(await predict({ signal: undefined, maxBytes: 0 }));
});

test("fetch and maxBytes are options of a classifier and of a call", async () => {
  const file = wav(clip.samples, RATE);
  const fetchOf = (requested: string[]) => (url: URL) => {
    requested.push(url.href);
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

test("the types of model names agree with the registry", async () => {
  const tasks: Record<Extract<TaskModels[keyof TaskModels], string>, keyof TaskModels> = {
    "cry-detect": "cry",
    "cry-valence": "valence",
    "cry-reason": "reason",
    "cry-detect-plus": "cry",
    "cry-valence-plus": "valence",
    valence: "valence",
    "cry-resnet": "reason",
    deepinfant: "reason",
    acoustic193: "reason",
    yamnet: "tags",
    "cry-pain": "reason",
  };
  assert.deepEqual([...modelNames].sort(), Object.keys(tasks).sort());
  for (const name of modelNames) {
    const { id, task } = (await loadModel(name))!;
    assert.deepEqual([id, task], [name, tasks[name as keyof typeof tasks]]);
  }
  assert.deepEqual(embeddedModels.map(({ task }) => task), ["cry", "valence", "reason"]);
});
