/**
 * Front ends by name: what turns one window into the vector that a head reads.
 *
 * @module
 */
import { acoustic193, ACOUSTIC193_FRONT_END, acoustic193Names } from "./acoustic193.ts";
import { CRY_FEATURE_NAMES, CRY_FRONT_END, cryFeatures } from "./cry/cry_features.ts";

/** Turns a window of samples into a feature vector. */
export interface FrontEnd {
  /** As manifests spell it. */
  readonly id: string;
  /** The rate at which it hears. */
  readonly sampleRateHz: number;
  /** One a feature. */
  readonly featureNames: readonly string[];
  /**
   * The features of one window.
   *
   * @param window at `sampleRateHz`
   * @returns `[featureNames.length]`
   */
  features(window: Float32Array): Float32Array;
}

const FRONT_ENDS: readonly FrontEnd[] = [
  {
    id: "cry-features",
    sampleRateHz: CRY_FRONT_END.sampleRateHz,
    featureNames: CRY_FEATURE_NAMES,
    features: cryFeatures,
  },
  {
    id: "acoustic193",
    sampleRateHz: ACOUSTIC193_FRONT_END.sampleRateHz,
    featureNames: acoustic193Names(ACOUSTIC193_FRONT_END),
    features: (window) => acoustic193(window),
  },
];

/**
 * A front end by its name in a manifest.
 *
 * @throws {RangeError} when there is none of that name
 */
export function frontEnd(id: string): FrontEnd {
  const found = FRONT_ENDS.find((known) => known.id === id);
  if (found) return found;
  const known = FRONT_ENDS.map((known) => known.id).join(", ");
  throw new RangeError(
    `Looking up front end ${id}: there is none of that name, known are ${known}`,
  );
}
