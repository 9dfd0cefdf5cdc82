import { createClassifier, type InputError } from "@babycry/babycry";
import { datasetFromAudio } from "@babycry/babycry/data";
import { auditDataset, crossValidate, evaluateModel } from "@babycry/babycry/eval";
import { enrollModels, fitModel } from "@babycry/babycry/fit";
import { openModelStore, pull } from "@babycry/babycry/models";
import assert from "node:assert/strict";
import { test } from "node:test";

const audio = { samples: new Float32Array(8000).fill(0.1), sampleRateHz: 8000 };
const dataset = datasetFromAudio([{ audio, label: "cry" }, { audio, label: "other" }]);
const classifier = await createClassifier();

async function* chunks(chunk = audio.samples): AsyncGenerator<Float32Array> {
  yield chunk;
}

const CALLS: Readonly<Record<string, (options: never) => unknown>> = {
  fitModel: (options) => fitModel(dataset, options),
  evaluateModel: (options) => evaluateModel(dataset, new Map(), options),
  crossValidate: (options) => crossValidate(dataset, options),
  auditDataset: (options) => auditDataset(dataset, options),
  enrollModels: (options) => enrollModels(dataset, options),
  openModelStore: (options) => openModelStore(options),
  pull: (options) => pull("clap", options),
  createClassifier: (options) => createClassifier(options),
  predict: (options) => classifier.predict(audio, options),
  stream: (options) => classifier.stream(chunks(), options).next(),
  datasetFromAudio: (options) => datasetFromAudio([], options),
};

test("options are an object with known keys", async () => {
  for (const [name, call] of Object.entries(CALLS)) {
    for (const options of [null, 3, "x", [], new Date()]) {
      await assert.rejects(
        async () => await call(options as never),
        { name: "TypeError", message: /: expected the options to be an object, received / },
        `${name} with ${options}`,
      );
    }
    await assert.rejects(
      async () => await call({ positve: "cry" } as never),
      { name: "TypeError", message: /: expected an option among .*, received positve$/ },
      name,
    );
  }
});

test("the nearest options are listed first", async () => {
  await assert.rejects(fitModel(dataset, { positve: "cry" } as never), {
    message: /^Fitting a model: expected an option among positive, /,
  });
  await assert.rejects(crossValidate(dataset, { c: 1 } as never), { message: /among C, / });
});

test("option values of another type are errors of the function", async () => {
  const calls: readonly (readonly [() => unknown, string, RegExp])[] = [
    [() => evaluateModel(dataset, "cry-detect" as never), "TypeError", /a classifier of create/],
    [() => evaluateModel(dataset, {} as never), "TypeError", /received an object$/],
    [() => evaluateModel(dataset, new Map(), { seed: -1 }), "RangeError", /seed to be an integer/],
    [() => crossValidate(dataset, { seed: 1.5 }), "RangeError", /seed to be an integer/],
    [() => evaluateModel(dataset, new Map(), { name: {} as never }), "TypeError", /name to be a s/],
    [() => enrollModels(dataset, { models: 3 as never }), "TypeError", /models to be an array/],
    [() => enrollModels(dataset, { models: ["x" as never] }), "TypeError", /manifests of models/],
    [() => enrollModels(dataset, { models: [] }), "RangeError", /one or more models/],
    [() => fitModel(dataset, { encoders: null as never }), "TypeError", /encoders to be an array/],
    [() => fitModel(dataset, { store: 3 as never }), "TypeError", /store to be an object/],
    [() => openModelStore({ folder: 3 as never }), "TypeError", /folder to be a string/],
    [() => pull("clap", { store: 3 as never }), "TypeError", /store to be an object/],
  ];
  for (const [call, name, message] of calls) {
    await assert.rejects(async () => await call(), { name, message }, String(call));
  }
});

test("a model in another form is an error with the remedy", async () => {
  const cases: readonly (readonly [unknown, string, RegExp])[] = [
    [{ model: "mine.json" }, "RangeError", /read it and pass JSON\.parse\(text\)$/],
    [{ model: ["cry-detect"] }, "TypeError", /received an array; pass a list as models$/],
    [{ model: null }, "TypeError", /expected a name or a manifest, received null$/],
    [{ modell: "cry-detect" }, "TypeError", /an option among model, .*, received modell$/],
    [{ models: [{ head: "x" }] }, "TypeError", /models\[0\] to be .*, received \{ head \}$/],
    [{ models: [] }, "RangeError", /expected one or more models, received none$/],
  ];
  for (const [options, name, message] of cases) {
    await assert.rejects(createClassifier(options as never), { name, message });
  }
});

test("transferred samples and bytes, and an empty path, are TypeErrors", async () => {
  const samples = new Float32Array(8000);
  const bytes = new Uint8Array(8000);
  structuredClone(null, { transfer: [samples.buffer, bytes.buffer] });
  const { predict, stream } = classifier;
  const transferred = { name: "TypeError", message: /whose buffer was transferred|that was trans/ };
  await assert.rejects(predict({ samples, sampleRateHz: 8000 }), transferred);
  await assert.rejects(stream(chunks(samples), { sampleRateHz: 8000 }).next(), transferred);
  await assert.rejects(predict(bytes), transferred);
  await assert.rejects(predict(bytes.buffer), transferred);
  await assert.rejects(predict(""), {
    name: "TypeError",
    message: "Reading a recording: expected a path, received an empty string",
  });
  await assert.rejects(predict(5n as never), { message: /received 5n$/ });
  await assert.rejects(predict({ samples: new Uint8Array(9) as never, sampleRateHz: 8000 }), {
    message: /received a Uint8Array;/,
  });
});

test("a Blob whose bytes cannot be read is an InputError", async () => {
  const failing = (error: Error) =>
    Object.assign(new Blob(["x"]), { slice: () => ({ arrayBuffer: () => Promise.reject(error) }) });
  const missing = Object.assign(new Error("ENOENT: no such file"), { code: "ENOENT" });
  const cases: readonly (readonly [Error, InputError["code"]])[] = [
    [missing, "not_found"],
    [new DOMException("gone", "NotFoundError"), "not_found"],
    [new DOMException("changed", "NotReadableError"), "unreadable"],
  ];
  for (const [error, code] of cases) {
    await assert.rejects(classifier.predict(failing(error)), { name: "InputError", code });
  }
});
