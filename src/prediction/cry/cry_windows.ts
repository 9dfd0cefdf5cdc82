import type { EncodedWindow } from "../../encoder/encoded_window.ts";
import { type Encoder, featureEncoder } from "../../encoder/encoder.ts";
import { ModelError } from "../../errors.ts";
import { frontEnd } from "../../features/front_ends/front_ends.ts";
import { createHead } from "../../head/classifier.ts";
import { createNetwork } from "../../head/network.ts";
import type { CryManifest, CryMember } from "../../models/manifest.ts";

/** What hears whether there is a cry in a window. */
export interface CryWindows {
  /** What a window's vectors come from. */
  readonly encoders: readonly Encoder[];
  /** Calibrated for cries as frequent as others; `-Infinity` for silence. */
  logit(window: EncodedWindow): number;
}

/**
 * The members of a model together: each front end is asked once, whichever heads read it.
 *
 * @throws {ModelError} when the manifest contradicts itself
 * @throws {RangeError} when there is no front end of a name
 */
export function createCryWindows(model: CryManifest): CryWindows {
  const { id, members, silence_dbfs } = model;
  const { scale, offset } = model.calibration;
  if (!Array.isArray(members) || members.length === 0) {
    throw new ModelError(`Loading model ${id}: it has no members, wanted one or more`, {
      modelId: id,
    });
  }
  const scores = members.map((member) => createScore(id, member));
  const encoders = [...new Set(scores.map(({ encoder }) => encoder))];
  return {
    encoders,
    logit({ levelDbfs, vectors }) {
      if (levelDbfs < silence_dbfs) return -Infinity;
      let sum = 0;
      for (const { encoder, logit } of scores) sum += logit(vectors[encoders.indexOf(encoder)]!);
      return scale * (sum / scores.length) + offset;
    },
  };
}

/** A member ready to score. */
interface Score {
  readonly encoder: Encoder;
  logit(vector: Float32Array): number;
}

function createScore(modelId: string, { front_end, head: json }: CryMember): Score {
  const encoder = featureEncoder(frontEnd(front_end));
  const isNetwork = json.format === "babycry-network/1";
  const head = isNetwork ? createNetwork(json, modelId) : createHead(json, modelId);
  if (head.featureCount !== encoder.size) {
    throw new ModelError(
      `Loading model ${modelId}: a head reads ${head.featureCount} features, wanted the ` +
        `${encoder.size} of ${front_end}`,
      { modelId },
    );
  }
  if ("outputCount" in head && head.outputCount !== 1) {
    throw new ModelError(
      `Loading model ${modelId}: a network gives ${head.outputCount} logits, wanted 1`,
      { modelId },
    );
  }
  return { encoder, logit: (vector) => head.logits(vector)[0]! };
}
