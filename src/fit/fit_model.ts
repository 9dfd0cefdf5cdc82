/**
 * Fits a model on a dataset and evaluates it on held-out groups.
 *
 * @module
 */
import { type AudioDataset, checkAudioDataset } from "../data/audio_dataset.ts";
import type { ExcludedClip } from "../data/dataset.ts";
import type { HeldOutPredictions } from "../metrics/evaluation.ts";
import { checkManifest } from "../models/check_manifest.ts";
import type { ModelManifest } from "../models/manifest.ts";
import type { ProgressOptions } from "../types.ts";
import type { Condition } from "./augmentation.ts";
import type { ConditionMetrics, KindMetrics } from "./detector_metrics.ts";
import type { EvaluationReport } from "./evaluation_report.ts";
import { fitCryModel } from "./fit_cry_model.ts";
import { type FitInput, WINDOWS } from "./fit_input.ts";
import {
  checkFitOptions,
  type FitModelOptions,
  type FitProgress,
  resolveFitOptions,
} from "./fit_options.ts";
import { fitPooledModel } from "./fit_pooled_model.ts";
import { fitReport } from "./fit_report.ts";
import type { Learner } from "./learner.ts";
import { openEncoders } from "./open_encoders.ts";
import { provenance } from "./provenance.ts";
import { readTrainingData } from "./training_data.ts";

/** A fitted model with its evaluation. */
export interface FittedModel {
  /** Manifest, ready for `createClassifier({ model })` and for JSON. */
  readonly model: ModelManifest;
  /** Evaluation on held-out groups, with audio-free baselines for comparison. */
  readonly report: EvaluationReport;
  /** Predictions for held-out recordings. */
  readonly heldOut: HeldOutPredictions;
  /** Settings of the head. */
  readonly chosen: Learner;
  /** Settings of each fold, chosen on the other folds. */
  readonly chosenByFold: readonly Learner[];
  /** Metrics of the recordings in each condition; only for `cry`. */
  readonly conditions?: Readonly<Partial<Record<Condition, ConditionMetrics>>>;
  /** Positive share by kind of recording, for clips with a column `kind`; only for `cry`. */
  readonly kinds?: readonly KindMetrics[];
  /** Excluded clips. */
  readonly excluded: readonly ExcludedClip[];
  /** Column of the dataset that gave the folds. */
  readonly foldColumn?: string;
  /** Number of clips and augmented copies that were used. */
  readonly encodedClips: number;
  /** Number of clips that were computed because the store did not have them. */
  readonly computedClips: number;
}

/**
 * Fits a model on labeled recordings: encodes them, assigns whole groups to folds, chooses and fits
 * a head by nested cross-validation, calibrates it on held-out predictions and evaluates it on
 * them.
 *
 * Runs in browsers and Workers, too, with a front end, or with encoders of a `source`.
 *
 * @param dataset result of `datasetFromAudio` or `openDataset`
 * @throws {TypeError} when the dataset or an option has another type
 * @throws {RangeError} when an option is out of range, a class has no clips, a fold leaves one
 *   class, or the folds split a group
 * @throws {ModelError} when the file of an encoder is missing or differs from its manifest
 * @throws {UnavailableError} when the ONNX runtime for an encoder, or the package for
 *   `augment: "phone"`, is not installed
 *
 * @example
 * ```ts
 * import { createClassifier } from "@babycry/babycry";
 * import { datasetFromAudio, fitModel } from "@babycry/babycry/fit";
 * import assert from "node:assert/strict";
 *
 * const sampleRateHz = 8000;
 * const squeal = (hz: number) =>
 * Float32Array.from({ length: 8000 }, (_, i) => 0.3 * Math.sin(i * hz / 1000 + 3 * Math.sin(i /
 * 900)));
 * const clips = Array.from({ length: 12 }, (_, i) => ({
 *   audio: { samples: squeal(i % 2 ? 400 + i : 90 + i), sampleRateHz },
 *   label: i % 2 ? "cry" : "other",
 *   group: `home ${i >> 1}`,
 * }));
 * const { model, report } = await fitModel(datasetFromAudio(clips), { folds: 3 });
 * assert.ok(report.metrics.rocAuc.estimate > 0.9);
 *
 * const classifier = await createClassifier({ model });
 * const { cry } = await classifier.predict({ samples: squeal(404), sampleRateHz });
 * assert.ok(cry!.probability > 0.5);
 * ```
 */
export async function fitModel(
  dataset: AudioDataset,
  options: FitModelOptions = {},
): Promise<FittedModel> {
  checkAudioDataset("Fitting a model", dataset);
  checkFitOptions(options);
  checkFoldColumn(dataset, options.foldColumn);
  options.signal?.throwIfAborted();
  const settings = resolveFitOptions(options, dataset.dataset.clips);
  const open = await openEncoders(options);
  try {
    const fill = options.encoders?.length ? "zero" : WINDOWS.fill;
    const extractors: FitInput["extractors"] = { ...open, windows: { ...WINDOWS, fill } };
    const workOf = createWork(options);
    const data = await readTrainingData(dataset, settings, extractors, { ...options, workOf });
    const input = { data, extractors };
    const fit = settings.task === "cry" ? fitCryModel : fitPooledModel;
    const fitted = await fit(input, settings, workOf("fitting"));
    const report = fitReport(dataset, input, fitted, settings);
    const training = {
      ...await provenance(data, settings, report, fitted),
      ...fitted.training,
    };
    const { heldOut, chosen, chosenByFold, conditions, kinds } = fitted;
    return {
      model: checkManifest({ ...fitted.model, training }),
      ...{ report, heldOut, chosen, chosenByFold },
      ...(conditions ? { conditions } : {}),
      ...(kinds ? { kinds } : {}),
      excluded: data.excluded,
      ...(data.foldColumn === undefined ? {} : { foldColumn: data.foldColumn }),
      encodedClips: data.windows.length,
      computedClips: data.computed,
    };
  } finally {
    for (const encoder of open.encoders) await encoder.dispose();
  }
}

/** Creates a function that returns the signal and the progress callback of a stage. */
function createWork(
  { signal, onProgress }: FitModelOptions,
): (stage: FitProgress["stage"]) => ProgressOptions {
  return (stage) => ({
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress: (progress) => onProgress({ stage, ...progress }) } : {}),
  });
}

/** Checks that clips have a column. @throws {RangeError} when none has it */
function checkFoldColumn({ dataset: { clips } }: AudioDataset, column: string | undefined): void {
  if (column === undefined || clips.some(({ columns }) => column in columns)) return;
  const known = Object.keys(clips[0]?.columns ?? {}).join(", ") || "none";
  throw new RangeError(
    `Fitting a model: expected a column ${column} (option foldColumn), received ${known}`,
  );
}
