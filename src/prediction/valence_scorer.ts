import { encodeWindows } from "../encoder/encode_windows.ts";
import { createEncoder, type Encoder, type EncoderOptions } from "../encoder/encoder.ts";
import { ModelError } from "../errors.ts";
import type { Head } from "../head/classifier.ts";
import { createMeanVector } from "../pool/mean_vector.ts";
import type { LongWorkOptions, Waveform } from "../types.ts";
import { headFile } from "./_head_file.ts";
import { type ValenceManifest, windowOptions } from "./manifest.ts";
import type { Scorer } from "./scorer.ts";
import { valencePrediction } from "./valence_prediction.ts";

const CLASSES = ["positive", "distress"];
/** What goes through a network at once; more costs memory and, in one thread, wins no time. */
const BATCH_WINDOWS = 2;

/**
 * How an infant feels: the head's encoders on every window, each vector's mean over the recording, one
 * behind the other into the head.
 *
 * @param options.head name of the head; default the manifest's
 * @throws {RangeError} when the model has no such head
 * @throws {ModelError} when the manifest contradicts itself
 */
export function createValenceScorer(
  model: ValenceManifest,
  options: EncoderOptions & { readonly head?: string },
): Scorer {
  const { head: name = model.head, ...encoderOptions } = options;
  if (!Object.hasOwn(model.heads, name)) {
    const known = Object.keys(model.heads).join(", ");
    throw new RangeError(`Loading head ${name} of ${model.id}: known are ${known}`);
  }
  const { encoders: names, classifier } = model.heads[name]!;
  const encoders = names.map((id) => {
    const manifest = model.encoders[id];
    if (manifest) return createEncoder(manifest, encoderOptions);
    throw new ModelError(`Loading head ${name} of ${model.id}: it has no encoder ${id}`, {
      modelId: model.id,
    });
  });

  const load = headFile(
    model.id,
    classifier,
    options.source,
    (head) => checkHead(head, name, encoders, model.id),
  );

  return {
    async score(waveform, work) {
      const head = await load();
      const vector = await clipVector(waveform, encoders, model, work);
      return {
        valence: valencePrediction(head, vector, { head: name, threshold: model.threshold }),
      };
    },
    async dispose() {
      for (const encoder of encoders) await encoder.dispose();
    },
  };
}

/**
 * The encoders' mean vectors over a recording, one behind the other. It is resampled once for each
 * rate, from its own; encoders of one rate share their windows.
 */
async function clipVector(
  waveform: Waveform,
  encoders: readonly Encoder[],
  model: ValenceManifest,
  work: LongWorkOptions,
): Promise<Float64Array> {
  const means = new Map(encoders.map((encoder) => [encoder, createMeanVector(encoder.size)]));
  const rates = new Set(encoders.map(({ sampleRateHz }) => sampleRateHz));
  const groups = [...rates].map((rateHz) =>
    encoders.filter(({ sampleRateHz }) => sampleRateHz === rateHz)
  );
  for (const [index, group] of groups.entries()) {
    const options = {
      ...windowOptions(model.windows),
      ...work,
      batchWindows: BATCH_WINDOWS,
      onProgress: ({ done, total }: { done: number; total: number }) =>
        work.onProgress?.({ done: index * total + done, total: groups.length * total }),
    };
    for await (const { vectors } of encodeWindows(waveform, group, options)) {
      vectors.forEach((vector, i) => means.get(group[i]!)!.add(vector));
    }
  }
  return Float64Array.from(encoders.flatMap((encoder) => [...means.get(encoder)!.mean()]));
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
