import type { EncoderOptions } from "../../encoder/encoder.ts";
import { ModelError } from "../../errors.ts";
import { createPooledHead } from "../_pooled_head.ts";
import { type ValenceManifest, windowOptions } from "../../models/manifest.ts";
import { createCalibration } from "../prior_calibration.ts";
import { createAbstention } from "../abstention.ts";
import type { AbstentionOptions, Scorer } from "../scorer.ts";

const CLASSES = ["positive", "distress"];
/** What a head may have as a third class: no infant. */
const NONE = "none";

/**
 * How an infant feels: the head's encoders on every window, each one's vectors pooled over the recording,
 * one behind the other into the head.
 *
 * @param options.head name of the head; default the manifest's
 * @param options.dtype of the encoders; default `fp32`
 * @throws {RangeError} when the model has no such head, or an option is out of range
 * @throws {ModelError} when the manifest contradicts itself
 */
export function createValenceScorer(
  model: ValenceManifest,
  options: EncoderOptions & AbstentionOptions & {
    readonly head?: string;
    readonly dtype?: "fp32" | "int8";
    readonly batchWindows?: number;
  },
): Scorer {
  const { head: name = model.head, dtype = "fp32", batchWindows = 1 } = options;
  if (dtype !== "fp32" && dtype !== "int8") {
    throw new RangeError(
      `Loading model ${model.id}: expected dtype fp32 or int8, received ${dtype}`,
    );
  }
  if (!Object.hasOwn(model.heads, name)) {
    const known = Object.keys(model.heads).join(", ");
    throw new RangeError(`Loading model ${model.id}: expected head of ${known}, received ${name}`);
  }
  if (dtype !== "fp32" && !model.heads[name]!.encoders.some((id) => id in model.encoders)) {
    throw new RangeError(
      `Loading model ${model.id}: expected dtype fp32, as head ${name} has no network, received ${dtype}`,
    );
  }
  const windows = windowOptions(model.windows);
  const pooled = createPooledHead(
    model,
    name,
    model.heads[name]!,
    { ...options, dtype },
    (head) => {
      const known = [...CLASSES, ...(head.classes.length === 3 ? [NONE] : [])];
      if (head.classes.length === known.length && known.every((l) => head.classes.includes(l))) {
        return;
      }
      throw new ModelError(
        `Loading head ${name} of ${model.id}: its classes are ${head.classes.join(", ")}, ` +
          `wanted ${CLASSES.join(" and ")}, and perhaps ${NONE}`,
        { modelId: model.id },
      );
    },
  );

  const { id, threshold, calibration } = model;
  const calibrate = createCalibration(id, calibration, options.prior);
  const certainty = createAbstention(model, options.coverage);

  return {
    async score(waveform, work, { cry }) {
      const head = await pooled.load();
      const vector = await pooled.vector(waveform, { ...windows, batchWindows, ...work });
      const said = head.probabilities(vector);
      const infantProbability = 1 - (said[head.classes.indexOf(NONE)] ?? 0);
      const alike = Float64Array.from(
        CLASSES,
        (label) => said[head.classes.indexOf(label)]! / infantProbability,
      );
      const [probPositive, probDistress] = calibrate(CLASSES, alike) as unknown as [number, number];
      const label = probPositive >= threshold ? "positive" : "distress";
      const certain = certainty({
        waveform,
        labels: CLASSES,
        label,
        balanced: alike,
        vector,
        infantProbability,
        ...(cry ? { cryProbability: cry.probability } : {}),
      });
      return {
        valence: {
          label: certain.abstained ? "unknown" : label,
          probPositive,
          probDistress,
          head: name,
          ...certain,
        },
      };
    },
    dispose: () => pooled.dispose(),
  };
}
