import { stackRows } from "./rows.ts";
import { fitClassifier } from "./fit_classifier.ts";
import { pooledVector } from "./pooled_vector.ts";
import type { EncodedClip } from "./training_set.ts";
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
import { fitAbstention, neverRuledOut } from "./fit_abstention.ts";
import { readPrior } from "./read_prior.ts";
import { type FitInput, type Fitted, MIN_SECONDS } from "./fit_input.ts";

const HEAD = "fitted";
const DIGITS = 5;

/** A head on what the encoders hear of a whole recording. */
export async function fitPooledModel(
  input: FitInput,
  task: "valence" | "reason",
  work: ProgressOptions,
): Promise<Fitted> {
  const { settings, clips, labels, y, groups, folds, windows, windowing, extractors } = input;
  const { candidates, coverage, pooling, seed } = settings;
  const vector = (one: EncodedClip) => pooledVector(one, pooling);
  const x = stackRows(windows.slice(0, clips.length).map(vector));
  const copies = windows.slice(clips.length);
  const fitted = await fitClassifier({
    ...{ x, labels, y, groups },
    ...(copies.length > 0
      ? { variants: { x: stackRows(copies.map(vector)), of: copies.map(({ row }) => row) } }
      : {}),
  }, { ...work, folds, candidates, seed });

  const shares = Object.fromEntries(labels.map((label, c) => [
    label,
    round(y.reduce((n, one) => n + Number(one === c), 0) / y.length),
  ]));
  const stated = settings.prior ?? (task === "valence" ? "even" : "training");
  const calibration: CalibrationManifest = {
    scale: round(fitted.calibrationScale),
    prior: readPrior(stated, labels, shares),
  };
  const head: HeadManifest = {
    encoders: extractors.encoders.map(({ id }) => id),
    ...(pooling === "mean" ? {} : { pooling }),
    classifier: fitted.head,
  };
  const cut = toJson(windowing) as ValenceManifest["windows"];
  const common = {
    format: MODEL_FORMAT,
    id: settings.id ?? `my-${task}`,
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
      : { ...common, task, modes: { clip: { windows: cut } }, mode: "clip", head };
  return {
    ...fitted,
    model: { ...model },
    training: {},
    lines: [
      `calibration: prior times probability to the power of ${calibration.scale}, for ${
        Object.entries(calibration.prior).map(([label, p]) => `${label} ${p.toFixed(3)}`).join(", ")
      }`,
      ...neverRuledOut(model.conformal),
    ],
  };
}

function round(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
