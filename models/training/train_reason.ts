/**
 * Trains `cry-reason`: the reason for crying, as far as recordings show it. Log loss with donors held out
 * chooses the features, the penalty and the exponent of the probabilities; nested folds evaluate the choice
 * itself. If the result is not better than the shares of the reasons, or not better than chance, the model
 * ignores the recording and predicts the shares.
 *
 * @module
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { parseCsv } from "../../src/data/csv.ts";
import { decode, toMono } from "../../src/decode/mod.ts";
import { featureEncoder } from "../../src/encoder/encoder.ts";
import { CRY_FEATURE_NAMES } from "../../src/features/front_ends/cry/cry_features.ts";
import { frontEnd } from "../../src/features/front_ends/front_ends.ts";
import { conformalScores } from "../../src/fit/calibration/conformal_scores.ts";
import { scaleProbabilities } from "../../src/fit/calibration/prior_scale.ts";
import { headJson } from "../../src/fit/learner.ts";
import { classShares, repeatRow, setRows, stackRows, zeros } from "../../src/fit/rows.ts";
import type { ClassifierJson } from "../../src/head/classifier.ts";
import { evaluate } from "../../src/metrics/evaluate.ts";
import type { Evaluation, HeldOutPredictions } from "../../src/metrics/evaluation.ts";
import type { Estimate } from "../../src/metrics/group_bootstrap.ts";
import { bestClasses } from "../../src/metrics/probability_metrics.ts";
import { MODEL_FORMAT, type ReasonManifest, windowOptions } from "../../src/models/manifest.ts";
import { manifestText } from "../../src/models/manifest_text.ts";
import { clipVector } from "../../src/pooling/clip_vector.ts";
import { toJson } from "../../src/prediction/to_json.ts";
import type { Matrix } from "../../src/types.ts";
import type { ReasonCandidate } from "./cards/results.ts";
import { estimateMean } from "./evaluate/estimate.ts";
import {
  type Choice,
  createSearch,
  FEATURES,
  fitCandidate,
  type ReasonRecording,
  type Search,
} from "./reason_search.ts";
import { WINDOWS } from "./windows.ts";

const LABELS = ["belly_pain", "burping", "discomfort", "hungry", "tired"] as const;
const CLASSES = LABELS.length;
const FOLDS = [0, 1, 2, 3, 4];
const FRONT_END = "cry-features";
const SEED = 1;
/** Largest p of the permutation test at which the result counts as better than chance. */
const P_MAX = 0.05;
const COVERAGE = 0.9;

/** Result of the search, with its choices for each fold. */
interface SearchResult {
  readonly best: Choice;
  /** Choices made without each fold. */
  readonly byFold: readonly Choice[];
  /** Nested predictions, and class-balanced scores of the best candidate. */
  readonly predictions: HeldOutPredictions;
}

/** Metrics of the search beside those of the baselines. */
interface SearchMetrics {
  readonly evaluation: Evaluation;
  readonly accuracy: Estimate;
  readonly logLossGain: Estimate;
  readonly priorLogLoss: Estimate;
  readonly majorityAccuracy: Estimate;
  readonly beatsBaseline: boolean;
}

/** Searches, evaluates, and writes the manifest. @returns a report as text */
export async function trainReason(shared: string, out: string): Promise<string> {
  const recordings = await readRecordings(join(shared, "data"));
  const result = await runSearch(recordings);
  const metrics = evaluateSearch(result.predictions);
  await writeFile(out, manifestText(await createManifest(recordings, result, metrics)));
  return report(result, metrics);
}

async function readRecordings(data: string): Promise<ReasonRecording[]> {
  const encoder = featureEncoder(frontEnd(FRONT_END));
  const rows = parseCsv(await readFile(join(data, "reason_folds.csv"), "utf8"));
  const recordings: ReasonRecording[] = [];
  for (const { path, label, group, fold } of rows as Record<string, string>[]) {
    const waveform = toMono(await decode(await readFile(join(data, path!))));
    recordings.push({
      y: LABELS.indexOf(label as typeof LABELS[number]),
      fold: Number(fold),
      group: group!,
      vector: await clipVector(waveform, [encoder], windowOptions(WINDOWS)),
    });
  }
  return recordings;
}

async function runSearch(recordings: readonly ReasonRecording[]): Promise<SearchResult> {
  const search = createSearch(recordings, CLASSES);
  const best = await search.choose([]);
  const score = zeros(recordings.length, CLASSES);
  const probability = zeros(recordings.length, CLASSES);
  const prior = zeros(recordings.length, CLASSES);
  const byFold: Choice[] = [];
  for (const fold of FOLDS) {
    const [rows, balanced] = await scoresOf(search, best, fold);
    setRows(score, rows, balanced);

    const choice = await search.choose([fold]);
    const others = recordings.filter((one) => one.fold !== fold);
    const shares = repeatRow(classShares(others.map(({ y }) => y), CLASSES), rows.length);
    const [, nested] = await scoresOf(search, choice, fold);
    setRows(prior, rows, shares);
    setRows(probability, rows, scaleProbabilities(nested, shares, choice.scale));
    byFold.push(choice);
  }
  const y = Int32Array.from(recordings, (one) => one.y);
  const groups = recordings.map(({ group }) => group);
  return {
    ...{ best, byFold },
    predictions: { labels: LABELS, y, groups, probability, score, prior, slices: [] },
  };
}

async function scoresOf(search: Search, choice: Choice, fold: number): Promise<[number[], Matrix]> {
  const { features, C } = choice;
  const scores = await search.scores({ features, C }, fold, []);
  return [[...scores.keys()], stackRows([...scores.values()])];
}

function evaluateSearch(predictions: HeldOutPredictions): SearchMetrics {
  const { y, groups, probability, prior } = predictions;
  const evaluation = evaluate(predictions, { seed: SEED });
  const rows = groups.map((group, row) => ({ group, row }));
  const meanOf = (value: (row: number) => number | boolean) =>
    estimateMean(rows, ({ row }) => value(row));
  const loss = (of: Matrix, row: number) => -Math.log(of.data[row * CLASSES + y[row]!]!);
  const mostProbable = bestClasses(probability);
  const logLossGain = meanOf((row) => loss(prior, row) - loss(probability, row));
  return {
    ...{ evaluation, logLossGain },
    accuracy: meanOf((row) => mostProbable[row] === y[row]),
    priorLogLoss: meanOf((row) => loss(prior, row)),
    majorityAccuracy: meanOf((row) => LABELS[y[row]!] === "hungry"),
    beatsBaseline: logLossGain.estimate > 0 && evaluation.p <= P_MAX,
  };
}

async function createManifest(
  recordings: readonly ReasonRecording[],
  { best, byFold, predictions }: SearchResult,
  { evaluation, beatsBaseline, accuracy, ...baselines }: SearchMetrics,
): Promise<ReasonManifest> {
  const { y, groups, score } = predictions;
  const { metrics, classes, p } = evaluation;
  const shares = classShares(y, CLASSES);
  const uniform = repeatRow(new Float64Array(CLASSES).fill(1 / CLASSES), y.length);
  return {
    format: MODEL_FORMAT,
    id: "cry-reason",
    task: "reason",
    encoders: {},
    head: {
      encoders: [FRONT_END],
      classifier: beatsBaseline ? await fittedHead(recordings, best) : uniformHead(),
    },
    modes: { whole: { windows: WINDOWS } },
    mode: "whole",
    min_seconds: 0.1,
    calibration: {
      scale: beatsBaseline ? best.scale : 0,
      prior: Object.fromEntries(LABELS.map((label, c) => [label, shares[c]!])),
    },
    conformal: {
      coverage: COVERAGE,
      scores: conformalScores(LABELS, beatsBaseline ? score : uniform, y, groups, { seed: SEED }),
    },
    license: "CC-BY-SA-4.0, see NOTICE",
    training: toJson({
      recordings: y.length,
      groups: evaluation.groups,
      labels: Object.fromEntries(
        classes.map(({ label, clips, groups }) => [label, { recordings: clips, groups }]),
      ),
      beatsBaseline,
      logLoss: beatsBaseline ? metrics.logLoss : baselines.priorLogLoss,
      best: candidateOf(best),
      bestByFold: byFold.map(candidateOf),
      permutationP: p,
      ...baselines,
      searchMetrics: { ...metrics, accuracy },
      seed: SEED,
    }) as Record<string, unknown>,
  };
}

async function fittedHead(
  recordings: readonly ReasonRecording[],
  best: Choice,
): Promise<ClassifierJson> {
  const head = headJson(await fitCandidate(recordings, best, CLASSES), LABELS);
  return {
    ...head,
    n_features: CRY_FEATURE_NAMES.length,
    steps: [{ type: "select", index: FEATURES[best.features]! }, ...head.steps],
  };
}

/** Head with equal probabilities; it reads one feature, since a head needs an input. */
function uniformHead(): ClassifierJson {
  return {
    ...{ format: "sklearn-json/1", n_features: CRY_FEATURE_NAMES.length, classes: LABELS },
    steps: [{ type: "select", index: [0] }],
    classifier: {
      type: "logistic_regression",
      link: "softmax",
      coef: LABELS.map(() => [0]),
      intercept: LABELS.map(() => 0),
    },
  };
}

function candidateOf({ features, C, scale }: Choice): ReasonCandidate {
  return { features, c: C, scale };
}

function report(
  { best, byFold }: SearchResult,
  { evaluation, beatsBaseline, accuracy, ...baselines }: SearchMetrics,
): string {
  const { metrics, clips, groups, p } = evaluation;
  const nameOf = ({ features, C, scale }: Choice) => `${features} C ${C} scale ${scale.toFixed(2)}`;
  const show = ({ estimate, interval: [low, high] }: Estimate) =>
    `${estimate.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
  return [
    `cry-reason: ${clips} recordings, ${groups} donors, 95 % intervals by donor`,
    `  best: ${nameOf(best)}; by fold: ${byFold.map(nameOf).join(", ")}`,
    `  log loss ${show(metrics.logLoss)}, of the prior ${show(baselines.priorLogLoss)}, ` +
    `gain ${show(baselines.logLossGain)}`,
    `  balanced accuracy ${show(metrics.balancedAccuracy)}, ` +
    `macro F1 ${show(metrics.macroF1)}, p ${p}`,
    `  accuracy ${show(accuracy)}, of the majority ${show(baselines.majorityAccuracy)}`,
    beatsBaseline ? "  better than the baseline" : "  not better than chance: predicts the shares",
    "",
  ].join("\n");
}

if (import.meta.main) {
  const shared = process.env["BABYCRY_SHARED"] ?? "../shared";
  console.log(await trainReason(shared, "models/cry-reason.json"));
}
