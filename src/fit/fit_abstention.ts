import { conformalScores } from "./calibration/conformal_scores.ts";
import { fitNovelty } from "./fit_novelty.ts";
import { DEFAULT_CLIPPING_LEVEL } from "../models/default_rules.ts";
import type { AbstentionManifest, ConformalManifest } from "../models/manifest.ts";
import type { Matrix } from "../types.ts";

/** Share of the recordings of a fit within the novelty distance. */
const KNOWN_SHARE = 0.99;
/** Share of clipped samples above which a recording counts as clipped. */
const CLIPPED_SHARE = 0.05;

/**
 * Fits the abstention rules of a model and the scores of its prediction sets.
 *
 * @param vectors vectors of the clips before any scaling, `[clips, values]`
 * @param balanced class-balanced probabilities of held-out clips, `[clips, labels]`
 * @param options.coverage share of recordings whose set contains the true label; 0 for no sets
 */
export function fitAbstention(
  vectors: Matrix,
  labels: readonly string[],
  balanced: Matrix,
  { y, groups }: { readonly y: ArrayLike<number>; readonly groups: readonly string[] },
  { coverage, seed }: { readonly coverage: number; readonly seed: number },
): { abstention: AbstentionManifest; conformal?: ConformalManifest } {
  return {
    abstention: {
      max_clipped_share: CLIPPED_SHARE,
      clipping_level: DEFAULT_CLIPPING_LEVEL,
      novelty: fitNovelty(vectors, { share: KNOWN_SHARE }),
    },
    ...(coverage > 0
      ? { conformal: { coverage, scores: conformalScores(labels, balanced, y, groups, { seed }) } }
      : {}),
  };
}
