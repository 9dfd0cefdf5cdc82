import { type AudioClip, datasetFromAudio } from "@babycry/babycry/data";
import { crossValidate, evaluateModel, type EvaluationReport } from "@babycry/babycry/eval";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { evaluationHtml } from "../../src/report/evaluation_html.ts";
import { noise, RATE_HZ, voice } from "../cli/_corpus.ts";
import { findProgram, requires } from "../_requires.ts";

const clips = (labels: readonly string[]): AudioClip[] =>
  Array.from({ length: 12 }, (_, i) => ({
    audio: { samples: i % 2 ? voice(i, 1) : noise(i), sampleRateHz: RATE_HZ },
    label: labels[i % labels.length]!,
    group: `g${i}`,
  }));

/** Certain predictions of the label of each clip. */
async function predicted(labels: readonly string[]): Promise<EvaluationReport> {
  const data = datasetFromAudio(clips(labels));
  const predictions = new Map(data.dataset.clips.map(({ path, label }) => [path, {
    probabilities: Object.fromEntries(labels.map((one) => [one, Number(one === label)])),
  }]));
  return await evaluateModel(data, predictions);
}

test("the ROC chart names its positive class", async () => {
  const titleOf = async (labels: readonly string[]) =>
    /<title>(ROC .*?)<\/title>/.exec(evaluationHtml(await predicted(labels)))?.[1];
  assert.equal(await titleOf(["cry", "other"]), "ROC curve, positive class: cry");
  assert.equal(await titleOf(["other", "cry"]), "ROC curve, positive class: cry");
  assert.equal(await titleOf(["hungry", "tired"]), "ROC curve, positive class: tired");
  assert.equal(await titleOf(["hungry", "tired", "burping"]), "ROC curves, one-vs-rest");
});

test("a page needs no scripts and no other files, and escapes its labels", async () => {
  const page = evaluationHtml(await predicted(["<b>", "other"]));
  assert.doesNotMatch(page, /<script|<link|src=|<b>|NaN|undefined/);
  assert.match(page, /&#60;b&#62;/);
});

const widths = [320, 390, 768, 1000, 1280];

test("a page fits narrow and wide screens", requires("chromium"), async () => {
  const long = "a_label_that_is_much_longer_than_any_column_of_a_table";
  const report = await crossValidate(datasetFromAudio(clips([long, "other"])), {
    protocol: "leaky",
    folds: 3,
  });
  const frames = widths.map((width) =>
    `<iframe style="width:${width}px;height:9000px;border:0" src="page.html"></iframe>`
  );
  const measure = `addEventListener("load", () => {
    document.body.textContent = JSON.stringify([...document.querySelectorAll("iframe")].map(
      ({ contentDocument: { documentElement: root } }) =>
        [root, ...root.querySelectorAll(".card")].map((one) => one.scrollWidth - one.clientWidth),
    ));
  });`;
  const folder = await mkdtemp(join(tmpdir(), "report-"));
  try {
    await writeFile(join(folder, "page.html"), evaluationHtml(report));
    await writeFile(join(folder, "frames.html"), `${frames.join("")}<script>${measure}</script>`);
    const { stdout } = await promisify(execFile)(findProgram("chromium")!, [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--allow-file-access-from-files",
      `--user-data-dir=${join(folder, "profile")}`,
      "--dump-dom",
      `file://${join(folder, "frames.html")}`,
    ]);
    const overflow = JSON.parse(/<body>(.*)<\/body>/.exec(stdout)![1]!) as number[][];
    assert.deepEqual(overflow.map((cards) => Math.max(...cards)), widths.map(() => 0));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
