import { conformalScores } from "./calibration/conformal_scores.ts";
import { fitNovelty } from "./fit_novelty.ts";
import { DEFAULT_CLIPPING_LEVEL } from "../models/default_rules.ts";
import type { AbstentionManifest, ConformalManifest } from "../models/manifest.ts";
import type { Matrix } from "../types.ts";

/** Of the recordings that a model was fitted on, so many are familiar. */
const FAMILIAR_SHARE = 0.99;
/** Of a recording's samples. */
const CLIPPED_SHARE = 0.05;

/**
 * When a model does not answer, and what its sets are made of.
 *
 * @param vectors as the head reads them, `[clips, values]`
 * @param alike what was said of held-out clips, `[clips, labels]`
 */
export function fitAbstention(
  vectors: Matrix,
  labels: readonly string[],
  alike: Matrix,
  { y, groups }: { readonly y: ArrayLike<number>; readonly groups: readonly string[] },
  { coverage, seed }: { readonly coverage: number; readonly seed: number },
): { abstention: AbstentionManifest; conformal?: ConformalManifest } {
  return {
    abstention: {
      max_clipped_share: CLIPPED_SHARE,
      clipping_level: DEFAULT_CLIPPING_LEVEL,
      novelty: fitNovelty(vectors, { share: FAMILIAR_SHARE }),
    },
    ...(coverage > 0
      ? { conformal: { coverage, scores: conformalScores(labels, alike, y, groups, { seed }) } }
      : {}),
  };
}

/** Labels that no prediction set of a model leaves out, in words. */
export function neverRuledOut(conformal: ConformalManifest | undefined): string[] {
  if (conformal?.coverage === undefined) return [];
  const { coverage, scores } = conformal;
  return Object.entries(scores).flatMap(([label, { length }]) =>
    1 / (length + 1) > 1 - coverage + 1e-12
      ? [
        `prediction sets never leave out ${label}: ${length} groups allow a coverage of ` +
        (length / (length + 1)).toFixed(2),
      ]
      : []
  );
}
