/**
 * Adapts models to a few recordings of one baby and one room.
 *
 * @module
 */
import { checkOptions, checkWork, describe } from "../check_option.ts";
import { type AudioDataset, checkAudioDataset } from "../data/audio_dataset.ts";
import { isExcluded, readClips } from "../data/read_clips.ts";
import { loadManifest } from "../models/load_manifest.ts";
import type { ModelManifest } from "../models/manifest.ts";
import { embeddedModels } from "../models/registry.ts";
import type { ProgressOptions } from "../types.ts";
import { checkWaveform } from "../waveform/check_waveform.ts";
import { enrollCries, type EnrollmentClip } from "./enroll_cries.ts";
import { enrollReasons } from "./enroll_reasons.ts";
import { recordingHashes } from "./recording_hashes.ts";

const CRY = "cry";
const OTHER = "other";
const ACTION = "Enrolling recordings";

/** Options of {@link enrollModels}. */
export interface EnrollModelsOptions extends ProgressOptions {
  /** Models to adapt. Default: the embedded models. */
  readonly models?: readonly ModelManifest[];
}

const NAMES: Readonly<Record<keyof EnrollModelsOptions, true>> = {
  models: true,
  signal: true,
  onProgress: true,
};

/** Adapted models and the recordings that they are adapted to. */
export interface EnrolledModels {
  /** Manifests, ready for `createClassifier({ model })` and for JSON, in the order of the input. */
  readonly models: readonly ModelManifest[];
  /** Number of cries, including those with a reason. */
  readonly cries: number;
  /** Number of cries with a reason. */
  readonly reasons: number;
  /** Number of other sounds. */
  readonly others: number;
}

/**
 * Lists the labels that {@link enrollModels} accepts.
 *
 * @returns `cry`, `other`, and the reasons that the models know
 */
export function enrollmentLabels(models: readonly ModelManifest[] = embeddedModels): string[] {
  return [CRY, OTHER, ...new Set(models.flatMap(reasonsOf))];
}

/**
 * Adapts models to recordings: `cry` models by {@link enrollCries}, `reason` models with a prior by
 * {@link enrollReasons}; others do not change. One to three recordings of each kind are enough.
 *
 * @param dataset recordings labeled `cry`, `other`, or with a reason, which makes them cries
 * @throws {TypeError} when an option is unknown or has another type
 * @throws {RangeError} when there are no models or recordings, or one recording cannot be used
 * @throws {ModelError} when a manifest is invalid, or no member of a `cry` model standardizes
 *   `cry-features`
 *
 * @example
 * ```ts
 * import { createClassifier } from "@babycry/babycry";
 * import { datasetFromAudio, enrollModels } from "@babycry/babycry/fit";
 * import assert from "node:assert/strict";
 *
 * const squeal = (i: number) => (i * 0.055 + 3 * Math.sin(i / 900)) % 1;
 * const samples = Float32Array.from({ length: 16_000 }, (_, i) => squeal(i) * Math.sin(i / 2600));
 * const door = { samples, sampleRateHz: 8000 };
 * const { models } = await enrollModels(datasetFromAudio([{ audio: door, label: "other" }]));
 *
 * const before = await (await createClassifier()).predict(door);
 * const after = await (await createClassifier({ models })).predict(door);
 * assert.ok(after.cry!.probability < before.cry.probability);
 * ```
 */
export async function enrollModels(
  dataset: AudioDataset,
  options: EnrollModelsOptions = {},
): Promise<EnrolledModels> {
  checkAudioDataset(ACTION, dataset);
  checkOptions(ACTION, options, NAMES);
  const { models: given = embeddedModels, ...work } = options;
  checkWork(ACTION, work);
  const models = checkModels(given);
  const { clips, reasons, fileSha256 } = await readEnrollment(dataset, models, work);
  const fittedOn = { recording_hashes: recordingHashes(fileSha256) };
  const adapted = await Promise.all(models.map(async (model): Promise<ModelManifest> => {
    if (model.task !== "cry" && (model.task !== "reason" || !model.calibration)) return model;
    const known = reasonsOf(model);
    const enrolled = model.task === "cry"
      ? await enrollCries(model, clips, work)
      : enrollReasons(model, reasons.filter((reason) => known.includes(reason)));
    return { ...enrolled, training: { ...enrolled.training, ...fittedOn } };
  }));
  const cries = clips.filter(({ isCry }) => isCry).length;
  return { models: adapted, cries, reasons: reasons.length, others: clips.length - cries };
}

/** Checks the models. @throws {TypeError} when they are not a list of manifests */
function checkModels(models: readonly ModelManifest[]): readonly ModelManifest[] {
  if (!Array.isArray(models)) {
    throw new TypeError(
      `${ACTION}: expected models to be an array of manifests, received ${describe(models)}`,
    );
  }
  if (models.length === 0) {
    throw new RangeError(`${ACTION}: expected one or more models, received none`);
  }
  return models.map((model) => {
    if (typeof model === "object") {
      return embeddedModels.includes(model) ? model : loadManifest(model).model;
    }
    throw new TypeError(
      `${ACTION}: expected manifests of models, such as embeddedModels, received ${
        describe(model)
      }`,
    );
  });
}

function reasonsOf(model: ModelManifest): string[] {
  return model.task === "reason" ? Object.keys(model.calibration?.prior ?? {}) : [];
}

/** Reads the recordings. @throws {RangeError} when a recording cannot be used, or there is none */
async function readEnrollment(
  { name, dataset, read }: AudioDataset,
  models: readonly ModelManifest[],
  { signal }: ProgressOptions,
): Promise<{
  readonly clips: readonly EnrollmentClip[];
  readonly reasons: readonly string[];
  readonly fileSha256: readonly string[];
}> {
  const fail = (path: string, detail: string): never => {
    throw new RangeError(`Enrolling ${path}: ${detail}`);
  };
  const labels = enrollmentLabels(models);
  const minSeconds = Math.max(...models.map(({ min_seconds }) => min_seconds));
  for (const { path, detail } of dataset.excluded) fail(path, detail);
  const clips: EnrollmentClip[] = [];
  const reasons: string[] = [];
  const fileSha256: string[] = [];
  for await (const decoded of readClips(dataset, read, signal ? { signal } : {})) {
    if (isExcluded(decoded)) return fail(decoded.path, decoded.detail);
    const { clip: { label, path }, waveform } = decoded;
    if (!labels.includes(label)) {
      fail(path, `expected ${labels.join(", ")} as its label, received ${label}`);
    }
    try {
      checkWaveform(waveform, { minSeconds });
    } catch (error) {
      fail(path, (error as Error).message);
    }
    clips.push({ waveform, isCry: label !== OTHER });
    fileSha256.push(decoded.fileSha256);
    if (label !== CRY && label !== OTHER) reasons.push(label);
  }
  if (clips.length === 0) fail(name, "expected one or more recordings, received none");
  return { clips, reasons, fileSha256 };
}
