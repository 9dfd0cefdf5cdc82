import { createClassifier } from "@babycry/babycry";
import type { CryManifest, ReasonManifest, ValenceManifest } from "@babycry/babycry/models";
import type { ClassifierJson } from "@babycry/babycry/heads";
import type { EncoderManifest } from "@babycry/babycry/encoders";
import {
  type AudioClip,
  type AudioDataset,
  datasetFromAudio,
  fitModel,
  type FitModelOptions,
  type FitProgress,
  openDataset,
} from "@babycry/babycry/fit";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { noise, RATE_HZ, voice, wav, withCorpus } from "../cli/_corpus.ts";

const SHORT = RATE_HZ / 2;
/** Half a second of a voice or of noise. */
const sound = (i: number) => (i % 2 ? voice(i, 1) : noise(i)).slice(0, SHORT);
const raw = (samples: Float32Array) => ({ samples, sampleRateHz: RATE_HZ });
const labeled = (label: (i: number) => string, columns?: (i: number) => AudioClip["columns"]) =>
  Array.from({ length: 24 }, (_, i): AudioClip => ({
    audio: raw(sound(i)),
    label: label(i),
    group: `home ${i >> 1}`,
    session: `night ${i >> 1}`,
    ...(columns ? { columns: columns(i)! } : {}),
  }));
const cries = labeled((i) => i % 2 ? "cry" : "other");
const memoryStore = () => {
  const kept = new Map<string, Uint8Array>();
  return {
    get: (key: string) => Promise.resolve(kept.get(key)),
    set: (key: string, bytes: Uint8Array) => Promise.resolve(void kept.set(key, bytes)),
  };
};

test("clips in memory become a detector that predicts, with its evaluation and provenance", async () => {
  const progress: FitProgress[] = [];
  const { model, report, ...fitted } = await fitModel(datasetFromAudio(cries, { name: "home" }), {
    folds: 3,
    id: "mine",
    license: "CC0-1.0",
    onProgress: (one) => progress.push(one),
  });
  const { version } = JSON.parse(readFileSync(new URL("../../deno.json", import.meta.url), "utf8"));
  assert.deepEqual([model.id, model.task, model.license], ["mine", "cry", "CC0-1.0"]);
  assert.equal(model.training["babycry"], version);
  assert.equal(model.training["positive"], "cry");
  assert.deepEqual(JSON.parse(JSON.stringify(model)), model);
  assert.deepEqual([report.dataset, report.protocol, report.folds], ["home", "kfold", 3]);
  assert.deepEqual([report.clips, report.groups], [24, 12]);
  assert.ok(report.metrics.rocAuc.estimate > 0.95);
  assert.equal(fitted.heldOut.y.length, 24);
  assert.deepEqual(Object.keys(fitted.conditions!), ["native"]);
  assert.deepEqual([fitted.encodedClips, fitted.computedClips, fitted.excluded], [24, 24, []]);

  const { cry } = await (await createClassifier({ model })).predict(raw(sound(101)));
  assert.ok(cry!.probability > 0.7, `${cry!.probability}`);
  const { cry: other } = await (await createClassifier({ model })).predict(raw(sound(100)));
  assert.ok(other!.probability < 0.3, `${other!.probability}`);

  assert.deepEqual([...new Set(progress.map(({ stage }) => stage))], ["encoding", "fitting"]);
  assert.deepEqual(progress.at(-1), { stage: "fitting", done: 3, total: 3 });
});

test("a folder, bytes and Blobs of the same recordings give the same model", async () => {
  const entries = cries.map(({ label, group }, i) => ({
    path: `${i}.wav`,
    bytes: wav(sound(i)),
    label,
    ...(group === undefined ? {} : { group }),
  }));
  await withCorpus(entries, async (manifest) => {
    const onDisk = await fitModel(await openDataset(manifest), { folds: 3 });
    const inMemory = (audioOf: (bytes: Uint8Array<ArrayBuffer>) => AudioClip["audio"]) =>
      fitModel(
        datasetFromAudio(entries.map(({ bytes, ...clip }) => ({
          ...clip,
          audio: audioOf(bytes as Uint8Array<ArrayBuffer>),
        }))),
        { folds: 3 },
      );
    assert.deepEqual((await inMemory((bytes) => bytes)).model, onDisk.model);
    assert.deepEqual((await inMemory((bytes) => new Blob([bytes]))).model, onDisk.model);
  });
});

test("labels, prior and coverage of a model of reasons; a store saves a second run", async () => {
  const clips = labeled((i) => i === 0 ? "lonely" : i % 2 ? "hungry" : "tired");
  const options: FitModelOptions = {
    task: "reason",
    labels: ["tired", "hungry"],
    prior: { tired: 0.7, hungry: 0.3 },
    coverage: 0,
    folds: 3,
    candidates: [{ type: "logistic_regression", C: 0.1 }],
    store: memoryStore(),
  };
  const { model, excluded, computedClips } = await fitModel(datasetFromAudio(clips), options);
  const { head, calibration, conformal } = model as Extract<ReasonManifest, { head: unknown }>;
  assert.deepEqual((head.classifier as ClassifierJson).classes, ["tired", "hungry"]);
  assert.deepEqual(calibration!.prior, options.prior);
  assert.equal(conformal, undefined);
  assert.deepEqual(excluded.map(({ path, reason }) => [path, reason]), [
    ["clip 1", "unknown_label"],
  ]);
  assert.equal(computedClips, 23);
  const again = await fitModel(datasetFromAudio(clips), options);
  assert.equal(again.computedClips, 0);
  assert.deepEqual(again.model, model);
  const { reason } = await (await createClassifier({ model })).predict(raw(sound(101)));
  assert.equal(reason!.topReasons[0]!.label, "hungry");
});

/** An encoder of mean and mean magnitude. */
const ENCODER: EncoderManifest = {
  id: "two-means",
  file: "two-means.onnx",
  input_kind: "waveform",
  sample_rate_hz: RATE_HZ,
  preprocessor: { sampling_rate: RATE_HZ, do_normalize: false },
  inputs: [{ name: "audio", dtype: "float", shape: ["batch", "samples"] }],
  outputs: [{ name: "vector", dtype: "float", shape: ["batch", 2] }],
  embedding: { output: "vector", pooling: "none", size: 2 },
};

test("encoders of a source and sessions; labels determine the task, a column the folds", async () => {
  let disposed = 0;
  const options: FitModelOptions = {
    encoders: [ENCODER],
    source: { read: () => Promise.resolve(new TextEncoder().encode("weights")) },
    sessions: () =>
      Promise.resolve({
        run: ({ audio }) => {
          const { data, shape: [windows = 0, samples = 0] } = audio!;
          const vectors = Array.from({ length: windows }, (_, window) => {
            const one = data.subarray(window * samples, (window + 1) * samples);
            const mean = (of: (x: number) => number) => one.reduce((sum, x) => sum + of(x), 0);
            return [mean((x) => x) / samples, mean(Math.abs) / samples];
          });
          const vector = { data: Float32Array.from(vectors.flat()), shape: [windows, 2] };
          return Promise.resolve({ vector });
        },
        dispose: () => Promise.resolve(void disposed++),
      }),
    candidates: [{ type: "logistic_regression", C: 1 }],
  };
  const loudness = (loud: string, quiet: string) =>
    datasetFromAudio(
      labeled((i) => i % 2 ? loud : quiet, (i) => ({ fold: `${(i >> 1) % 4}` })).map((clip, i) => ({
        ...clip,
        audio: raw(noise(i).slice(0, SHORT).map((x) => x * (i % 2 ? 1 : 0.01))),
      })),
    );
  const valence = await fitModel(loudness("distress", "positive"), options);
  assert.equal(valence.model.task, "valence");
  assert.equal(valence.foldColumn, "fold");
  assert.equal(valence.report.folds, 4);
  const { encoders, heads } = valence.model as ValenceManifest;
  assert.deepEqual(encoders, { "two-means": ENCODER });
  assert.equal(heads["fitted"]!.pooling, undefined);
  assert.ok(valence.report.metrics.accuracy.estimate > 0.95);
  assert.equal(disposed, 1);
  assert.equal((await fitModel(loudness("loud", "quiet"), options)).model.task, "reason");
});

test("a signal ends the fit with its reason, in every stage", async () => {
  for (const stage of ["encoding", "augmenting", "fitting"]) {
    const controller = new AbortController();
    const seen: string[] = [];
    await assert.rejects(
      fitModel(datasetFromAudio(cries), {
        folds: 3,
        augment: "original",
        signal: controller.signal,
        onProgress(progress) {
          seen.push(progress.stage);
          if (progress.stage === stage) controller.abort(new RangeError(`stop ${stage}`));
        },
      }),
      { name: "RangeError", message: `stop ${stage}` },
    );
    assert.equal(seen.at(-1), stage);
  }
  const signal = AbortSignal.abort();
  await assert.rejects(fitModel(datasetFromAudio(cries), { signal }), { name: "AbortError" });
});

test("kinds of recordings, and an augmented detector", async () => {
  const clips = labeled((i) => i % 2 ? "cry" : "other", (i) => ({ kind: i % 2 ? "cry" : "rain" }));
  const fitted = await fitModel(datasetFromAudio(clips), { folds: 3, augment: "original" });
  assert.deepEqual(fitted.kinds!.map(({ kind, recordings }) => [kind, recordings]), [
    ["cry", 12],
    ["rain", 12],
  ]);
  assert.equal(fitted.encodedClips, 6 * 24);
  assert.equal(fitted.model.training["augmented"], "original");
  assert.notDeepEqual(
    (fitted.model as CryManifest).members,
    ((await fitModel(datasetFromAudio(clips), { folds: 3 })).model as CryManifest).members,
  );
});

test("errors name the option to change", async () => {
  const dataset = datasetFromAudio(cries);
  const fold = (i: number) => ({ fold: `${i % 3}` });
  const wrong: [FitModelOptions, RegExp, (typeof RangeError | typeof TypeError)?, AudioDataset?][] =
    [
      [
        { folds: 13 },
        /expected at least 13 groups for 13 folds, received 12; use at most 12 folds/,
      ],
      [{ folds: 2.5 }, /expected folds to be an integer at least 2/],
      [{ recall: 1 }, /expected recall .* below 1, received 1/],
      [{ coverage: -0.1 }, /expected coverage .* at least 0/],
      [{ seed: "1" as never }, /expected seed to be an integer/, TypeError],
      [{ id: 1 as never }, /expected id to be a string/, TypeError],
      [{ task: "mood" as never }, /cry or valence or reason/],
      [{ labels: "cry,other" as never }, /expected labels to be an array/, TypeError],
      [{ prior: "odd" as never }, /expected prior to be even or training/],
      [{ prior: 1 as never }, /expected prior to be an object, received 1/, TypeError],
      [{ candidates: [] }, /one or more candidates \(option candidates\)/],
      [
        { candidates: [{ type: "mlp", hiddenUnits: 0, alpha: 1 }] },
        /expected hiddenUnits of candidate 1 to be an integer at least 1/,
      ],
      [{ frontEnd: "vggish" }, /vggish/],
      [{ encoders: [ENCODER], task: "cry" }, /option frontEnd/],
      [{ encoders: [ENCODER], frontEnd: "acoustic193" }, /both/],
      [{ prior: "even" }, /the tasks reason and valence only/],
      [{ positive: "laugh" }, /expected laugh and .*option positive/],
      [{ task: "valence" }, /24 excluded: unknown label/],
      [
        { task: "reason", prior: { cry: 0.5, other: 0.4 } },
        /expected prior .* cry, other with sum 1, received cry=0.5,other=0.4/,
      ],
      [
        {},
        /received group home 0 in folds 0 and 1; correct the column of folds \(option foldColumn\)/,
        RangeError,
        datasetFromAudio(labeled((i) => i % 2 ? "cry" : "other", fold)),
      ],
      [{}, /received none in 0 usable clips/, RangeError, datasetFromAudio([])],
      [
        {},
        /expected a dataset of datasetFromAudio .*, received an array/,
        TypeError,
        cries as never,
      ],
    ];
  for (const [options, message, kind = RangeError, data = dataset] of wrong) {
    await assert.rejects(fitModel(data, options), (error: Error) => {
      assert.match(error.message, message);
      return error.name === kind.name;
    });
  }
});
