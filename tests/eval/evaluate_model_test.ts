import { createClassifier, toJson } from "@babycry/babycry";
import { type AudioClip, datasetFromAudio } from "@babycry/babycry/data";
import {
  auditDataset,
  crossValidate,
  type CrossValidateOptions,
  evaluateModel,
  type EvaluateModelOptions,
  type EvaluationProgress,
  type SavedPrediction,
} from "@babycry/babycry/eval";
import assert from "node:assert/strict";
import { test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { type Entry, noise, RATE_HZ, voice, wav, withCorpus } from "../cli/_corpus.ts";
import { fakeHost } from "../cli/_fake_host.ts";

/** Voices and noises of eight groups. */
const entries: readonly (Entry & { bytes: Uint8Array })[] = Array.from({ length: 24 }, (_, i) => ({
  path: `${i}.wav`,
  bytes: wav(i % 2 ? voice(i, 2) : noise(i)),
  label: i % 2 ? "cry" : "other",
  group: `g${i % 8}`,
  split: i % 8 < 5 ? "train" : "test",
}));

const clips: readonly AudioClip[] = entries.map(({ path, bytes, label, group, split }) => ({
  path,
  audio: bytes,
  label,
  group: group!,
  columns: { split: split! },
}));
const data = datasetFromAudio(clips, { name: "clips.csv" });

/** Reports as the program writes them. */
async function run(...args: string[]): Promise<unknown> {
  const host = fakeHost(() => undefined);
  assert.equal(await main([...args, "--json"], host), 0, host.written.err);
  return JSON.parse(host.written.out);
}

const asJson = (report: unknown) => JSON.parse(JSON.stringify(toJson(report)));

test("crossValidate in memory reports the same as eval of the files", async () => {
  const protocols: readonly [string[], CrossValidateOptions][] = [
    [["--positive", "cry"], { positive: "cry" }],
    [["--protocol", "split", "--coverage", "0.8"], { protocol: "split", coverage: 0.8 }],
    [["--protocol", "leaky", "--folds", "3"], { protocol: "leaky", folds: 3 }],
  ];
  await withCorpus(entries, async (manifest) => {
    for (const [args, options] of protocols) {
      const report = await crossValidate(data, options);
      assert.deepEqual(asJson(report), await run("eval", manifest, ...args, "--no-cache"));
    }
  });
});

test("evaluateModel and auditDataset in memory report the same as the program", async () => {
  const classifier = await createClassifier({ model: "cry-detect" });
  await withCorpus(entries, async (manifest) => {
    const report = await evaluateModel(data, classifier);
    assert.deepEqual(asJson(report), await run("eval", manifest, "--model", "cry-detect"));
    const audit = await auditDataset(data, { splitColumn: "split" });
    const args = ["--split", "split", "--fail-on", "never"];
    assert.deepEqual(asJson(audit), await run("audit", manifest, ...args));
  });
});

test("samples and files give the same metrics; unusable clips are excluded", async () => {
  const samples = clips.map((clip, i): AudioClip => ({
    ...clip,
    audio: { samples: i % 2 ? voice(i, 2) : noise(i), sampleRateHz: RATE_HZ },
  }));
  const broken: AudioClip[] = [
    { audio: Uint8Array.of(1, 2, 3), label: "cry", path: "text" },
    { audio: { samples: new Float32Array(RATE_HZ), sampleRateHz: RATE_HZ }, label: "cry" },
    { audio: { samples: voice(5).fill(NaN, 9, 10), sampleRateHz: RATE_HZ }, label: "cry" },
    { audio: { samples: voice(5), sampleRateHz: RATE_HZ }, label: "" },
  ];
  const report = await crossValidate(datasetFromAudio([...samples, ...broken]));
  const files = await crossValidate(data);
  // The files have 16 bits a sample.
  const { balancedAccuracy, logLoss } = report.metrics;
  assert.equal(balancedAccuracy.estimate, files.metrics.balancedAccuracy.estimate);
  assert.ok(Math.abs(logLoss.estimate - files.metrics.logLoss.estimate) < 0.01);
  assert.deepEqual(report.excluded.map(({ reason, count }) => [reason, count]), [
    ["no_label", 1],
    ["unreadable", 2],
    ["too_short", 1],
  ]);
});

test("saved predictions: JSON of predictions, probabilities, errors and missing ones", async () => {
  const classifier = await createClassifier({ model: "cry-detect" });
  const saved = new Map<string, SavedPrediction>();
  for (const { path, audio } of clips) {
    saved.set(path!, toJson(await classifier.predict(audio as Uint8Array)) as SavedPrediction);
  }
  const direct = await evaluateModel(data, classifier, { name: "saved" });
  assert.deepEqual(await evaluateModel(data, saved, { name: "saved" }), direct);

  const probabilities = new Map<string, SavedPrediction>(clips.map(({ path, label }) => {
    const cry = label === "cry" ? 0.898 : 0.1;
    return [path!, { probabilities: { other: 0.998 - cry, cry } }];
  }));
  probabilities.set("0.wav", { error: { message: "the file is damaged" } });
  probabilities.delete("1.wav");
  const report = await evaluateModel(data, probabilities);
  assert.deepEqual([report.model, report.protocol, report.clips], ["predictions", "as-is", 22]);
  assert.equal(report.metrics.accuracy.estimate, 1);
  // Rounded probabilities are scaled to sum 1.
  const expected = -(11 * Math.log(0.898 / 0.998) + 11 * Math.log(0.898 / 0.998)) / 22;
  assert.ok(Math.abs(report.metrics.logLoss.estimate - expected) < 1e-12);
  assert.deepEqual(report.excluded[0]!.examples, [
    "0.wav: the file is damaged",
    "1.wav: expected a prediction of the whole recording, received none",
  ]);
});

test("the label of a cry model is detected by default; other labels choose other tasks", async () => {
  const classifier = await createClassifier();
  const { classes, model } = await evaluateModel(data, classifier);
  assert.deepEqual(classes.map(({ label }) => label), ["no_cry", "cry"]);
  assert.equal(model, "cry-detect + cry-valence + cry-reason");
  const relabel = (cry: string, other: string) =>
    datasetFromAudio(clips.map((clip) => ({ ...clip, label: clip.label === "cry" ? cry : other })));
  const reasons = await evaluateModel(relabel("hungry", "tired"), classifier);
  assert.ok(reasons.classes.some(({ label }) => label === "belly_pain"));
  const valence = await evaluateModel(relabel("distress", "positive"), classifier);
  assert.deepEqual(valence.classes.map(({ label }) => label), ["distress", "positive"]);
  const named = await evaluateModel(relabel("baby", "other"), classifier, { positive: "baby" });
  assert.deepEqual(named.classes.map(({ label }) => label), ["no_baby", "baby"]);
});

test("progress names its stage and ends complete", async () => {
  const stagesOf = async (work: (onProgress: (at: EvaluationProgress) => void) => unknown) => {
    const last = new Map<string, string>();
    await work(({ stage, done, total }) => last.set(stage, `${done}/${total}`));
    return [...last];
  };
  assert.deepEqual(await stagesOf((onProgress) => crossValidate(data, { folds: 3, onProgress })), [
    ["encoding", "24/24"],
    ["fitting", "3/3"],
  ]);
  assert.deepEqual(
    await stagesOf(async (onProgress) =>
      await evaluateModel(data, await createClassifier({ model: "cry-detect" }), { onProgress })
    ),
    [["predicting", "24/24"]],
  );
  assert.deepEqual(await stagesOf((onProgress) => auditDataset(data, { onProgress })), [
    ["reading", "24/24"],
  ]);
});

test("an abort rejects with its reason in every stage", async () => {
  const classifier = await createClassifier({ model: "cry-detect" });
  const reason = new Error("enough");
  const stages = { encoding: 3, fitting: 2, predicting: 3, reading: 3 };
  for (const [name, step] of Object.entries(stages)) {
    const controller = new AbortController();
    let after = 0;
    const work = {
      signal: controller.signal,
      onProgress: ({ stage, done }: EvaluationProgress) => {
        if (controller.signal.aborted) after++;
        if (stage !== name || done !== step) return;
        // A timer shows that the fit lets other tasks run.
        if (name === "fitting") setTimeout(() => controller.abort(reason));
        else controller.abort(reason);
      },
    };
    const evaluation = name === "predicting"
      ? evaluateModel(data, classifier, work)
      : name === "reading"
      ? auditDataset(data, work)
      : crossValidate(data, work);
    await assert.rejects(evaluation, (error) => error === reason, name);
    assert.ok(after <= 1, `${name}: ${after} more steps`);
  }
});

test("options of another type or out of range are errors before any clip is read", async () => {
  const unread = { ...data, read: () => assert.fail("A clip is read") };
  const wrong: readonly [CrossValidateOptions, string, RegExp][] = [
    [{ folds: 1 }, "RangeError", /folds to be an integer at least 2, received 1/],
    [{ folds: "5" as never }, "TypeError", /received the string "5"/],
    [{ seed: NaN }, "RangeError", /seed/],
    [{ C: 0 }, "RangeError", /C to be/],
    [{ coverage: 1 }, "RangeError", /coverage/],
    [{ protocol: "guess" as never }, "RangeError", /kfold or split .*received the string "guess"/],
    [{ protocol: "held-out" }, "RangeError", /expected a column/],
    [{ column: "kind" }, "RangeError", /a value in the column kind, received none/],
    [{ pooling: "max" as never }, "RangeError", /mean or mean_std/],
    [{ frontEnd: "ears" }, "RangeError", /cry-features/],
    [{ signal: {} as never }, "TypeError", /AbortSignal/],
    [{ onProgress: 1 as never }, "TypeError", /onProgress/],
  ];
  for (const [options, name, message] of wrong) {
    await assert.rejects(crossValidate(unread, options), { name, message });
  }
  const models: readonly [EvaluateModelOptions, string, RegExp][] = [
    [{ folds: 0 }, "RangeError", /folds/],
    [{ positive: 1 as never }, "TypeError", /positive/],
    [{ signal: 1 as never }, "TypeError", /AbortSignal/],
  ];
  for (const [options, name, message] of models) {
    await assert.rejects(evaluateModel(unread, new Map(), options), { name, message });
  }
});

test("clips of one group: predictions are evaluated, a fit is an error with a remedy", async () => {
  const single = datasetFromAudio(clips.map((clip) => ({ ...clip, group: "home" })));
  const predictions = new Map(clips.map(({ path, label }) => {
    const cry = label === "cry" ? 0.9 : 0.1;
    return [path!, { probabilities: { other: 1 - cry, cry } }];
  }));
  const { metrics, baselines } = await evaluateModel(single, predictions);
  assert.equal(metrics.accuracy.estimate, 1);
  assert.ok(baselines.every(({ accuracy }) => accuracy >= 0 && accuracy <= 1));
  const message = /received 1; add recordings of other groups, .* \(option groupColumn\)$/;
  await assert.rejects(crossValidate(single), { name: "RangeError", message });
  await assert.rejects(crossValidate(single, { protocol: "logo" }), { message });
});

test("datasets that cannot be evaluated are errors", async () => {
  const range = (message: RegExp) => ({ name: "RangeError", message });
  const cries = datasetFromAudio(clips.filter(({ label }) => label === "cry"));
  await assert.rejects(crossValidate(cries), range(/two or more labels, received 12 clips of cry/));
  await assert.rejects(crossValidate(datasetFromAudio([])), range(/usable clips, received none$/));
  await assert.rejects(crossValidate(data, { folds: 9 }), range(/received 8; use at most 8 folds/));
  await assert.rejects(
    evaluateModel(data, new Map()),
    range(/received none; 24 excluded: no prediction \(0\.wav: /),
  );
  const classifier = await createClassifier({ model: "cry-detect" });
  const reasons = datasetFromAudio([{ ...clips[0]!, label: "hungry" }]);
  await assert.rejects(
    evaluateModel(reasons, classifier),
    range(/a prediction of reason for these labels, received cry; .*positive/),
  );
  const wrong = new Map([["0.wav", { probabilities: { cry: 0.5, other: 0.9 } }]]);
  await assert.rejects(evaluateModel(data, wrong), range(/sum 1, received cry 0\.5, other 0\.9/));
});

test("a model of tags is refused before a clip is read", async () => {
  const dataset = { ...data, read: () => assert.fail("a clip was read") };
  for (const options of [{}, { positive: "cry" }]) {
    await using classifier = await createClassifier({ model: "yamnet" });
    await assert.rejects(evaluateModel(dataset, classifier, options), {
      name: "RangeError",
      message:
        /received tags; tags are not labels of a dataset: .* the encoder yamnet \(option encoders\)$/,
    });
  }
  await using reasons = await createClassifier({ model: "cry-reason" });
  await assert.rejects(evaluateModel(dataset, reasons, { positive: "cry" }), {
    name: "RangeError",
    message: /expected a prediction of cry for these labels, received reason; a cry model needs/,
  });
});
