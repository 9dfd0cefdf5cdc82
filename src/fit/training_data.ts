/**
 * Reads the data of a fit: clips, classes, groups, folds and augmented copies.
 *
 * @module
 */
import { loadAmrRoundTrip } from "../augment/codecs.ts";
import type { AudioDataset } from "../data/audio_dataset.ts";
import { type Clip, collectDataset, groupOf } from "../data/dataset.ts";
import { describeExcluded } from "../data/excluded.ts";
import { stratifiedGroupFolds } from "../data/stratified_group_folds.ts";
import type { ProgressOptions } from "../types.ts";
import { type Augmentation, originalAugmentation, phoneAugmentation } from "./augmentation.ts";
import { type FitInput, MIN_SECONDS, SILENCE_DBFS, type TrainingData } from "./fit_input.ts";
import { type FitModelOptions, type FitSettings, VALENCE_LABELS } from "./fit_options.ts";
import { checkFolds } from "./folds.ts";
import { resolvePrior } from "./resolve_prior.ts";
import { readTrainingSet, readVariants, type TrainingSet } from "./training_set.ts";

const DIGITS = 5;

/**
 * Encodes the clips of a dataset and their augmented copies, and assigns them to folds.
 *
 * @param workOf returns the signal and the progress callback of a stage
 * @throws {RangeError} when a class has no clips, the folds split a group or cannot be made, or the
 *   prior does not match the labels
 */
export async function readTrainingData(
  { dataset, read }: AudioDataset,
  settings: FitSettings,
  extractors: FitInput["extractors"],
  { store, workOf }: Pick<FitModelOptions, "store"> & {
    readonly workOf: (stage: "encoding" | "augmenting") => ProgressOptions;
  },
): Promise<TrainingData> {
  const { seed, task, positive, labels: only } = settings;
  const chosen = collectDataset(dataset.clips, {
    excluded: dataset.excluded,
    ...(only ? { labels: only } : {}),
  });
  const kept = store ? { store } : {};
  const limits = { minSeconds: MIN_SECONDS, silenceDbfs: SILENCE_DBFS };
  const set = await readTrainingSet(chosen, read, extractors, {
    ...workOf("encoding"),
    ...kept,
    ...limits,
  });
  const classed = assignClasses(set, settings);
  const dealt = dealFolds(set.clips, classed, settings);
  const augmentation = await loadAugmentation(settings);
  if (!augmentation) return { ...set, ...classed, ...dealt };
  const variants = await readVariants(set, dealt.folds, read, extractors, augmentation, {
    ...workOf("augmenting"),
    ...kept,
    seed,
    mixable: (clip) => task === "cry" && clip.label !== positive,
    positive: (clip) => task !== "cry" || clip.label === positive,
  });
  return {
    ...set,
    ...classed,
    ...dealt,
    windows: [...set.windows, ...variants.windows],
    computed: set.computed + variants.computed,
  };
}

/** Finds the classes of the clips. @throws {RangeError} when a class has no clips */
function assignClasses(
  set: TrainingSet,
  settings: FitSettings,
): Pick<TrainingData, "labels" | "y" | "prior"> {
  const { clips } = set;
  const { task, positive } = settings;
  const labels = task === "cry" ? [`no_${positive}`, positive] : labelsOf(clips, settings);
  const y = Int32Array.from(
    clips,
    (clip) => task === "cry" ? Number(clip.label === positive) : labels.indexOf(clip.label),
  );
  checkLabels(settings, labels, y, set);
  const shareOf = (c: number) => y.filter((one) => one === c).length / y.length;
  const training = Object.fromEntries(
    labels.map((label, c) => [label, Number(shareOf(c).toPrecision(DIGITS))]),
  );
  return { labels, y, prior: resolvePrior(settings.prior, labels, training) };
}

/** Lists the classes in the order of the settings, or the most frequent first. */
function labelsOf(clips: readonly Clip[], { task, labels }: FitSettings): readonly string[] {
  if (task === "valence") return VALENCE_LABELS;
  const found = [...new Set(clips.map((clip) => clip.label))];
  if (labels) return labels.filter((label) => found.includes(label));
  const count = (label: string) => clips.filter((clip) => clip.label === label).length;
  return found.sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1));
}

/** Checks the labels. @throws {RangeError} when a class has no clips */
function checkLabels(
  { task, positive }: FitSettings,
  labels: readonly string[],
  y: Int32Array,
  { clips, excluded }: TrainingSet,
): void {
  const used = new Set(y);
  if (labels.length > 1 && !used.has(-1) && used.size === labels.length) return;
  const expected = task === "cry"
    ? `${positive} and at least one other label (option positive)`
    : task === "valence"
    ? "positive and distress"
    : "two or more labels";
  const received = [...new Set(clips.map((clip) => clip.label))].join(", ") || "none";
  throw new RangeError(
    `Reading labels: expected ${expected}, received ${received} in ${clips.length} usable clips` +
      describeExcluded(excluded),
  );
}

/** Uses the folds of the dataset, or assigns groups to folds. */
function dealFolds(
  clips: readonly Clip[],
  { labels, y }: Pick<TrainingData, "labels" | "y">,
  { folds, foldColumn, seed }: FitSettings,
): Pick<TrainingData, "groups" | "folds" | "foldColumn"> {
  const groups = clips.map(groupOf);
  const given = givenFolds(clips, foldColumn);
  if (given) return { groups, folds: checkFolds(given, groups), foldColumn };
  return {
    groups,
    folds: stratifiedGroupFolds(y, groups, { folds, classes: labels.length, seed }),
  };
}

/** Reads the folds of a column, if every clip has one. */
function givenFolds(clips: readonly Clip[], column: string): Int32Array | undefined {
  const words = clips.map((clip) => clip.columns[column] ?? "");
  if (words.includes("")) return undefined;
  const names = [...new Set(words)].sort((a, b) => Number(a) - Number(b) || (a < b ? -1 : 1));
  return Int32Array.from(words, (word) => names.indexOf(word));
}

async function loadAugmentation({ augment }: FitSettings): Promise<Augmentation | undefined> {
  if (augment === undefined) return undefined;
  return augment === "phone" ? phoneAugmentation(await loadAmrRoundTrip()) : originalAugmentation;
}
