/**
 * Trains `cry-pain`: whether an infant cries in pain (vaccination) or in discomfort (bath). Infants are held
 * out in turn, and the features, the penalty, the calibration and the abstention are chosen without them.
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import process from "node:process";
import { CRY_FEATURE_NAMES } from "../../src/features/front_ends/cry/cry_features.ts";
import { headJson } from "../../src/fit/learner.ts";
import type { ClassifierJson } from "../../src/head/classifier.ts";
import { MODEL_FORMAT, type ReasonManifest } from "../../src/models/manifest.ts";
import { manifestText } from "../../src/models/manifest_text.ts";
import { toJson } from "../../src/prediction/to_json.ts";
import { interval } from "./cards/format.ts";
import { roundNumbers } from "./cards/write_results.ts";
import { painBaselines } from "./pain/pain_baselines.ts";
import { calibrate, painFigures, permutationP } from "./pain/pain_evaluation.ts";
import {
  CONDITIONS,
  FRONT_END,
  LABELS,
  type PainRecording,
  painRecordings,
} from "./pain/pain_recordings.ts";
import {
  type Candidate,
  examplesByInfant,
  FEATURES,
  fitPain,
  searchPain,
} from "./pain/pain_search.ts";
import { WINDOWS } from "./windows.ts";

const PERMUTATIONS = 199;
/** Significant digits of the weights. */
const DIGITS = 4;

/** Searches, evaluates, and writes the manifest. @returns a report as text */
export async function trainPain(
  recordings: readonly PainRecording[],
  out: string,
): Promise<string> {
  const result = await searchPain(recordings);
  const figures = painFigures(result);
  const { scale, coverage, scores } = calibrate(result.scored);
  const training = {
    recordings: recordings.length,
    groups: new Set(recordings.map(({ group }) => group)).size,
    labels: Object.fromEntries(
      LABELS.map((label, y) => [label, recordings.filter((one) => one.y === y).length]),
    ),
    best: result.best,
    bestByInfant: result.byInfant.map(({ best }) => best),
    figures,
    permutationP: await permutationP(recordings, result, PERMUTATIONS),
    baselines: {
      native: await painBaselines(recordings, "native"),
      matched: await painBaselines(recordings, "matched"),
    },
  };
  const manifest: ReasonManifest = {
    format: MODEL_FORMAT,
    id: "cry-pain",
    task: "reason",
    experimental: true,
    encoders: {},
    head: { encoders: [FRONT_END], classifier: await fittedHead(recordings, result.best) },
    modes: { whole: { windows: WINDOWS } },
    mode: "whole",
    min_seconds: 0.1,
    calibration: roundNumbers({
      scale,
      prior: Object.fromEntries(LABELS.map((label) => [label, 1 / LABELS.length])),
    }),
    // Any probability: `cry-detect` itself decides whether there is a cry.
    abstention: { min_cry_probability: 0 },
    conformal: { coverage, scores },
    license: "CC-BY-SA-4.0, see NOTICE",
    training: roundNumbers(toJson(training) as Record<string, unknown>),
  };
  await writeFile(out, manifestText(manifest));
  return [
    `cry-pain: ${training.recordings} recordings, ${training.groups} infants`,
    `  best: ${name(result.best)}; by infant: ${training.bestByInfant.map(name).join(", ")}`,
    `  scale ${scale.toFixed(2)}, coverage ${coverage}`,
    ...CONDITIONS.map((condition) =>
      `  ${condition}: ` + Object.entries(figures[condition])
        .map(([metric, value]) => `${metric} ${interval(value)}`).join(", ") +
      `, p ${training.permutationP[condition]}`
    ),
    `  audio-free: ${JSON.stringify(training.baselines)}`,
  ].join("\n");
}

async function fittedHead(
  recordings: readonly PainRecording[],
  best: Candidate,
): Promise<ClassifierJson> {
  const head = headJson(await fitPain(examplesByInfant(recordings).flat(), best), LABELS);
  return JSON.parse(JSON.stringify({
    ...head,
    n_features: CRY_FEATURE_NAMES.length,
    steps: [{ type: "select", index: FEATURES[best.features]! }, ...head.steps],
  }, (_, one) => typeof one === "number" ? Number(one.toPrecision(DIGITS)) : one));
}

function name({ features, C }: Candidate): string {
  return `${features} C ${C}`;
}

if (import.meta.main) {
  const shared = process.env["BABYCRY_SHARED"] ?? "../shared";
  console.log(await trainPain(await painRecordings(shared), "models/cry-pain.json"));
}
