import type { NoveltyManifest } from "../models/manifest.ts";

/**
 * How far a recording is from those of a fit: root mean square of its vector's standardised values,
 * 1 on average for those that it was fitted on.
 *
 * @param vector `[n]`
 */
export function featureDistance(
  { mean, scale }: Pick<NoveltyManifest, "mean" | "scale">,
  vector: ArrayLike<number>,
): number {
  if (vector.length !== mean.length || scale.length !== mean.length) {
    throw new RangeError(
      `Measuring a distance: ${vector.length} values came, wanted ${mean.length}`,
    );
  }
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += ((vector[i]! - mean[i]!) / scale[i]!) ** 2;
  return Math.sqrt(sum / vector.length);
}
