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
import {
  calibrate,
  COVERAGE,
  type PainFigures,
  painFigures,
  permutationP,
} from "./pain/pain_evaluation.ts";
import {
  type Condition,
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
  type SearchResult,
} from "./pain/pain_search.ts";
import { WINDOWS } from "./windows.ts";

const PERMUTATIONS = 199;
/** Significant digits of the weights. */
const DIGITS = 4;

/** Figures of the search on held-out infants. */
export interface PainResults {
  readonly figures: Readonly<Record<Condition, PainFigures>>;
  readonly permutationP: Readonly<Record<Condition, number>>;
  /** Balanced accuracy by condition, then by audio-free rule. */
  readonly baselines: Readonly<Record<"native" | "matched", Readonly<Record<string, number>>>>;
}

/** Searches, evaluates, and writes the manifest. @returns a report as text */
export async function trainPain(
  recordings: readonly PainRecording[],
  out: string,
): Promise<string> {
  const found = await searchPain(recordings);
  const results: PainResults = {
    figures: painFigures(found),
    permutationP: await permutationP(recordings, found, PERMUTATIONS),
    baselines: {
      native: await painBaselines(recordings, "native"),
      matched: await painBaselines(recordings, "matched"),
    },
  };
  await writeFile(out, manifestText(await createManifest(recordings, found, results)));
  return report(recordings, found, results);
}

/** Creates the manifest, with a head that is fitted on all infants. */
export async function createManifest(
  recordings: readonly PainRecording[],
  { best, byInfant, scored }: SearchResult,
  results: PainResults,
): Promise<ReasonManifest> {
  const { scale, scores } = calibrate(scored);
  return {
    format: MODEL_FORMAT,
    id: "cry-pain",
    task: "reason",
    experimental: true,
    encoders: {},
    head: { encoders: [FRONT_END], classifier: await fittedHead(recordings, best) },
    modes: { whole: { windows: WINDOWS } },
    mode: "whole",
    min_seconds: 0.1,
    calibration: roundNumbers({
      scale,
      prior: Object.fromEntries(LABELS.map((label) => [label, 1 / LABELS.length])),
    }),
    // Any probability: the detector itself decides whether there is a cry.
    abstention: { min_cry_probability: 0 },
    conformal: { coverage: COVERAGE, scores },
    license: "CC-BY-SA-4.0, see NOTICE",
    training: roundNumbers(
      toJson({
        recordings: recordings.length,
        groups: byInfant.length,
        labels: Object.fromEntries(
          LABELS.map((label, y) => [label, recordings.filter((one) => one.y === y).length]),
        ),
        best: candidateOf(best),
        bestByInfant: byInfant.map(({ best }) => candidateOf(best)),
        ...results,
      }) as Record<string, unknown>,
    ),
  };
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

function candidateOf({ features, C }: Candidate): Record<string, string | number> {
  return { features, c: C };
}

function report(
  recordings: readonly PainRecording[],
  { best, byInfant }: SearchResult,
  { figures, permutationP, baselines }: PainResults,
): string {
  const name = ({ features, C }: Candidate) => `${features} C ${C}`;
  return [
    `cry-pain: ${recordings.length} recordings, ${byInfant.length} infants`,
    `  best: ${name(best)}; by infant: ${byInfant.map(({ best }) => name(best)).join(", ")}`,
    ...CONDITIONS.map((condition) => {
      const shown = Object.entries(figures[condition])
        .map(([metric, value]) => `${metric} ${interval(value)}`);
      return `  ${condition}: ${shown.join(", ")}, p ${permutationP[condition]}`;
    }),
    `  without the sound: ${JSON.stringify(baselines)}`,
  ].join("\n");
}

if (import.meta.main) {
  const shared = process.env["BABYCRY_SHARED"] ?? "../shared";
  console.log(await trainPain(await painRecordings(shared), "models/cry-pain.json"));
}
