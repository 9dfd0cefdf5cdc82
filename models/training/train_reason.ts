/**
 * Trains `cry-reason`: why an infant cries, as far as it can be heard. Which features, how strong a
 * penalty and how far to believe the result are chosen by donor-grouped log loss, and the choice itself
 * is measured on donors that had no part in it. Where it does no better than the shares of the reasons,
 * or than chance, the model hears nothing, and says so.
 *
 * @module
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { parseCsv } from "../../src/data/csv.ts";
import { decode, toMono } from "../../src/decode/mod.ts";
import { featureEncoder } from "../../src/encoder/encoder.ts";
import { evaluate } from "../../src/metrics/evaluate.ts";
import { type Estimate, groupBootstrap } from "../../src/metrics/group_bootstrap.ts";
import { bestClasses } from "../../src/metrics/probability_metrics.ts";
import { CRY_FEATURE_NAMES } from "../../src/features/front_ends/cry/cry_features.ts";
import { frontEnd } from "../../src/features/front_ends/front_ends.ts";
import { scaleProbabilities } from "../../src/fit/calibration/prior_scale.ts";
import { conformalScores } from "../../src/fit/calibration/conformal_scores.ts";
import { stackRows } from "../../src/fit/rows.ts";
import { manifestText } from "../../src/models/manifest_text.ts";
import type { ClassifierJson } from "../../src/head/classifier.ts";
import { clipVector } from "../../src/pooling/clip_vector.ts";
import {
  MODEL_FORMAT,
  type ReasonManifest,
  windowOptions,
  type WindowsManifest,
} from "../../src/models/manifest.ts";
import { toJson } from "../../src/prediction/to_json.ts";
import type { Matrix } from "../../src/types.ts";
import {
  type Candidate,
  createSearch,
  FEATURES,
  fitAlike,
  type Found,
  type HeardRecording,
  type Search,
  sharesOf,
} from "./reason_search.ts";

const LABELS = ["belly_pain", "burping", "discomfort", "hungry", "tired"] as const;
const CLASSES = LABELS.length;
const FOLDS = [0, 1, 2, 3, 4];
const FRONT_END = "cry-features";
const WINDOWS: WindowsManifest = {
  window_seconds: 2,
  hop_seconds: 1,
  min_partial_seconds: 0.5,
  fill: "repeat",
};
const SEED = 1;
const RESAMPLES = 1000;
/** Above this, what was found is what chance finds. */
const P_MAX = 0.05;
const COVERAGE = 0.9;

/** Searches, measures, and writes the manifest. @returns what was found, as text */
export async function trainReason(shared: string, out: string): Promise<string> {
  const heard = await hearAll(join(shared, "data"));
  const search = createSearch(heard, CLASSES);
  const final = search.find([]);
  const { nested, prior, chosen } = nestedAnswers(heard, search);
  const alike = matrix(heard.length);
  for (const fold of FOLDS) {
    for (const [row, scores] of search.scores(final.candidate, fold, [])) {
      setRow(alike, row, scores);
    }
  }

  const y = Int32Array.from(heard, (one) => one.y);
  const groups = heard.map(({ group }) => group);
  const { metrics, p, classes } = evaluate(
    { labels: LABELS, y, groups, probability: nested, score: alike, prior, slices: [] },
    { seed: SEED },
  );
  const loss = (of: Matrix, row: number) => -Math.log(of.data[row * CLASSES + y[row]!]!);
  const meanOver = (statistic: (row: number) => number) =>
    groupBootstrap(
      groups,
      (rows) => rows.reduce((sum, row) => sum + statistic(row), 0) / rows.length,
      { resamples: RESAMPLES, seed: SEED },
    );
  const gain = meanOver((row) => loss(prior, row) - loss(nested, row));
  const priorLoss = meanOver((row) => loss(prior, row));
  const majority = meanOver((row) => Number(LABELS[y[row]!] === "hungry"));
  const mostProbable = bestClasses(nested);
  const accuracy = meanOver((row) => Number(mostProbable[row] === y[row]));
  const hears = gain.estimate > 0 && p <= P_MAX;

  const shares = sharesOf(heard, CLASSES);
  const manifest: ReasonManifest = {
    format: MODEL_FORMAT,
    id: "cry-reason",
    task: "reason",
    encoders: {},
    head: {
      encoders: [FRONT_END],
      classifier: hears ? fittedHead(heard, final.candidate) : deafHead(),
    },
    modes: { whole: { windows: WINDOWS } },
    mode: "whole",
    min_seconds: 0.1,
    calibration: {
      scale: hears ? final.scale : 0,
      prior: Object.fromEntries(LABELS.map((label, c) => [label, shares[c]!])),
    },
    conformal: {
      coverage: COVERAGE,
      scores: conformalScores(
        LABELS,
        hears ? alike : matrix(heard.length, 1 / CLASSES),
        y,
        groups,
        {
          seed: SEED,
        },
      ),
    },
    license: "CC-BY-SA-4.0, see NOTICE",
    training: toJson({
      recordings: heard.length,
      groups: new Set(groups).size,
      labels: Object.fromEntries(
        classes.map(({ label, clips, groups }) => [label, { recordings: clips, groups }]),
      ),
      hears,
      logLoss: hears ? metrics.logLoss : priorLoss,
      best: choiceOf(final),
      bestInEachFold: chosen,
      permutationP: p,
      logLossGain: gain,
      priorLogLoss: priorLoss,
      majorityAccuracy: majority,
      searchFigures: { ...metrics, accuracy },
      seed: SEED,
    }) as Record<string, unknown>,
  };
  await writeFile(out, manifestText(manifest));

  const show = ({ estimate, interval: [low, high] }: Estimate) =>
    `${estimate.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
  return [
    `cry-reason: ${heard.length} recordings, ${
      new Set(groups).size
    } donors, 95 % intervals by donor`,
    `  the best of all: ${nameOf(choiceOf(final))}; in each fold: ${chosen.map(nameOf).join(", ")}`,
    `  log loss ${show(metrics.logLoss)}, the prior's ${show(priorLoss)}, gain ${show(gain)}`,
    `  balanced accuracy ${show(metrics.balancedAccuracy)}, macro F1 ${
      show(metrics.macroF1)
    }, p ${p}`,
    `  accuracy ${show(accuracy)}, the majority's ${show(majority)}`,
    hears ? "  it hears something" : "  nothing beats chance: it says the shares of the reasons",
    "",
  ].join("\n");
}

async function hearAll(data: string): Promise<HeardRecording[]> {
  const encoder = featureEncoder(frontEnd(FRONT_END));
  const rows = parseCsv(await readFile(join(data, "reason_folds.csv"), "utf8"));
  const heard: HeardRecording[] = [];
  for (const { path, label, group, fold } of rows as Record<string, string>[]) {
    const waveform = toMono(await decode(await readFile(join(data, path!))));
    heard.push({
      y: LABELS.indexOf(label as typeof LABELS[number]),
      fold: Number(fold),
      group: group!,
      vector: await clipVector(waveform, [encoder], windowOptions(WINDOWS)),
    });
  }
  return heard;
}

/** What the search would have said of each donor, had it never met the donor. */
function nestedAnswers(heard: readonly HeardRecording[], search: Search) {
  const [nested, prior] = [matrix(heard.length), matrix(heard.length)];
  const chosen = FOLDS.map((fold) => {
    const found = search.find([fold]);
    const shares = sharesOf(heard.filter((one) => one.fold !== fold), CLASSES);
    for (const [row, alike] of search.scores(found.candidate, fold, [])) {
      setRow(prior, row, shares);
      setRow(
        nested,
        row,
        scaleProbabilities(stackRows([alike]), stackRows([shares]), found.scale).data,
      );
    }
    return choiceOf(found);
  });
  return { nested, prior, chosen };
}

function fittedHead(heard: readonly HeardRecording[], candidate: Candidate): ClassifierJson {
  const { scaler, model } = fitAlike(heard, [...heard.keys()], candidate, CLASSES);
  const columns = model.coef.columns;
  return {
    ...{ format: "sklearn-json/1", n_features: CRY_FEATURE_NAMES.length, classes: LABELS },
    steps: [
      { type: "select", index: FEATURES[candidate.features]! },
      { type: "standard_scaler", mean: digits(scaler.mean), scale: digits(scaler.scale) },
    ],
    classifier: {
      type: "logistic_regression",
      link: "softmax",
      coef: LABELS.map((_, c) => digits(model.coef.data.subarray(c * columns, (c + 1) * columns))),
      intercept: digits(model.intercept),
    },
  };
}

/** All reasons alike, whatever it reads; it has to read something. */
function deafHead(): ClassifierJson {
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

/** What a search chose, in the manifest's words. */
function choiceOf({ candidate: { features, C: c }, scale }: Found) {
  return { features, c, scale };
}

function nameOf({ features, c, scale }: ReturnType<typeof choiceOf>): string {
  return `${features} C ${c} scale ${scale.toFixed(2)}`;
}

/** Seven digits are what float32 features can carry. */
function digits(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => Number(value.toPrecision(7)));
}

function matrix(rows: number, value = 0): Matrix {
  return { data: new Float64Array(rows * CLASSES).fill(value), rows, columns: CLASSES };
}

function setRow({ data }: Matrix, row: number, values: Float64Array): void {
  data.set(values, row * CLASSES);
}

if (import.meta.main) {
  const shared = process.env["BABYCRY_SHARED"] ?? "../shared";
  console.log(await trainReason(shared, "models/cry-reason.json"));
}
