import { stackRows } from "../fit/rows.ts";
import { fitClassifier } from "../fit/fit_classifier.ts";
import { pooledVector } from "../fit/pooled_vector.ts";
import type { HeardWindows } from "../fit/training_set.ts";
import type {
  CalibrationManifest,
  HeadManifest,
  PooledReasons,
  ReasonManifest,
  ValenceManifest,
} from "../prediction/manifest.ts";
import { toJson } from "../prediction/to_json.ts";
import type { LongWorkOptions } from "../types.ts";
import { fitCertainty, neverRuledOut } from "./_fit_certainty.ts";
import { readPrior } from "./_fit_options.ts";
import { type FitInput, type Fitted, MIN_SECONDS } from "./_fit_input.ts";

const HEAD = "fitted";
const DIGITS = 5;

/** A head on what the encoders hear of a whole recording. */
export async function fitPooled(
  input: FitInput,
  task: "valence" | "reason",
  work: LongWorkOptions,
): Promise<Fitted> {
  const { settings, clips, labels, y, groups, folds, windows, windowing, listening } = input;
  const { candidates, coverage, pooling, seed } = settings;
  const vector = (one: HeardWindows) => pooledVector(one, pooling);
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
    encoders: listening.encoders.map(({ id }) => id),
    ...(pooling === "mean" ? {} : { pooling }),
    classifier: fitted.head,
  };
  const cut = toJson(windowing) as ValenceManifest["windows"];
  const common = {
    id: settings.id ?? `my-${task}`,
    min_seconds: MIN_SECONDS,
    encoders: listening.networks,
    calibration,
    ...fitCertainty(x, labels, fitted.heldOut.score, { y, groups }, { coverage, seed }),
    licence: settings.licence,
  };
  const model:
    | Omit<ValenceManifest, "training">
    | Omit<ReasonManifest & PooledReasons, "training"> = task === "valence"
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
