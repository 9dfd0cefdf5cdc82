import type { ReasonManifest } from "../models/manifest.ts";

/** So many recordings of others weigh as much as the enrolled ones do together when there are as many. */
const STRENGTH = 2;

/**
 * Moves the shares of the reasons, which stand before anything is heard, to those of one's own
 * recordings. It is what is known of this baby, and no sound: what the model hears weighs as before.
 *
 * @param labels the reason of each recording, as the model spells it
 * @throws {RangeError} for a label that the model does not know, or a model without shares
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
  if (!calibration) throw new RangeError(`Enrolling with ${id}: it has no shares of its reasons`);
  const known = Object.keys(calibration.prior);
  const strange = labels.find((label) => !known.includes(label));
  if (strange !== undefined) {
    throw new RangeError(
      `Enrolling with ${id}: the reason is ${strange}, known are ${known.join(", ")}`,
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
