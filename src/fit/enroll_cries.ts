/**
 * A detector adapted to a handful of one's own recordings: this baby, this room.
 *
 * @module
 */
import { encodeWindows } from "../encoder/encode_windows.ts";
import { featureEncoder } from "../encoder/encoder.ts";
import { ModelError } from "../errors.ts";
import { CRY_FEATURE_NAMES } from "../features/front_ends/cry/cry_features.ts";
import { frontEnd } from "../features/front_ends/front_ends.ts";
import { sigmoid } from "../head/links.ts";
import { checkManifest } from "../models/check_manifest.ts";
import { topShare } from "../pooling/top_share_mean.ts";
import { createCryWindows } from "../prediction/cry/cry_windows.ts";
import { type CryManifest, windowOptions } from "../models/manifest.ts";
import type { ProgressOptions, Waveform } from "../types.ts";
import { minimize } from "./lbfgs.ts";
import type { StandardScaler } from "./standard_scaler.ts";

const FRONT_END = "cry-features";
/** How far the logits of all recordings may move, as a variance. */
const OFFSET_VARIANCE = 1;
/** How far those of recordings like an enrolled one may move besides, a standardised feature. */
const FEATURE_VARIANCE = 0.01;
const DIGITS = 5;

/** A recording that was listened to. */
export interface EnrollmentClip {
  /** At its own rate. */
  readonly waveform: Waveform;
  /** Whether it is a cry. */
  readonly isCry: boolean;
}

/** How far a recording is above the threshold of a detector, and what it sounds like. */
export interface LogitMargin {
  readonly isCry: boolean;
  /** In calibrated logits. */
  readonly margin: number;
  /** Standardised, the mean over the windows that decide. */
  readonly features: Float64Array;
}

/** What is added to every calibrated logit. */
export interface LogitShift {
  /** To all sounds alike. */
  readonly offset: number;
  /** By standardised feature. */
  readonly coef: Float64Array;
}

/**
 * Moves the logits of a detector so that they suit one's own recordings: of all sounds alike, and more
 * of those that sound like them. It is the likeliest move where small ones are likelier beforehand, so a
 * few recordings move little, and none nothing. Calibration and threshold stay.
 *
 * @param clips cries, other sounds, or better both
 * @returns the detector with one more member
 * @throws {RangeError} for a recording that is silent
 * @throws {ModelError} when the manifest contradicts itself, or no member standardises `cry-features`
 *
 * @example
 * ```ts
 * import { createClassifier, type CryManifest, embeddedModels } from "@babycry/babycry";
 * import { enrollCries } from "@babycry/babycry/fit";
 * import assert from "node:assert/strict";
 *
 * const detector = embeddedModels.find(({ task }) => task === "cry") as CryManifest;
 * const squeal = (i: number) => (i * 0.055 + 3 * Math.sin(i / 900)) % 1;
 * const samples = Float32Array.from({ length: 16_000 }, (_, i) => squeal(i) * Math.sin(i / 2600));
 * const door = { samples, sampleRateHz: 8000 };
 * const mine = await enrollCries(detector, [{ waveform: door, isCry: false }]);
 *
 * const [before, after] = await Promise.all([detector, mine].map(async (model) =>
 *   (await (await createClassifier({ model })).predict(door)).cry!.probability
 * ));
 * assert.ok(after! < before!);
 * ```
 */
export async function enrollCries(
  model: CryManifest,
  clips: readonly EnrollmentClip[],
  work: ProgressOptions = {},
): Promise<CryManifest> {
  checkManifest(model);
  const scaler = scalerOf(model);
  const margins: LogitMargin[] = [];
  for (const clip of clips) {
    work.signal?.throwIfAborted();
    margins.push(await hear(model, clip, scaler));
    work.onProgress?.({ done: margins.length, total: clips.length });
  }
  const { offset, coef } = fitLogitShift(margins);
  const { scale } = model.calibration;
  const members = model.members.length;
  // The new member's share in the mean comes from the others, so all are scaled up for that.
  const unit = members / scale;
  const digits = (values: Float64Array) =>
    Array.from(values, (value) => Number(value.toPrecision(DIGITS)));
  return {
    ...model,
    members: [...model.members, {
      front_end: FRONT_END,
      head: {
        format: "sklearn-json/1",
        n_features: coef.length,
        classes: ["no_cry", "cry"],
        steps: [{
          type: "standard_scaler",
          mean: digits(scaler.mean),
          scale: digits(scaler.scale),
        }],
        classifier: {
          type: "logistic_regression",
          link: "sigmoid",
          coef: [digits(coef.map((value) => value * unit))],
          intercept: [offset * unit],
        },
      },
    }],
    calibration: { ...model.calibration, scale: scale * (members + 1) / members },
    training: {
      ...model.training,
      enrolled: {
        cries: clips.filter(({ isCry }) => isCry).length,
        others: clips.filter(({ isCry }) => !isCry).length,
      },
    },
  };
}

async function hear(
  model: CryManifest,
  { waveform, isCry }: EnrollmentClip,
  scaler: StandardScaler,
): Promise<LogitMargin> {
  const { encoders, logit } = createCryWindows(model);
  const features = featureEncoder(frontEnd(FRONT_END));
  const all = [...new Set([...encoders, features])];
  const windows: ScoredWindow[] = [];
  for await (const window of encodeWindows(waveform, all, windowOptions(model.windows))) {
    const value = logit(window);
    if (value === -Infinity) continue;
    windows.push({ logit: value, features: window.vectors[all.indexOf(features)]! });
  }
  if (windows.length === 0) {
    throw new RangeError("Enrolling a recording: it is silent, wanted one that can be heard");
  }
  return { isCry, ...measureMargin(windows, model, scaler) };
}

/** A window that is not silent. */
export interface ScoredWindow {
  /** Calibrated. */
  readonly logit: number;
  /** As `cry-features` gives them. */
  readonly features: Float32Array;
}

/** Margin and features of a recording, the mean over the top share of its windows. */
export function measureMargin(
  windows: readonly ScoredWindow[],
  { threshold, recording }: Pick<CryManifest, "threshold" | "recording">,
  { mean, scale }: StandardScaler,
): Omit<LogitMargin, "isCry"> {
  const top = topShare(windows, ({ logit }) => logit, recording.top_share);
  const meanOf = (value: (window: ScoredWindow) => number) =>
    top.reduce((sum, window) => sum + value(window), 0) / top.length;
  return {
    margin: meanOf(({ logit }) => logit) - Math.log(threshold / (1 - threshold)),
    features: mean.map((m, c) => (meanOf(({ features }) => features[c]!) - m) / scale[c]!),
  };
}

/** Logistic regression that starts from the margins, in its dual form: how much each recording pulls. */
export function fitLogitShift(margins: readonly LogitMargin[]): LogitShift {
  const dot = (a: LogitMargin, b: LogitMargin) =>
    a.features.reduce((sum, value, c) => sum + value * b.features[c]!, 0);
  const kernel = margins.map((a) =>
    margins.map((b) => OFFSET_VARIANCE + FEATURE_VARIANCE * dot(a, b))
  );
  const times = (pulls: Float64Array) =>
    kernel.map((row) => row.reduce((sum, k, j) => sum + k * pulls[j]!, 0));
  const { x: pulls } = minimize(
    (pulls, gradient) => {
      const moved = times(pulls);
      let loss = 0;
      const errors = margins.map(({ isCry, margin }, i) => {
        const logit = margin + moved[i]!;
        const wrong = isCry ? -logit : logit;
        loss += Math.max(wrong, 0) + Math.log1p(Math.exp(-Math.abs(wrong)));
        loss += pulls[i]! * moved[i]! / 2;
        return pulls[i]! - (Number(isCry) - sigmoid(logit));
      });
      gradient.set(times(Float64Array.from(errors)));
      return loss;
    },
    new Float64Array(margins.length),
    { gradientTolerance: 1e-8, iterationsMax: 1000 },
  );
  const coef = new Float64Array(CRY_FEATURE_NAMES.length);
  margins.forEach(({ features }, i) =>
    features.forEach((value, c) => coef[c]! += FEATURE_VARIANCE * pulls[i]! * value)
  );
  return { offset: OFFSET_VARIANCE * pulls.reduce((sum, pull) => sum + pull, 0), coef };
}

/**
 * Mean and deviation of the features, from a member that reads them standardised.
 *
 * @throws {ModelError} when there is none
 */
export function scalerOf({ id, members }: CryManifest): StandardScaler {
  for (const { front_end, head } of members) {
    if (front_end !== FRONT_END) continue;
    if (head.format === "sklearn-json/1") {
      const [step] = head.steps;
      if (step?.type !== "standard_scaler") continue;
      return { mean: Float64Array.from(step.mean), scale: Float64Array.from(step.scale) };
    }
    const [layer] = head.layers;
    if (layer?.type !== "standardize") continue;
    return { mean: float32(layer.mean), scale: float32(layer.scale) };
  }
  throw new ModelError(`Enrolling with ${id}: no member reads ${FRONT_END} standardised`, {
    modelId: id,
  });
}

function float32(base64: string): Float64Array {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return Float64Array.from(new Float32Array(bytes.buffer));
}
