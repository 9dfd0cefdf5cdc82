/**
 * Trains `cry-valence`: whether an infant sounds positive or in distress. There are no recordings of happy
 * infants, so positives are a proxy: synthetic laughter, babble and squeals of four
 * generators. Holding out a generator measures what the proxy is worth. With a third class, any sound but
 * an infant, the model can abstain.
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import { fitPriorScale } from "../../src/fit/calibration/prior_scale.ts";
import { headJson } from "../../src/fit/learner.ts";
import { stackRows } from "../../src/fit/rows.ts";
import { MODEL_FORMAT, type ValenceManifest } from "../../src/models/manifest.ts";
import { manifestText } from "../../src/models/manifest_text.ts";
import type { ValenceFigures, ValenceResults } from "./cards/results.ts";
import { roundNumbers, writeResults } from "./cards/write_results.ts";
import { quantilesByLabel } from "./evaluate/held_out_sets.ts";
import { readExport } from "./export/read_export.ts";
import {
  balancedLogLoss,
  type Infant,
  infantsOf,
  MIN_INFANT_PROBABILITY,
  scoreHeldOut,
  valenceFigures,
  valenceSets,
} from "./valence_evaluation.ts";
import {
  CLASSES,
  type Example,
  fitHead,
  GENERATORS,
  isForTraining,
  toExample,
} from "./valence_head.ts";
import { WINDOWS } from "./windows.ts";

const PENALTIES = [1e-3, 1e-2, 1e-1];

/**
 * Chooses the penalty, evaluates it, and writes the manifest.
 *
 * @param folder output of `export_windows.ts`
 * @param out path of the manifest
 * @param results path of the results
 */
export async function trainValence(folder: string, out: string, results: string): Promise<void> {
  const examples = (await readExport(folder)).map(toExample);
  const missing = Object.keys(GENERATORS).filter((name) =>
    !examples.some(({ generator }) => generator === name)
  );
  if (missing.length > 0) {
    throw new RangeError(`Training cry-valence: expected sounds of ${missing} in ${folder}`);
  }
  const candidates = [];
  for (const C of PENALTIES) candidates.push({ C, scored: await scoreHeldOut(examples, C) });
  const { C, scored } = candidates.reduce((best, next) =>
    balancedLogLoss(next.scored) < balancedLogLoss(best.scored) ? next : best
  );
  const infants = infantsOf(scored);
  const figures = valenceFigures(scored);
  await writeFile(out, manifestText(await createManifest(examples, C, infants, figures)));
  const measured: ValenceResults = { figures, sets: valenceSets(infants) };
  await writeResults(results, measured);
}

async function createManifest(
  examples: readonly Example[],
  C: number,
  infants: readonly Infant[],
  figures: ValenceFigures,
): Promise<ValenceManifest> {
  const head = await fitHead(examples.filter(isForTraining), C);
  return {
    format: MODEL_FORMAT,
    id: "cry-valence",
    task: "valence",
    experimental: true,
    windows: WINDOWS,
    min_seconds: 0.1,
    encoders: {},
    heads: {
      proxy: { encoders: ["cry-features"], classifier: roundNumbers(headJson(head, CLASSES)) },
    },
    head: "proxy",
    threshold: 0.5,
    calibration: {
      scale: Number(calibrationScale(infants).toFixed(4)),
      prior: { positive: 0.5, distress: 0.5 },
    },
    // No coverage: the threshold decides unless the caller sets one.
    conformal: { scores: quantilesByLabel(infants) },
    abstention: { min_infant_probability: MIN_INFANT_PROBABILITY },
    license: "CC-BY-SA-4.0, see NOTICE",
    training: {
      proxy: "positives are synthetic laughter, babble and squeals, not recordings of infants",
      generators: GENERATORS,
      recordings: Object.fromEntries(CLASSES.map((label, y) => [
        label,
        new Set(examples.filter((one) => one.y === y).map((one) => one.recording)).size,
      ])),
      c: C,
      seed: 1,
      held_out_generators: roundNumbers(figures),
    },
  };
}

function calibrationScale(infants: readonly Infant[]): number {
  return fitPriorScale(
    stackRows(infants.map(({ probabilities: { distress, positive } }) => [distress, positive])),
    stackRows(infants.map(() => [0.5, 0.5])),
    infants.map(({ label }) => label === "positive" ? 1 : 0),
  );
}
