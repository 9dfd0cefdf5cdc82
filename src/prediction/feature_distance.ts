import type { NoveltyManifest } from "../models/manifest.ts";

/**
 * Measures the distance of a recording from the training data of a model: the root mean square of
 * its standardized features, about 1 for the training data.
 *
 * @param vector feature vector of the recording, `[n]`, as long as `mean` and `scale`
 * @throws {RangeError} when the lengths differ
 */
export function featureDistance(
  { mean, scale }: Pick<NoveltyManifest, "mean" | "scale">,
  vector: ArrayLike<number>,
): number {
  if (vector.length !== mean.length || scale.length !== mean.length) {
    throw new RangeError(
      `Measuring a distance: expected ${mean.length} values, received ${vector.length}`,
    );
  }
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += ((vector[i]! - mean[i]!) / scale[i]!) ** 2;
  return Math.sqrt(sum / vector.length);
}
