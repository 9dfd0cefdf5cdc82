import { embeddedModels } from "@babycry/babycry";
import type { CryManifest } from "@babycry/babycry/models";
import { CRY_FEATURE_NAMES } from "@babycry/babycry/features";
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { type Entry, noise, voice, wav, withCorpus } from "./_corpus.ts";
import { fakeHost } from "./_fake_host.ts";

interface Report {
  model: string;
  protocol: string;
  clips: number;
  excluded: { reason: string; count: number; examples: string[] }[];
  warnings: string[];
  metrics: Record<string, { estimate: number }>;
  prior: Record<string, number>;
  baselines: { rule: string; accuracy: number; roc_auc: number; log_loss: number }[];
  confusion: number[][];
  classes: { label: string; clips: number }[];
  sets?: {
    target_coverage: number;
    mean_size: number;
    singleton_share: number;
    clips: { estimate: number };
    groups: { estimate: number };
    classes: { label: string; coverage: number }[];
  };
  answered?: {
    clips: number;
    accuracy: number;
    abstention_reasons: { reason: string; clips: number }[];
  };
}

async function evaluate(...args: string[]): Promise<Report> {
  const host = fakeHost(() => undefined);
  assert.equal(await main(["eval", ...args, "--json"], host), 0, host.written.err);
  return JSON.parse(host.written.out);
}

const clips = (labels: readonly string[]): Entry[] =>
  labels.map((label, i) => ({
    path: `${i}.wav`,
    bytes: wav(voice(i, 2)),
    label,
    // Two clips of the first donor, one of each other.
    group: `g${Math.max(1, i)}`,
  }));
const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9, `${a} ${b}`);

test("saved predictions: probabilities, abstentions, sets and missing predictions", async () => {
  const labels = ["hungry", "tired", "hungry", "tired", "hungry", "tired", "tired", "belly"];
  const answer = (hungry: number, abstention_reasons: string[], set: string[]) => ({
    reason: {
      label: abstention_reasons.length > 0 ? "unknown" : hungry > 0.5 ? "hungry" : "tired",
      all_probs: { hungry, tired: 1 - hungry },
      abstention_reasons,
      prediction_set: { coverage: 0.8, labels: set },
    },
  });
  await withCorpus(clips(labels), async (manifest, folder) => {
    const lines = [
      answer(0.9, [], ["hungry"]),
      answer(0.8, [], ["hungry"]),
      answer(0.7, [], ["hungry"]),
      answer(0.1, [], ["tired"]),
      answer(0.4, ["low_confidence", "clipped"], ["hungry", "tired"]),
      answer(0.2, [], ["tired"]),
      { error: { name: "RangeError", message: "Reading samples: too few" } },
    ].map((answer, i) => JSON.stringify({ path: join(folder, `${i}.wav`), ...answer }));
    const file = join(folder, "saved.jsonl");
    await writeFile(file, `${lines.join("\n")}\n`);
    const elsewhere = join(folder, "elsewhere.jsonl");
    await writeFile(elsewhere, lines.join("\n").replaceAll(folder, join(folder, "gone")));
    const lost = fakeHost(() => undefined);
    assert.equal(await main(["eval", manifest, "--predictions", elsewhere], lost), 1);
    assert.match(
      lost.written.err,
      /received none; 8 excluded: no prediction \(0\.wav: expected a prediction of the whole recording/,
    );
    const report = await evaluate(manifest, "--predictions", file);
    assert.deepEqual([report.model, report.protocol, report.clips], ["saved.jsonl", "as-is", 6]);
    assert.deepEqual(report.excluded.map(({ reason, count }) => [reason, count]), [
      ["no_prediction", 2],
    ]);
    assert.match(report.excluded[0]!.examples[0]!, /6\.wav: Reading samples: too few/);
    near(report.metrics["accuracy"]!.estimate, 4 / 6);
    near(report.metrics["balanced_accuracy"]!.estimate, (2 / 3 + 2 / 3) / 2);
    near(
      report.metrics["log_loss"]!.estimate,
      -[0.9, 0.2, 0.7, 0.9, 0.4, 0.8].reduce((sum, p) => sum + Math.log(p), 0) / 6,
    );
    const { answered, sets } = report;
    assert.deepEqual([answered!.clips, answered!.accuracy], [5, 4 / 5]);
    assert.deepEqual(answered!.abstention_reasons, [
      { reason: "low_confidence", clips: 1 },
      { reason: "clipped", clips: 1 },
    ]);
    assert.deepEqual([sets!.target_coverage, sets!.mean_size, sets!.singleton_share], [
      0.8,
      7 / 6,
      5 / 6,
    ]);
    near(sets!.clips.estimate, 5 / 6);
    // The first donor has a clip that is held and one that is not.
    near(sets!.groups.estimate, (1 / 2 + 4) / 5);
    assert.deepEqual(sets!.classes.map(({ coverage }) => coverage), [1, 2 / 3]);

    const host = fakeHost(() => undefined);
    assert.equal(await main(["eval", manifest, "--predictions", file], host), 0);
    assert.match(
      host.written.out,
      /answered 5 of 6 clips with accuracy 0\.800.*; abstained: low confidence 1, clipped 1/,
    );
    assert.match(
      host.written.out,
      /prediction sets at 80 % coverage contain 1\.2 labels on average/,
    );
  });
});

test("a table with a column of probabilities for each label", async () => {
  await withCorpus(clips(["a", "b", "a", "b"]), async (manifest, folder) => {
    const file = join(folder, "theirs.csv");
    const rows = [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.3, 0.6, 0.1], [0, 1, 0]];
    const text = rows.map((row, i) => [join(folder, `${i}.wav`), ...row].join());
    await writeFile(file, ["path,a,b,c", ...text, ""].join("\n"));
    const report = await evaluate(manifest, "--predictions", file, "--folds", "2");
    near(report.metrics["accuracy"]!.estimate, 3 / 4);
    assert.deepEqual(report.classes.map(({ label, clips }) => [label, clips]), [
      ["a", 2],
      ["b", 2],
      ["c", 0],
    ]);
    assert.equal(report.metrics["roc_auc"]!.estimate, 1);
    for (
      const [broken, message, code] of [
        ["path,a,b\nx.wav,0.5,0.9\n", /row 1: expected a probability .*, received a 0.5, b 0.9/, 1],
        ["file,a,b\nx.wav,0.5,0.5\n", /expected a path in row 1/, 2],
      ] as const
    ) {
      await writeFile(file, broken);
      const host = fakeHost(() => undefined);
      assert.equal(await main(["eval", manifest, "--predictions", file], host), code);
      assert.match(host.written.err, message);
    }
  });
});

test("a reason model as it is; clips with labels that it does not know are excluded", async () => {
  const { windows } = embeddedModels.find(({ id }) => id === "cry-detect") as CryManifest;
  const n_features = CRY_FEATURE_NAMES.length;
  const zeros = new Array<number>(n_features).fill(0);
  const model = {
    format: "babycry-model/1",
    id: "deaf",
    task: "reason",
    min_seconds: 0.1,
    license: "",
    training: {},
    front_end: "cry-features",
    modes: { whole: { windows } },
    mode: "whole",
    classifier: {
      format: "sklearn-json/1",
      n_features,
      classes: ["hungry", "tired", "lonely"],
      steps: [],
      classifier: {
        type: "logistic_regression",
        coef: [zeros, zeros, zeros],
        intercept: [2, 1, 0],
        link: "softmax",
      },
    },
  };
  const labels = ["hungry", "tired", "hungry", "hungry", "tired", "scared"];
  await withCorpus(clips(labels), async (manifest, folder) => {
    const file = join(folder, "deaf.json");
    await writeFile(file, JSON.stringify(model));
    const report = await evaluate(manifest, "--model", file, "--folds", "2");
    assert.deepEqual([report.clips, report.excluded[0]!.reason], [5, "unknown_label"]);
    near(report.metrics["accuracy"]!.estimate, 3 / 5);
    near(report.metrics["roc_auc"]!.estimate, 1 / 2);
    assert.deepEqual(report.answered!.clips, 5);
    assert.equal(report.sets, undefined);
    const asked = ["--model", file, "--positive", "hungry"];
    const host = fakeHost(() => undefined);
    assert.equal(await main(["eval", manifest, ...asked], host), 1);
    assert.match(host.written.err, /expected a prediction of cry .*, received reason/);
  });
});

test("labels positive and distress are of valence", async () => {
  const labels = ["positive", "distress", "positive", "distress"];
  await withCorpus(clips(labels), async (manifest, folder) => {
    const answers = [0.9, 0.4, 0.3, 0.2].map((prob_positive, i) => ({
      path: join(folder, `${i}.wav`),
      cry: { label: "cry", probability: 1, threshold: 0.5 },
      valence: {
        label: i === 2 ? "unknown" : prob_positive > 0.5 ? "positive" : "distress",
        prob_positive,
        prob_distress: 1 - prob_positive,
        abstention_reasons: i === 2 ? ["low_confidence"] : [],
      },
    }));
    const file = join(folder, "saved.json");
    await writeFile(file, JSON.stringify(answers));
    const report = await evaluate(manifest, "--predictions", file, "--folds", "2");
    near(report.metrics["accuracy"]!.estimate, 3 / 4);
    assert.deepEqual([report.answered!.clips, report.answered!.accuracy], [3, 1]);
  });
});

test("a clip that is decoded only in part is named", async () => {
  const entries = clips(["a", "b", "a", "b"]);
  const cut = { ...entries[1]!, bytes: entries[1]!.bytes!.slice(0, 20_000) };
  await withCorpus([entries[0]!, cut, entries[2]!, entries[3]!], async (manifest) => {
    for (const more of [["--no-cache"], []]) {
      const report = await evaluate(manifest, "--folds", "2", ...more);
      assert.match(report.warnings.join(), /1 of 4 clips could be decoded only in part: 1\.wav/);
    }
  });
});

test("audio-free baselines have the metrics of a model", async () => {
  await withCorpus(clips(["a", "b", "a", "b", "a", "b"]), async (manifest) => {
    const { baselines, prior, metrics } = await evaluate(manifest, "--folds", "2", "--no-cache");
    const majority = baselines.find(({ rule }) => rule === "majority")!;
    near(majority.roc_auc, 1 / 2);
    near(prior["log_loss"]!, Math.log(2));
    for (const rule of baselines) {
      for (const name of Object.keys(metrics)) assert.ok(name in rule, `${rule.rule} ${name}`);
    }
  });
});

test("a model on the clips that it was fitted on: a warning, and its label is the default", async () => {
  const entries = Array.from({ length: 24 }, (_, i): Entry => ({
    path: `${i}.wav`,
    bytes: wav(i % 2 ? voice(i, 2) : noise(i)),
    label: i % 2 ? "baby" : "other",
    group: `g${i % 12}`,
  }));
  await withCorpus(entries, async (manifest, folder) => {
    const [head, ...rows] = (await readFile(manifest, "utf8")).trim().split("\n");
    const [first, second] = [join(folder, "first.csv"), join(folder, "second.csv")];
    await writeFile(first, [head, ...rows.slice(0, 16)].join("\n"));
    await writeFile(second, [head, ...rows.slice(16)].join("\n"));
    const model = join(folder, "mine.json");
    const host = fakeHost(() => undefined);
    const args = ["--positive", "baby", "--folds", "3", "--cache", folder, "--out", model];
    assert.equal(await main(["fit", first, ...args], host), 0, host.written.err);
    const { warnings, classes } = await evaluate(manifest, "--model", model);
    assert.deepEqual(classes.map(({ label }) => label), ["no_baby", "baby"]);
    assert.match(warnings[0]!, /^my-cry was fitted on 16 of these 24 clips, .* on other clips/);
    assert.deepEqual((await evaluate(second, "--model", model)).warnings, []);

    const own = join(folder, "own.csv");
    await writeFile(own, "path,label\n1.wav,cry\n2.wav,other\n");
    const enrolled = join(folder, "enrolled.json");
    assert.equal(await main(["enroll", own, "--out", enrolled], host), 0, host.written.err);
    const adapted = await evaluate(manifest, "--model", enrolled, "--positive", "baby");
    assert.match(adapted.warnings[0]!, /^cry-detect was fitted on 2 of these 24 clips/);
  });
});
