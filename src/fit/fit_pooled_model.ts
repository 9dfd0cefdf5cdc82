import {
  type CalibrationManifest,
  type HeadManifest,
  MODEL_FORMAT,
  type PooledHeadReasons,
  type ReasonManifest,
  type ValenceManifest,
} from "../models/manifest.ts";
import { toJson } from "../prediction/to_json.ts";
import type { ProgressOptions } from "../types.ts";
import { fitAbstention } from "./fit_abstention.ts";
import { fitClassifier } from "./fit_classifier.ts";
import { type FitInput, type FittedTask, MIN_SECONDS } from "./fit_input.ts";
import type { FitSettings } from "./fit_options.ts";
import { pooledVector } from "./pooled_vector.ts";
import { stackRows } from "./rows.ts";
import type { EncodedClip } from "./training_set.ts";

const HEAD = "fitted";
const DIGITS = 5;

/** Fits a head on the pooled vectors of recordings. */
export async function fitPooledModel(
  { data, extractors }: FitInput,
  settings: FitSettings,
  work: ProgressOptions,
): Promise<FittedTask> {
  const { clips, labels, y, groups, folds, windows, prior } = data;
  const { task, candidates, coverage, pooling, seed } = settings;
  const vector = (one: EncodedClip) => pooledVector(one, pooling);
  const x = stackRows(windows.slice(0, clips.length).map(vector));
  const copies = windows.slice(clips.length);
  const fitted = await fitClassifier({
    ...{ x, labels, y, groups },
    ...(copies.length > 0
      ? { variants: { x: stackRows(copies.map(vector)), of: copies.map(({ row }) => row) } }
      : {}),
  }, { ...work, folds, candidates, seed });

  const scale = Number(fitted.calibrationScale.toPrecision(DIGITS));
  const calibration: CalibrationManifest = { scale, prior };
  const head: HeadManifest = {
    encoders: extractors.encoders.map(({ id }) => id),
    ...(pooling === "mean" ? {} : { pooling }),
    classifier: fitted.head,
  };
  const cut = toJson(extractors.windows) as ValenceManifest["windows"];
  const common = {
    format: MODEL_FORMAT,
    id: settings.id,
    min_seconds: MIN_SECONDS,
    encoders: extractors.networks,
    calibration,
    ...fitAbstention(x, labels, fitted.heldOut.score, { y, groups }, { coverage, seed }),
    license: settings.license,
  };
  const model:
    | Omit<ValenceManifest, "training">
    | Omit<ReasonManifest & PooledHeadReasons, "training"> = task === "valence"
      ? { ...common, task, windows: cut, heads: { [HEAD]: head }, head: HEAD, threshold: 0.5 }
      : { ...common, task: "reason", modes: { clip: { windows: cut } }, mode: "clip", head };
  return { ...fitted, model, training: {} };
}
