/**
 * Trains `cry-valence`: whether an infant sounds positive or in distress. No happy infant was recorded
 * for it, so its positives are a proxy: laughter, babble and squeals that were made for training by
 * three generators that share nothing. What the proxy is worth is measured by holding out a generator.
 * A third class, everything that is no infant, lets it say nothing.
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import { type Estimate, groupBootstrap } from "../../src/metrics/group_bootstrap.ts";
import { logLoss } from "../../src/metrics/probability_metrics.ts";
import { rocAuc } from "../../src/metrics/roc.ts";
import { fitPriorScale } from "../../src/fit/calibration/prior_scale.ts";
import { fitLogisticRegression, predictProbability } from "../../src/fit/logistic_regression.ts";
import {
  fitStandardScaler,
  standardize,
  type StandardScaler,
} from "../../src/fit/standard_scaler.ts";
import { stackRows } from "../../src/fit/rows.ts";
import { manifestText } from "../../src/models/manifest_text.ts";
import { MODEL_FORMAT, type ValenceManifest } from "../../src/models/manifest.ts";
import type { ValenceFigures, ValenceSets } from "./cards/valence_blocks.ts";
import { conformalOf, heldOutSets } from "./evaluate/held_out_sets.ts";
import { type ExportedClip, readExport } from "./export/read_export.ts";
import { rounded, writeFigures } from "./cards/write_figures.ts";

export const CLASSES = ["distress", "none", "positive"] as const;
const FRONT_END = "cry-features";
/** Kinds that stand for a happy infant, by what made them. */
const GENERATORS: Readonly<Record<string, readonly string[]>> = {
  espeak: ["espeak_laugh", "espeak_babble"],
  synthesiser: ["made_laugh", "made_babble", "made_squeal"],
  recut_cries: ["laugh_of_cry", "babble_of_cry"],
};
const PENALTIES = [1e-3, 1e-2, 1e-1];
const MIN_INFANT_PROBABILITY = 0.5;
const SEED = 1;
const RESAMPLES = 1000;
/** Coverages at which sets are judged. */
const ASKED = [0.8, 0.9, 0.95, 0.99];
const DIGITS = 5;

/** A row of a fit. */
export interface Row extends ExportedClip {
  readonly y: number;
  /** What made a positive one. */
  readonly generator: string | undefined;
}

/**
 * Fits, measures, and writes the manifest.
 *
 * @param folder that `export_windows.ts` wrote to
 * @param results file for what was measured
 */
export async function trainValence(folder: string, out: string, results: string): Promise<void> {
  const rows = (await readExport(folder)).map(rowOf);
  const missing = Object.keys(GENERATORS).filter((name) =>
    !rows.some(({ generator }) => generator === name)
  );
  if (missing.length > 0) throw new RangeError(`Training: ${folder} has none of ${missing}`);

  const tried = PENALTIES.map((C) => ({ C, ...heldOut(rows, C) }));
  const { C, told, probability } = tried.reduce((best, next) =>
    alikeLoss(next.told, next.probability) < alikeLoss(best.told, best.probability) ? next : best
  );
  const infants = [...told.keys()].filter((i) => CLASSES[told[i]!.y] !== "none");
  const scale = fitPriorScale(
    stackRows(infants.map((i) => feelings(probability, i))),
    stackRows(infants.map(() => [0.5, 0.5])),
    infants.map((i) => told[i]!.y === CLASSES.indexOf("positive") ? 1 : 0),
  );
  const figures = figuresOf(told, probability);
  const { mean, scale: spread, coef, intercept } = fit(rows.filter(isLearned), C);
  const columns = mean.length;
  const manifest: ValenceManifest = {
    format: MODEL_FORMAT,
    id: "cry-valence",
    task: "valence",
    experimental: true,
    windows: { window_seconds: 2, hop_seconds: 1, min_partial_seconds: 0.5, fill: "repeat" },
    min_seconds: 0.1,
    encoders: {},
    heads: {
      proxy: {
        encoders: [FRONT_END],
        classifier: {
          format: "sklearn-json/1",
          n_features: columns,
          classes: CLASSES,
          steps: [{ type: "standard_scaler", mean: digits(mean), scale: digits(spread) }],
          classifier: {
            type: "logistic_regression",
            link: "softmax",
            coef: CLASSES.map((_, c) => digits(coef.subarray(c * columns, (c + 1) * columns))),
            intercept: digits(intercept),
          },
        },
      },
    },
    head: "proxy",
    threshold: 0.5,
    calibration: { scale: Number(scale.toFixed(4)), prior: { positive: 0.5, distress: 0.5 } },
    // Without a coverage: the threshold decides, unless a caller asks for one.
    conformal: { scores: conformalOf(toldOfInfants(told, probability)) },
    abstention: { min_infant_probability: MIN_INFANT_PROBABILITY },
    license: "CC-BY-SA-4.0, see NOTICE",
    training: {
      proxy: "positives are laughter, babble and squeals made for training, none of an infant",
      generators: GENERATORS,
      recordings: Object.fromEntries(CLASSES.map((label, y) => [
        label,
        new Set(rows.filter((row) => row.y === y).map((row) => row.recording)).size,
      ])),
      c: C,
      seed: SEED,
      held_out_generators: rounded(figures),
    },
  };
  await writeFile(out, manifestText(manifest));
  await writeFigures(results, { figures, sets: setFigures(toldOfInfants(told, probability)) });
}

/** Infants, with what sets are made of. */
function toldOfInfants(told: readonly Row[], probability: readonly Float64Array[]) {
  return told.flatMap((row, i) => {
    const label = CLASSES[row.y]!;
    if (label === "none") return [];
    const [distress, positive] = feelings(probability, i);
    return [{ ...row, label, said: { distress, positive } }];
  });
}

/** How often sets hold the label: of a fold by the others, and of a generator by cries and the others. */
function setFigures(infants: ReturnType<typeof toldOfInfants>): ValenceSets {
  const byFold = heldOutSets(infants, ({ fold }) => fold);
  const byGenerator = heldOutSets(infants, ({ generator }) => generator);
  const judged = (sets: typeof byFold, isOne: (row: Row) => boolean) => {
    const own = infants.filter(isOne);
    return Object.fromEntries(ASKED.map((asked) => {
      const labels = own.map((one) => sets.get(one)!(asked));
      const share = (isSo: (_: unknown, i: number) => boolean) =>
        own.filter(isSo).length / own.length;
      return [asked, {
        held: share((_, i) => labels[i]!.includes(own[i]!.label)),
        one_label: share((_, i) => labels[i]!.length === 1),
      }];
    }));
  };
  return {
    "cries, native": judged(byFold, ({ isCry, channel }) => isCry && channel === "native"),
    "cries, matched": judged(byFold, ({ isCry, channel }) => isCry && channel === "matched"),
    "made": judged(byFold, ({ isCry }) => !isCry),
    ...Object.fromEntries(
      Object.keys(GENERATORS).map((name) => [
        name,
        judged(byGenerator, ({ generator }) => generator === name),
      ]),
    ),
  };
}

/** A clip with its class. */
export function rowOf(clip: ExportedClip): Row {
  const generator = Object.keys(GENERATORS).find((name) => GENERATORS[name]!.includes(clip.kind));
  const label = clip.isCry ? "distress" : generator === undefined ? "none" : "positive";
  return { ...clip, generator, y: CLASSES.indexOf(label) };
}

/** The matched channel is for scoring alone. */
export function isLearned({ channel }: Row): boolean {
  return channel !== "matched";
}

/** What is said of the clips of each fold, as they are and matched, without it and without a generator. */
function heldOut(rows: readonly Row[], C: number) {
  const told: Row[] = [];
  const probability: Float64Array[] = [];
  for (const generator of Object.keys(GENERATORS)) {
    for (const fold of new Set(rows.map((row) => row.fold))) {
      const model = fit(
        rows.filter((row) => isLearned(row) && row.fold !== fold && row.generator !== generator),
        C,
      );
      for (const row of rows) {
        const isTested = row.channel !== "augmented" && row.fold === fold &&
          (row.generator === undefined || row.generator === generator);
        if (!isTested) continue;
        told.push(row);
        probability.push(model.say(row.vector));
      }
    }
  }
  return { told, probability };
}

/** A fitted head. */
interface Fitted extends StandardScaler {
  /** `[classes][features]`. */
  readonly coef: Float64Array;
  readonly intercept: Float64Array;
  /** Probabilities of the classes. */
  say(vector: Float64Array): Float64Array;
}

/** Standardised logistic regression, classes weighed alike. */
export function fit(rows: readonly Row[], C: number): Fitted {
  const x = stackRows(rows.map(({ vector }) => vector));
  const scaler = fitStandardScaler(x);
  const clips = new Map<string, number>();
  for (const { recording } of rows) clips.set(recording, (clips.get(recording) ?? 0) + 1);
  const model = fitLogisticRegression(
    { x: standardize(x, scaler), y: rows.map(({ y }) => y), classes: CLASSES.length },
    // Each recording counts alike, however many variants it has.
    { C, classWeight: "balanced", sampleWeight: rows.map((row) => 1 / clips.get(row.recording)!) },
  );
  return {
    ...scaler,
    coef: model.coef.data,
    intercept: model.intercept,
    say: (vector) => predictProbability(model, standardize(stackRows([vector]), scaler)).data,
  };
}

/** Mean over the classes of the mean log loss. */
function alikeLoss(told: readonly Row[], probability: readonly Float64Array[]): number {
  return CLASSES.reduce((sum, _, y) => {
    const own = [...told.keys()].filter((i) => told[i]!.y === y);
    return sum + logLoss(stackRows(own.map((i) => probability[i]!)), own.map(() => y));
  }, 0) / CLASSES.length;
}

/** Of distress and positive, where it is one of the two. */
function feelings(probability: readonly Float64Array[], i: number): [number, number] {
  const [distress, none, positive] = probability[i]! as unknown as [number, number, number];
  return [distress / (1 - none), positive / (1 - none)];
}

function figuresOf(told: readonly Row[], probability: readonly Float64Array[]): ValenceFigures {
  const said = told.map((_, i) => {
    if (1 - probability[i]![1]! < MIN_INFANT_PROBABILITY) return "none";
    const [distress, positive] = feelings(probability, i);
    return positive >= distress ? "positive" : "distress";
  });
  const groups = told.map(({ group }) => group);
  const share = (
    of: (row: Row) => boolean,
    isSo: (i: number) => boolean,
  ): Estimate => {
    const own = [...told.keys()].filter((i) => of(told[i]!));
    return groupBootstrap(
      own.map((i) => groups[i]!),
      (drawn) => drawn.filter((k) => isSo(own[k]!)).length / drawn.length,
      { resamples: RESAMPLES, seed: SEED },
    );
  };
  const infants = [...told.keys()].filter((i) => CLASSES[told[i]!.y] !== "none");
  const auc = groupBootstrap(
    infants.map((i) => groups[i]!),
    (drawn) =>
      rocAuc(
        drawn.map((k) => told[infants[k]!]!.isCry ? 0 : 1),
        drawn.map((k) => feelings(probability, infants[k]!)[1]),
      ),
    { resamples: RESAMPLES, seed: SEED },
  );
  const called = (of: (row: Row) => boolean) => ({
    positive: share(of, (i) => said[i] === "positive"),
    distress: share(of, (i) => said[i] === "distress"),
  });
  const real = (isCry: boolean, channel: string) =>
    called((row) => row.isCry === isCry && row.channel === channel && !row.isMade);
  return {
    auc,
    called: {
      "cries, native": real(true, "native"),
      "cries, matched": real(true, "matched"),
      ...Object.fromEntries(
        Object.keys(GENERATORS).map((name) => [name, called((row) => row.generator === name)]),
      ),
      "other recordings, native": real(false, "native"),
      "other recordings, matched": real(false, "matched"),
      "other made sounds": called((row) => row.isMade && row.generator === undefined),
    },
  };
}

function digits(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => Number(value.toPrecision(DIGITS)));
}
