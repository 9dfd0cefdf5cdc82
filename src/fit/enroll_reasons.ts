import type { ReasonManifest } from "../models/manifest.ts";

/** Weight of the prior, in recordings. */
const STRENGTH = 2;

/**
 * Adapts the prior of the reasons to the reasons of recordings. The classifier of the audio does
 * not change.
 *
 * @param labels reason of each recording, as spelled in the model
 * @throws {RangeError} for a label that the model does not know, or a model without a prior
 *
 * @example
 * ```ts
 * import { models, type ReasonManifest } from "@babycry/babycry/models";
 * import { enrollReasons } from "@babycry/babycry/fit";
 * import assert from "node:assert/strict";
 *
 * const model = models.find(({ id }) => id === "cry-reason") as ReasonManifest;
 * const mine = enrollReasons(model, ["tired", "tired", "hungry"]);
 * assert.ok(mine.calibration!.prior["tired"]! > model.calibration!.prior["tired"]!);
 * ```
 */
export function enrollReasons(model: ReasonManifest, labels: readonly string[]): ReasonManifest {
  const { id, calibration } = model;
  if (!calibration) {
    throw new RangeError(`Enrolling with ${id}: expected a model with a prior, received none`);
  }
  const known = Object.keys(calibration.prior);
  const unknown = labels.find((label) => !known.includes(label));
  if (unknown !== undefined) {
    throw new RangeError(
      `Enrolling with ${id}: expected ${known.join(", ")} as a reason, received ${unknown}`,
    );
  }
  const prior = Object.fromEntries(
    Object.entries(calibration.prior).map(([label, share]) => {
      const own = labels.filter((one) => one === label).length;
      return [label, (STRENGTH * share + own) / (STRENGTH + labels.length)];
    }),
  );
  return { ...model, calibration: { ...calibration, prior } };
}
