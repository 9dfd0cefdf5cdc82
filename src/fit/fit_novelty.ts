import type { NoveltyManifest } from "../models/manifest.ts";
import { featureDistance } from "../prediction/feature_distance.ts";
import { checkNumber } from "../check_option.ts";
import type { Matrix } from "../types.ts";
import { fitStandardScaler } from "./standard_scaler.ts";

const DIGITS = 5;

/**
 * What the recordings of a fit are like, and the distance that a share of them stays within.
 *
 * @param x vectors as the head reads them, before any scaling, `[recordings, values]`
 * @param options.share between 0 and 1
 * @throws {RangeError} when there are no recordings or the share is out of range
 */
export function fitNovelty(x: Matrix, options: { readonly share: number }): NoveltyManifest {
  const { data, rows, columns } = x;
  if (rows === 0) throw new RangeError("Fitting what is familiar: no recordings came");
  checkNumber("Fitting what is familiar", "share", options.share, { above: 0, max: 1 });
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
