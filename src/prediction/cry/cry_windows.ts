import type { EncodedWindow } from "../../encoder/encoded_window.ts";
import { type Encoder, featureEncoder } from "../../encoder/encoder.ts";
import type { EncoderManifest } from "../../encoder/manifest.ts";
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
 * @param encoderOf creates the encoder of a network
 */
export function createCryWindows(
  model: CryManifest,
  encoderOf: (network: EncoderManifest) => Encoder,
): CryWindows {
  const { id, members, silence_dbfs } = model;
  const { scale, offset } = model.calibration;
  const scores = members.map((member) => createScore(id, member, encoderOf));
  const weights = scores.reduce((sum, { weight }) => sum + weight, 0);
  const encoders = [...new Set(scores.map(({ encoder }) => encoder))];
  return {
    encoders,
    logit({ levelDbfs, vectors }) {
      if (levelDbfs < silence_dbfs) return -Infinity;
      let sum = 0;
      for (const { encoder, weight, logit } of scores) {
        sum += weight * logit(vectors[encoders.indexOf(encoder)]!);
      }
      return scale * (sum / weights) + offset;
    },
  };
}

/** Member with its encoder and head. */
interface Score {
  readonly encoder: Encoder;
  readonly weight: number;
  logit(vector: Float32Array): number;
}

function createScore(
  modelId: string,
  { front_end, network, head: json, weight = 1 }: CryMember,
  encoderOf: (network: EncoderManifest) => Encoder,
): Score {
  const head = json.format === "babycry-network/1"
    ? createNetwork(json, modelId)
    : createHead(json, modelId);
  const encoder = network ? encoderOf(network) : featureEncoder(frontEnd(front_end!));
  return { encoder, weight, logit: (vector) => head.logits(vector)[0]! };
}
