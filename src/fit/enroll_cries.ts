/**
 * Adapts a detector to a few recordings of one baby and one room.
 *
 * @module
 */
import { checkWork } from "../check_option.ts";
import { bytesOfBase64 } from "../dsp/base64.ts";
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
/** Prior variance of the shift that applies to all recordings. */
const OFFSET_VARIANCE = 1;
/** Prior variance of the shift per standardized feature. */
const FEATURE_VARIANCE = 0.01;
const DIGITS = 5;

/** A labeled recording for enrollment. */
export interface EnrollmentClip {
  /** Mono samples at any rate. */
  readonly waveform: Waveform;
  /** Whether the recording is a cry. */
  readonly isCry: boolean;
}

/** Distance of a recording from the threshold of a detector, and its features. */
export interface LogitMargin {
  /** Whether the recording is a cry. */
  readonly isCry: boolean;
  /** Distance from the threshold, in calibrated logits. */
  readonly margin: number;
  /** Standardized features, the mean over the windows that decide. */
  readonly features: Float64Array;
}

/** Shift of calibrated logits. */
export interface LogitShift {
  /** Shift of all sounds. */
  readonly offset: number;
  /** Shift per standardized feature. */
  readonly coef: Float64Array;
}

/**
 * Adapts a detector to recordings by a shift of its logits: one shift for all sounds, and a larger
 * one for sounds like the recordings. The shift is the maximum a posteriori estimate under a normal
 * prior, so a few recordings shift little, and none nothing. Calibration and threshold do not
 * change.
 *
 * @param clips cries, other sounds or, better, both
 * @returns detector with one more member
 * @throws {RangeError} for a recording that is silent
 * @throws {ModelError} when the manifest is not valid, or no member standardizes `cry-features`
 *
 * @example
 * ```ts
 * import { createClassifier, embeddedModels } from "@babycry/babycry";
 * import type { CryManifest } from "@babycry/babycry/models";
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
  checkWork("Enrolling recordings", work);
  checkManifest(model);
  const scaler = scalerOf(model);
  const margins: LogitMargin[] = [];
  for (const clip of clips) {
    work.signal?.throwIfAborted();
    margins.push(await readMargin(model, clip, scaler));
    work.onProgress?.({ done: margins.length, total: clips.length });
  }
  const { offset, coef } = fitLogitShift(margins);
  const { scale } = model.calibration;
  const weights = model.members.reduce((sum, { weight = 1 }) => sum + weight, 0);
  // The mean over the members includes the new one, so scale all of them.
  const unit = weights / scale;
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
    calibration: { ...model.calibration, scale: scale * (weights + 1) / weights },
    training: {
      ...model.training,
      enrolled: {
        cries: clips.filter(({ isCry }) => isCry).length,
        others: clips.filter(({ isCry }) => !isCry).length,
      },
    },
  };
}

async function readMargin(
  model: CryManifest,
  { waveform, isCry }: EnrollmentClip,
  scaler: StandardScaler,
): Promise<LogitMargin> {
  const { encoders, logit } = createCryWindows(model, ({ id }) => {
    throw new ModelError(
      `Enrolling with ${model.id}: expected members on front ends, received the network ${id}`,
      { modelId: model.id },
    );
  });
  const features = featureEncoder(frontEnd(FRONT_END));
  const all = [...new Set([...encoders, features])];
  const windows: ScoredWindow[] = [];
  for await (const window of encodeWindows(waveform, all, windowOptions(model.windows))) {
    const value = logit(window);
    if (value === -Infinity) continue;
    windows.push({ logit: value, features: window.vectors[all.indexOf(features)]! });
  }
  if (windows.length === 0) {
    throw new RangeError("Enrolling a recording: expected sound, received silence");
  }
  return { isCry, ...measureMargin(windows, model, scaler) };
}

/** Logit and features of a window that is not silent. */
export interface ScoredWindow {
  /** Calibrated logit. */
  readonly logit: number;
  /** Features of the front end `cry-features`. */
  readonly features: Float32Array;
}

/** Averages over the windows with the highest logits, which decide about a recording. */
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

/** Fits the shift by logistic regression with the margins as offsets, in its dual form. */
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
 * Finds the mean and scale of the features in a member that standardizes them.
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
  throw new ModelError(
    `Enrolling with ${id}: expected a member that standardizes ${FRONT_END}, received none`,
    {
      modelId: id,
    },
  );
}

function float32(base64: string): Float64Array {
  return Float64Array.from(new Float32Array(bytesOfBase64(base64).buffer));
}
