import { createClassifier } from "@babycry/babycry";
import type { ModelManifest } from "@babycry/babycry/models";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { type Entry, noise, RATE_HZ, voice, wav, withCorpus } from "./_corpus.ts";
import { fakeHost } from "./_fake_host.ts";

/** Voices and noises of eighteen groups, easy to tell apart. */
const separable: Entry[] = Array.from({ length: 36 }, (_, i) => ({
  path: `${i}.wav`,
  bytes: wav(i % 2 ? voice(i, 2) : noise(i)),
  label: i % 2 ? "cry" : "other",
  group: `g${i % 18}`,
  session: `s${i % 9}`,
}));

async function fit(
  folder: string,
  ...args: string[]
): Promise<{ code: number; out: string; err: string; model: ModelManifest; card: string }> {
  const host = fakeHost(() => undefined);
  const file = join(folder, "mine.json");
  const code = await main(["fit", ...args, "--cache", folder, "--out", file], host);
  const text = (path: string) => readFile(path, "utf8").catch(() => "null");
  const model = JSON.parse(await text(file));
  return { code, ...host.written, model, card: await text(join(folder, "mine.md")) };
}

const clipOf = (samples: Float32Array) => ({ samples, sampleRateHz: RATE_HZ });

test("a detector with its metrics, baselines and card; a second run computes nothing", async () => {
  await withCorpus(separable, async (manifest, folder) => {
    const args = [manifest, "--folds", "4", "--c", "0.001,0.1", "--coverage", "0.8"];
    const first = await fit(folder, ...args);
    assert.equal(first.code, 0, first.err);
    assert.match(
      first.out,
      /^logistic regression, C .* on cry-features on clips.csv: nested kfold, 4/,
    );
    for (
      const expected of [
        /majority/,
        /prior/,
        /false positives/,
        /36 clips, 36 computed/,
        /fold chose/,
      ]
    ) {
      assert.match(first.out, expected);
    }
    const { model } = first;
    assert.equal(model.task, "cry");
    const training = model.training as Record<string, unknown> & {
      metrics: Record<string, { estimate: number }>;
    };
    assert.match(String(training["data_sha256"]), /^[0-9a-f]{64}$/);
    assert.deepEqual(
      [training["recordings"], training["groups"], training["seed"], training["folds"]],
      [36, 18, 1, 4],
    );
    assert.ok(training.metrics["roc_auc"]!.estimate > 0.95);
    assert.deepEqual(model.conformal!.coverage, 0.8);
    // One recording a group.
    assert.deepEqual(Object.values(model.conformal!.scores).map(({ length }) => length), [9, 9]);

    const classifier = await createClassifier({ model });
    const [fresh, rain] = await classifier.predict([clipOf(voice(500, 2)), clipOf(noise(500))]);
    assert.ok(fresh!.cry!.probability > 0.7, `${fresh!.cry!.probability}`);
    assert.ok(rain!.cry!.probability < 0.3, `${rain!.cry!.probability}`);

    for (
      const expected of [
        /^# my-cry\n/,
        /Research software/,
        /majority/,
        /data_sha256/,
        /License of the weights: unstated/,
      ]
    ) {
      assert.match(first.card, expected);
    }
    const second = await fit(folder, ...args);
    assert.match(second.out, /36 clips, 0 computed, others from the cache/);
    assert.deepEqual(second.model, model);
    assert.notDeepEqual((await fit(folder, ...args, "--seed", "2")).model, model);
  });
});

test("reasons by a linear head or a perceptron, chosen by nested search", async () => {
  const entries = separable.map((entry, i) => ({ ...entry, label: i % 2 ? "hungry" : "tired" }));
  await withCorpus(entries, async (manifest, folder) => {
    const { code, err, model } = await fit(
      folder,
      ...[manifest, "--task", "reason", "--head", "linear,mlp", "--c", "0.01", "--hidden", "8"],
      ...["--folds", "3", "--prior", "hungry=0.9,tired=0.1", "--coverage", "none"],
    );
    assert.equal(code, 0, err);
    assert.deepEqual(model.task, "reason");
    assert.equal(model.conformal, undefined);
    const { candidates, metrics } = model.training as {
      candidates: { type: string }[];
      metrics: Record<string, { estimate: number }>;
    };
    assert.deepEqual(candidates.map(({ type }) => type), ["logistic_regression", "mlp"]);
    assert.ok(metrics["balanced_accuracy"]!.estimate > 0.9);
    const classifier = await createClassifier({ model });
    const { reason } = await classifier.predict(clipOf(voice(501, 2)));
    assert.equal(reason!.topReasons[0]!.label, "hungry");
    const even = await createClassifier({ model, prior: { hungry: 0.5, tired: 0.5 } });
    const { reason: other } = await even.predict(clipOf(voice(501, 2)));
    assert.ok(other!.allProbs["hungry"]! < reason!.allProbs["hungry"]!);
  });
});

test("valence on a front end, trained on augmented copies", async () => {
  // Nine groups of each: enough for the coverage of 0.9, and not for more.
  const entries = separable.slice(0, 18)
    .map((entry, i) => ({ ...entry, label: i % 2 ? "distress" : "positive" }));
  const bored = { path: "bored.wav", bytes: wav(voice(700, 2)), label: "bored", group: "b" };
  await withCorpus([...entries, bored], async (manifest, folder) => {
    const args = [manifest, "--task", "valence", "--augment", "original", "--folds", "3"];
    const { code, out, err, model, card } = await fit(folder, ...args, "--c", "0.1");
    assert.equal(code, 0, err);
    assert.match(out, /1 excluded: unknown label \(bored.wav/);
    assert.match(out, new RegExp(`${18 * 6} clips and augmented copies used`));
    assert.equal(model.training["augmented"], "original");
    assert.match(card, /Calibration, fitted on held-out/);
    assert.doesNotMatch(out, /every prediction set/);
    const stricter = await fit(folder, ...args, "--c", "0.1", "--coverage", "0.95");
    assert.match(
      stricter.out,
      /every prediction set includes distress: 9 groups allow a coverage of 0.90/,
    );
    const { valence } = await (await createClassifier({ model })).predict(clipOf(voice(502, 2)));
    assert.ok(valence!.probDistress > 0.5);
  });
});

test("excluded clips are counted, weaknesses of the dataset are warnings", async () => {
  const entries: Entry[] = [
    ...separable.map(({ group: _, ...entry }) => entry),
    { path: "gone.wav", label: "cry" },
    { path: "copy.wav", label: "cry", bytes: separable[1]!.bytes! },
    { path: "nameless.wav", label: "", bytes: wav(voice(600, 2)) },
    { path: "text.wav", label: "cry", bytes: new TextEncoder().encode("no sound at all") },
    { path: "3.wav", label: "other" },
  ];
  await withCorpus(entries, async (manifest, folder) => {
    const { code, out, err, model, card } = await fit(folder, manifest, "--folds", "3");
    assert.equal(code, 0, err);
    for (
      const expected of [
        /1 excluded: missing file \(gone.wav/,
        /1 excluded: duplicate row \(copy.wav: the file has the same audio as 1.wav/,
        /1 excluded: no label/,
        /1 excluded: unreadable \(text.wav/,
        /warning: No clip has a group/,
        /warning: 3.wav has two labels/,
      ]
    ) assert.match(out, expected);
    assert.equal(model.training["excluded"], 4);
    assert.doesNotMatch(out, /every prediction set/);
    assert.match(card, /excluded, missing file: 1/);
    assert.match(card, /No clip has a group/);
  });
});

test("wrong usage and unusable data are errors, and nothing is written", async () => {
  const folds = separable.map((entry, i) => ({ ...entry, split: `${i % 5}` }));
  await withCorpus(folds, async (manifest, folder) => {
    const wrong: [string[], RegExp, number][] = [
      [[], /Missing DATASET/, 2],
      [
        [manifest, "--task", "mood"],
        /Invalid --task: expected cry, valence or reason, received mood/,
        2,
      ],
      [
        [manifest, "--c", "0.1,0"],
        /Invalid --c: expected a number above 0, or several .*, received 0\.1,0/,
        2,
      ],
      [
        [manifest, "--head", "forest"],
        /Invalid --head: expected linear or mlp, or several .*, received forest/,
        2,
      ],
      [[manifest, "--augment", "everything"], /Invalid --augment: expected phone or original/, 2],
      [[manifest, "--encoder", "vggish"], /Invalid --encoder: expected ast, clap/, 2],
      [[manifest, "--encoder", "clap", "--task", "cry"], /expected a front end/, 2],
      [[manifest, "--encoder", "clap", "--front-end", "acoustic193"], /received both/, 2],
      [
        [manifest, "--task", "reason", "--positive", "cry"],
        /expected a positive label .* with the task cry/,
        2,
      ],
      [[manifest, "--prior", "even"], /expected a prior .* with the tasks reason and valence/, 2],
      [
        [manifest, "--task", "reason", "--prior", "cry=1"],
        /expected prior .* for each of cry, other with sum 1, received cry=1/,
        1,
      ],
      [
        [manifest, "--folds", "2.5"],
        /Invalid --folds: expected a whole number from 2, received 2\.5/,
        2,
      ],
      [
        [manifest, "--hidden", "1.5"],
        /Invalid --hidden: expected a whole number from 1, .*received 1\.5/,
        2,
      ],
      [
        [manifest, "--recall", "95"],
        /Invalid --recall: expected a number between 0 and 1, received 95/,
        2,
      ],
      [
        [manifest, "--recall", "most"],
        /Invalid --recall: expected a number between 0 and 1, received most/,
        2,
      ],
      [
        [manifest, "--front-end", "vggish"],
        /Invalid --front-end: expected cry-features or acoustic193, received vggish/,
        2,
      ],
      [
        [manifest, "--positive", "laugh"],
        /expected laugh and at least one other label .*, received other, cry in 36 usable clips/,
        1,
      ],
      [
        [manifest, "--labels", "cry"],
        /expected cry and at least one other label .*, received cry in 18/,
        1,
      ],
      [
        [manifest, "--task", "valence"],
        /expected positive and distress, received none in 0 usable clips; 36 excluded: unknown/,
        1,
      ],
      [
        [manifest, "--root", "nowhere"],
        /expected cry and .*, received none .*; 36 excluded: missing file/,
        1,
      ],
      [
        [manifest, "--folds", "20"],
        /expected at least 20 groups for 20 folds, received 18; use at most 18 folds \(--folds\)/,
        1,
      ],
      [
        [manifest, "--folds", "2", "--c", "1,2"],
        /expected 3 or more folds, received 2; use more folds \(--folds\) or one candidate/,
        1,
      ],
      [[manifest, "--group", "baby"], /expected a column baby, received path, label/, 2],
      [[manifest, "--session", "day"], /expected a column day, received path, label/, 2],
      [[manifest, "--fold", "side"], /expected a column side \(--fold\), received path/, 1],
      [[manifest, "--alpha", "1"], /--alpha: expected mlp among the heads \(--head\)/, 2],
      [[manifest, "--hidden", "8"], /--hidden: expected mlp among the heads \(--head\)/, 2],
      [[manifest, "--head", "mlp", "--c", "1"], /--c: expected linear among the heads/, 2],
      [[manifest, "--pooling", "mean"], /expected pooling .* received the task cry/, 2],
      [[manifest, "--fold", "split"], /received group g\d+ in folds/, 1],
      [[join(folder, "gone.csv")], /gone.csv/, 1],
    ];
    for (const [args, message, code] of wrong) {
      const result = await fit(folder, ...args);
      assert.equal(result.code, code, `${args.join(" ")}: ${result.err}`);
      assert.match(result.err, message);
      assert.equal(result.model, null);
    }
  });
});

test("an interrupt ends the fit without a model", async () => {
  await withCorpus(separable, async (manifest, folder) => {
    const host = fakeHost(() => undefined);
    setTimeout(() => host.interrupt(), 50);
    const args = ["fit", manifest, "--cache", folder, "--out", join(folder, "mine.json")];
    assert.equal(await main(args, host), 130);
    await assert.rejects(readFile(join(folder, "mine.json")));
  });
});
