import { DEFAULT_RECORDING, eventsFor } from "../models/default_rules.ts";
import { type CryManifest, MODEL_FORMAT } from "../models/manifest.ts";
import { createMeanVector } from "../pooling/mean_vector.ts";
import { toJson } from "../prediction/to_json.ts";
import type { ProgressOptions } from "../types.ts";
import { fitAbstention } from "./fit_abstention.ts";
import { type ClipWindows, fitDetector } from "./fit_detector.ts";
import { type FitInput, type FittedTask, MIN_SECONDS, SILENCE_DBFS } from "./fit_input.ts";
import type { FitSettings } from "./fit_options.ts";
import { stackRows } from "./rows.ts";

/** Labels of the prediction, independent of the labels of the dataset. */
const LABELS = ["no_cry", "cry"];

/** Fits a cry model: a head on windows. */
export async function fitCryModel(
  { data, extractors }: FitInput,
  settings: FitSettings,
  work: ProgressOptions,
): Promise<FittedTask> {
  const { clips, labels, y, groups, folds } = data;
  const { candidates, recall, coverage, seed } = settings;
  const rows = data.windows.map(({ row, condition, encodings: [encoding] }): ClipWindows => ({
    clip: row,
    condition,
    durationSeconds: encoding!.metadata.durationSeconds,
    features: encoding!.features,
    levelsDbfs: encoding!.levelsDbfs,
  }));
  const detector = await fitDetector(
    clips.map(({ columns: { kind } }, row) => ({
      y: y[row] === 1 ? 1 : 0,
      group: groups[row]!,
      ...(kind ? { kind } : {}),
    })),
    rows,
    {
      ...extractors.windows,
      ...work,
      classes: labels as [string, string],
      ...{ folds, candidates, recall, seed },
      silenceDbfs: SILENCE_DBFS,
    },
  );
  const model: Omit<CryManifest, "training"> = {
    format: MODEL_FORMAT,
    id: settings.id,
    task: "cry",
    members: [{ front_end: extractors.encoders[0]!.id, head: detector.head }],
    windows: toJson(extractors.windows) as CryManifest["windows"],
    silence_dbfs: SILENCE_DBFS,
    min_seconds: MIN_SECONDS,
    calibration: { ...detector.calibration, prior: { no_cry: 0.5, cry: 0.5 } },
    threshold: detector.threshold,
    recording: DEFAULT_RECORDING,
    events: eventsFor(detector.threshold),
    ...fitAbstention(
      stackRows(rows.slice(0, clips.length).map(meanVector)),
      LABELS,
      detector.heldOut.score,
      { y, groups },
      { coverage, seed },
    ),
    license: settings.license,
  };
  return {
    ...detector,
    model,
    training: { positive: settings.positive, recall, conditions: toJson(detector.metrics) },
    conditions: detector.metrics,
  };
}

/** Computes the mean vector of the windows that are not silent. */
function meanVector({ features, levelsDbfs }: ClipWindows): Float64Array {
  const mean = createMeanVector(features[0]!.length);
  features.forEach((one, i) => levelsDbfs[i]! >= SILENCE_DBFS && mean.add(one));
  return mean.mean();
}
