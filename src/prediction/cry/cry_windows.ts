import type { EncodedWindow } from "../../encoder/encoded_window.ts";
import { type Encoder, featureEncoder } from "../../encoder/encoder.ts";
import { frontEnd } from "../../features/front_ends/front_ends.ts";
import { createHead } from "../../head/classifier.ts";
import { createNetwork } from "../../head/network.ts";
import type { CryManifest, CryMember } from "../../models/manifest.ts";

/** Scorer of windows: the members of a detector. */
export interface CryWindows {
  /** Encoders that the members read, each once. */
  readonly encoders: readonly Encoder[];
  /** Computes the calibrated logit of a window at equal priors; `-Infinity` for silence. */
  logit(window: EncodedWindow): number;
}

/**
 * Creates the encoders and heads of a detector's members.
 *
 * @param model checked by `checkManifest`
 */
export function createCryWindows(model: CryManifest): CryWindows {
  const { id, members, silence_dbfs } = model;
  const { scale, offset } = model.calibration;
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

/** Member with its encoder and head. */
interface Score {
  readonly encoder: Encoder;
  logit(vector: Float32Array): number;
}

function createScore(modelId: string, { front_end, head: json }: CryMember): Score {
  const head = json.format === "babycry-network/1"
    ? createNetwork(json, modelId)
    : createHead(json, modelId);
  const encoder = featureEncoder(frontEnd(front_end));
  return { encoder, logit: (vector) => head.logits(vector)[0]! };
}
