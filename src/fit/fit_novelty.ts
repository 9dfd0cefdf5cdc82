import type { NoveltyManifest } from "../models/manifest.ts";
import { featureDistance } from "../prediction/feature_distance.ts";
import { checkNumber } from "../check_option.ts";
import type { Matrix } from "../types.ts";
import { fitStandardScaler } from "./standard_scaler.ts";

const DIGITS = 5;

/**
 * Fits a novelty detector: mean and scale of the recordings, and the distance within which a share
 * of them is.
 *
 * @param x vectors before any scaling, `[recordings, values]`
 * @param options.share share of the recordings within the distance, 0 to 1
 * @throws {RangeError} when there are no recordings or the share is out of range
 */
export function fitNovelty(x: Matrix, options: { readonly share: number }): NoveltyManifest {
  const { data, rows, columns } = x;
  if (rows === 0) {
    throw new RangeError("Fitting novelty: expected one or more recordings, received none");
  }
  checkNumber("Fitting novelty", "share", options.share, { above: 0, max: 1 });
  const scaler = fitStandardScaler(x);
  const round = (values: Float64Array) => Array.from(values, (v) => Number(v.toPrecision(DIGITS)));
  const [mean, scale] = [round(scaler.mean), round(scaler.scale)];
  const distances = Array.from(
    { length: rows },
    (_, row) => featureDistance({ mean, scale }, data.subarray(row * columns, (row + 1) * columns)),
  ).sort((a, b) => a - b);
  const within = distances[Math.min(rows - 1, Math.ceil(options.share * rows) - 1)]!;
  return { mean, scale, max_distance: within };
}
