import { createEncoder, type Encoder, type EncoderOptions } from "../encoder/encoder.ts";
import { int8Manifest } from "../encoder/int8_manifest.ts";
import { ModelError } from "../errors.ts";
import type { Head } from "../head/classifier.ts";
import { clipVector } from "../pool/clip_vector.ts";
import { headFile } from "./_head_file.ts";
import { type ValenceManifest, windowOptions } from "./manifest.ts";
import type { Scorer } from "./scorer.ts";
import { valencePrediction } from "./valence_prediction.ts";

const CLASSES = ["positive", "distress"];

/**
 * How an infant feels: the head's encoders on every window, each vector's mean over the recording, one
 * behind the other into the head.
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
  const { encoders: names, classifier } = model.heads[name]!;
  const encoders = names.map((id) => {
    const manifest = model.encoders[id];
    if (manifest) {
      return createEncoder(dtype === "int8" ? int8Manifest(manifest) : manifest, options);
    }
    throw new ModelError(`Loading head ${name} of ${model.id}: it has no encoder ${id}`, {
      modelId: model.id,
    });
  });

  const windows = windowOptions(model.windows);
  const load = headFile(
    model.id,
    classifier,
    options.source,
    (head) => checkHead(head, name, encoders, model.id),
  );

  return {
    async score(waveform, work) {
      const head = await load();
      const vector = await clipVector(waveform, encoders, { ...windows, batchWindows, ...work });
      return {
        valence: valencePrediction(head, vector, { head: name, threshold: model.threshold }),
      };
    },
    async dispose() {
      for (const encoder of encoders) await encoder.dispose();
    },
  };
}

function checkHead(head: Head, name: string, encoders: readonly Encoder[], modelId: string): void {
  const size = encoders.reduce((sum, encoder) => sum + encoder.size, 0);
  if (head.featureCount !== size) {
    const given = encoders.map((encoder) => `${encoder.id} ${encoder.size}`).join(" + ");
    throw new ModelError(
      `Loading head ${name} of ${modelId}: it reads ${head.featureCount} values, ` +
        `wanted the ${size} of its encoders (${given})`,
      { modelId },
    );
  }
  if (head.classes.length !== 2 || !CLASSES.every((label) => head.classes.includes(label))) {
    throw new ModelError(
      `Loading head ${name} of ${modelId}: its classes are ${head.classes.join(", ")}, ` +
        `wanted ${CLASSES.join(" and ")}`,
      { modelId },
    );
  }
}
