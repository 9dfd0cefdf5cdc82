/**
 * `fit`: a model from one's own recordings, with its figures and its card.
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import manifest from "../../../deno.json" with { type: "json" };
import { loadAmrRoundTrip } from "../../augment/codecs.ts";
import { type Clip, collectDataset, type Dataset, groupOf } from "../../data/dataset.ts";
import { countExcluded, describeExcluded } from "../../data/excluded.ts";
import { audioFreeBaselines } from "../../metrics/baselines.ts";
import { evaluate } from "../../metrics/evaluate.ts";
import { stratifiedGroupFolds } from "../../data/stratified_group_folds.ts";
import { originalAugmentation, phoneAugmentation } from "../../fit/augmentation.ts";
import { learnerName } from "../../fit/learner.ts";
import {
  type EncodedClip,
  readTrainingSet,
  readVariants,
  type TrainingSet,
} from "../../fit/training_set.ts";
import { checkManifest } from "../../models/check_manifest.ts";
import { openFolderStore } from "../../store/folder_store.ts";
import { hostCacheFolder } from "../../store/cache_folder.ts";
import type { ProgressOptions } from "../../types.ts";
import type { EvaluationReport } from "../../fit/evaluation_report.ts";
import { asUsage } from "../options/usage_error.ts";
import { checkWritable } from "../options/check_writable.ts";
import { fitCryModel } from "../../fit/fit_cry_model.ts";
import { findEncoder } from "../options/find_encoder.ts";
import { openEncoders } from "../../fit/open_encoders.ts";
import {
  CACHE_FOLDER,
  type FitInput,
  type Fitted,
  MIN_SECONDS,
  SILENCE_DBFS,
  WINDOWS,
} from "../../fit/fit_input.ts";
import { readFitOptions } from "../options/fit_options.ts";
import type { FitSettings, FitTask } from "../../fit/fit_input.ts";
import { fitPooledModel } from "../../fit/fit_pooled_model.ts";
import { provenance } from "../../fit/provenance.ts";
import { fitText } from "../../report/fit_text.ts";
import type { Host } from "../host.ts";
import { modelCard } from "../../report/model_card.ts";
import { openDataset } from "../../input/open_dataset.ts";
import { createProgressDisplay } from "../output/progress_display.ts";

export { help } from "../options/fit_options.ts";

const VALENCE_LABELS = ["distress", "positive"];

/** Runs the command. */
export async function run(args: readonly string[], { out, err, signal }: Host): Promise<number> {
  const settings = readFitOptions(args);
  const progress = createProgressDisplay(err);
  let stage = "";
  const work: ProgressOptions = {
    signal,
    onProgress: ({ done, total }) => progress.update(stage, done / total),
  };
  try {
    const text = await fit(settings, work, (name) => void (stage = name));
    progress.clear();
    out.write(text);
    return 0;
  } finally {
    progress.clear();
  }
}

async function fit(
  settings: FitSettings,
  work: ProgressOptions,
  onStage: (name: string) => void,
): Promise<string> {
  const { path, out, positive, seed, cache } = settings;
  await checkWritable(out);
  const { dataset, read } = await openDataset(path, {
    ...settings,
    ...(settings.task === "valence" && !settings.labels ? { labels: VALENCE_LABELS.join() } : {}),
  });
  const extractors = await asUsage(openEncoders({
    frontEnd: settings.frontEnd,
    encoders: await Promise.all(settings.encoders.map(findEncoder)),
  }, cache));
  const task = settings.task ?? taskOf(dataset);
  const windowing = {
    ...WINDOWS,
    fill: settings.encoders.length > 0 ? "zero" as const : WINDOWS.fill,
  };
  const store = settings.keep
    ? { store: await openFolderStore(`${cache ?? await hostCacheFolder()}/${CACHE_FOLDER}`) }
    : {};

  onStage("hearing");
  const options = { ...work, ...store, minSeconds: MIN_SECONDS, silenceDbfs: SILENCE_DBFS };
  const heardBy = { ...extractors, windows: windowing };
  try {
    const set = await readTrainingSet(dataset, read, heardBy, options);
    const { clips } = set;
    const labels = task === "cry" ? [`no_${positive}`, positive] : labelsOf(task, clips, settings);
    const y = Int32Array.from(
      clips,
      (clip) => task === "cry" ? Number(clip.label === positive) : labels.indexOf(clip.label),
    );
    checkLabels(task, labels, y, set);
    const groups = clips.map(groupOf);
    const given = givenFolds(clips, settings.foldColumn);
    const folds = given ??
      stratifiedGroupFolds(y, groups, { folds: settings.folds, classes: labels.length, seed });

    let computed = set.computed;
    let windows: readonly EncodedClip[] = set.windows;
    const augmentation = settings.augment === "phone"
      ? phoneAugmentation(await loadAmrRoundTrip())
      : settings.augment === "original"
      ? originalAugmentation
      : undefined;
    if (augmentation) {
      onStage("augmenting");
      const variants = await readVariants(set, folds, read, heardBy, augmentation, {
        ...work,
        ...store,
        seed,
        mixable: (clip) => task === "cry" && clip.label !== positive,
        positive: (clip) => task !== "cry" || clip.label === positive,
      });
      windows = [...windows, ...variants.windows];
      computed += variants.computed;
    }

    onStage("fitting");
    const input: FitInput = {
      settings,
      clips,
      labels,
      y,
      groups,
      folds,
      windows,
      windowing,
      extractors,
    };
    const fitted = task === "cry"
      ? await fitCryModel(input, work)
      : await fitPooledModel(input, task, work);
    const report = reportOf(input, fitted, {
      model: `${learnerName(fitted.chosen)} on ${
        extractors.encoders.map(({ id }) => id).join(" + ")
      }`,
      excluded: countExcluded(set.excluded),
      warnings: warningsOf(dataset, input),
    });
    const model = {
      ...fitted.model,
      training: {
        ...await provenance(input, set, report, fitted, manifest.version),
        ...fitted.training,
      },
    };
    checkManifest(model);
    const card = out.replace(/(\.json)?$/, ".md");
    await writeFile(out, manifestText(model));
    await writeFile(card, modelCard(model, report, { file: basename(out), lines: fitted.lines }));
    return fitText(report, fitted, [
      ...(given ? [`folds are those of the column ${settings.foldColumn}`] : []),
      `${windows.length} clips and copies encoded, ${computed} clips computed`,
      `wrote ${out} and its card ${card}`,
    ]);
  } finally {
    for (const encoder of extractors.encoders) await encoder.dispose();
  }
}

function taskOf(dataset: Dataset): FitTask {
  const labels = new Set(dataset.clips.map((clip) => clip.label));
  return labels.size > 0 && [...labels].every((label) => VALENCE_LABELS.includes(label))
    ? "valence"
    : "reason";
}

/** As the user lists them, or the commonest first. */
function labelsOf(task: FitTask, clips: readonly Clip[], { labels }: FitSettings): string[] {
  if (task === "valence") return VALENCE_LABELS;
  const found = [...new Set(clips.map((clip) => clip.label))];
  if (labels !== undefined) {
    return labels.split(",").map((label) => label.trim()).filter((label) => found.includes(label));
  }
  const count = (label: string) => clips.filter((clip) => clip.label === label).length;
  return found.sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1));
}

/** @throws {RangeError} when a class has no clips */
function checkLabels(
  task: FitTask,
  labels: readonly string[],
  y: Int32Array,
  { clips, excluded }: TrainingSet,
): void {
  const used = new Set(y);
  if (labels.length > 1 && !used.has(-1) && used.size === labels.length) return;
  const came = [...new Set(clips.map((clip) => clip.label))].join(", ") || "none";
  const wanted = task === "cry"
    ? `${labels[1]} and at least one other`
    : task === "valence"
    ? "positive and distress"
    : "two or more";
  throw new RangeError(
    `Fitting: labels of the ${clips.length} usable clips are ${came}, wanted ${wanted}` +
      describeExcluded(excluded),
  );
}

/** Folds that the dataset gives, when it does for every clip. */
function givenFolds(clips: readonly Clip[], column: string): Int32Array | undefined {
  const words = clips.map((clip) => clip.columns[column] ?? "");
  if (words.includes("")) return undefined;
  const names = [...new Set(words)].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
  return Int32Array.from(words, (word) => names.indexOf(word));
}

function warningsOf(
  dataset: Dataset,
  { clips, labels, y, groups, folds, windows }: FitInput,
): string[] {
  const count = Math.max(...folds) + 1;
  const warnings = collectDataset(clips).warnings.map(({ message }) => message);
  for (const [c, label] of labels.entries()) {
    const own = new Set(groups.filter((_, row) => y[row] === c)).size;
    if (own < count) {
      warnings.push(`${label} has clips of ${own} groups, fewer than the ${count} folds`);
    }
  }
  const damaged = windows.slice(0, clips.length).filter(({ encodings }) => encodings[0]!.damage);
  if (damaged.length > 0) {
    const [{ row, encodings }] = damaged as [EncodedClip];
    warnings.push(
      `${damaged.length} of ${clips.length} clips could be decoded only in part: ` +
        `${clips[row]!.path}: ${encodings[0]!.damage}`,
    );
  }
  const seen = new Map<string, string>();
  for (const { path, label } of dataset.clips) {
    if ((seen.get(path) ?? label) !== label) warnings.push(`${path} stands under two labels`);
    seen.set(path, label);
  }
  return warnings;
}

function reportOf(
  { settings, clips, labels, y, groups, folds, windows }: FitInput,
  { heldOut }: Fitted,
  more: Pick<EvaluationReport, "model" | "excluded" | "warnings">,
): EvaluationReport {
  const rows = [...clips.keys()];
  const each = [...new Set(folds)].sort((a, b) => a - b).map((fold) => ({
    name: String(fold),
    train: rows.filter((row) => folds[row] !== fold),
    test: rows.filter((row) => folds[row] === fold),
  }));
  const facts = windows.slice(0, clips.length).map(({ encodings }) => encodings[0]!.metadata);
  const sessions = clips.map((clip) => clip.session);
  return {
    dataset: basename(settings.path),
    protocol: settings.candidates.length > 1 ? "nested kfold" : "kfold",
    folds: each.length,
    ...evaluate(heldOut, { seed: settings.seed }),
    baselines: audioFreeBaselines({ y, classes: labels.length, facts, groups, sessions }, each),
    ...more,
  };
}

/** One line a key: short to read, short to ship. */
function manifestText(model: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(model).map(([key, value]) =>
    `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`
  );
  return `{\n${lines.join(",\n")}\n}\n`;
}
