import type { EncoderOptions } from "../encoder/encoder.ts";
import { ModelError } from "../errors.ts";
import { createPooledHead } from "./_pooled_head.ts";
import { type ValenceManifest, windowOptions } from "./manifest.ts";
import type { Scorer } from "./scorer.ts";
import { valencePrediction } from "./valence_prediction.ts";

const CLASSES = ["positive", "distress"];

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
  options: EncoderOptions & {
    readonly head?: string;
    readonly dtype?: "fp32" | "int8";
    readonly batchWindows?: number;
  },
): Scorer {
  const { head: name = model.head, dtype = "fp32", batchWindows = 1 } = options;
  if (dtype !== "fp32" && dtype !== "int8") {
    throw new RangeError(`Loading model ${model.id}: dtype is ${dtype}, wanted fp32 or int8`);
  }
  if (!Object.hasOwn(model.heads, name)) {
    const known = Object.keys(model.heads).join(", ");
    throw new RangeError(`Loading head ${name} of ${model.id}: known are ${known}`);
  }
  const windows = windowOptions(model.windows);
  const pooled = createPooledHead(
    model,
    name,
    model.heads[name]!,
    { ...options, dtype },
    (head) => {
      if (
        head.classes.length === 2 && CLASSES.every((label) => head.classes.includes(label))
      ) return;
      throw new ModelError(
        `Loading head ${name} of ${model.id}: its classes are ${head.classes.join(", ")}, ` +
          `wanted ${CLASSES.join(" and ")}`,
        { modelId: model.id },
      );
    },
  );

  return {
    async score(waveform, work) {
      const head = await pooled.load();
      const vector = await pooled.vector(waveform, { ...windows, batchWindows, ...work });
      return {
        valence: valencePrediction(head, vector, { head: name, threshold: model.threshold }),
      };
    },
    dispose: () => pooled.dispose(),
  };
}
