/**
 * Front ends by name. A front end computes the feature vector of a window, the input of a head.
 *
 * @module
 */
import { acoustic193, ACOUSTIC193_FRONT_END, acoustic193Names } from "./acoustic193.ts";
import { CRY_FEATURE_NAMES, CRY_FRONT_END, cryFeatures } from "./cry/cry_features.ts";
import { CRY_LOG_MEL, cryLogMel } from "./cry/cry_log_mel.ts";

/** Front end: computes the feature vector of a window of samples. */
export interface FrontEnd {
  /** Name in manifests. */
  readonly id: string;
  /** Sample rate of its input, in Hz. */
  readonly sampleRateHz: number;
  /** Number of features. */
  readonly size: number;
  /** Names of the features, in order. */
  readonly featureNames: readonly string[];
  /**
   * Computes the features of one window.
   *
   * @param window mono samples at `sampleRateHz`
   * @returns `[size]`
   */
  features(window: Float32Array): Float32Array;
}

/** Number of frames in the window of two seconds that the networks use. */
const LOG_MEL_FRAMES = 79;

/** Names of the 5056 log-mel values, created on first use. */
let logMelNames: string[] | undefined;

/** Computes the log-mel bands of a window of two seconds, `[79][64]`. */
function logMelOfWindow(window: Float32Array): Float32Array {
  const { data, frames } = cryLogMel(window);
  if (frames === LOG_MEL_FRAMES) return data;
  throw new RangeError(
    `Computing log-mel bands: expected 2 s at 8000 Hz, received ${window.length} samples`,
  );
}

const FRONT_ENDS: readonly FrontEnd[] = [
  {
    id: "cry-features",
    sampleRateHz: CRY_FRONT_END.sampleRateHz,
    size: CRY_FEATURE_NAMES.length,
    featureNames: CRY_FEATURE_NAMES,
    features: cryFeatures,
  },
  {
    id: "cry-log-mel",
    sampleRateHz: CRY_LOG_MEL.sampleRateHz,
    get featureNames() {
      return logMelNames ??= Array.from(
        { length: LOG_MEL_FRAMES * CRY_LOG_MEL.nMels },
        (_, i) => `frame_${Math.floor(i / CRY_LOG_MEL.nMels)}_mel_${i % CRY_LOG_MEL.nMels}`,
      );
    },
    size: LOG_MEL_FRAMES * CRY_LOG_MEL.nMels,
    features: logMelOfWindow,
  },
  {
    id: "acoustic193",
    sampleRateHz: ACOUSTIC193_FRONT_END.sampleRateHz,
    get featureNames() {
      return acoustic193Names(ACOUSTIC193_FRONT_END);
    },
    size: 193,
    features: (window) => acoustic193(window),
  },
];

/** Names of the front ends in manifests. */
export const FRONT_END_IDS: readonly string[] = FRONT_ENDS.map(({ id }) => id);

/** Tests whether a front end has a name. */
export function isFrontEnd(id: string): boolean {
  return FRONT_END_IDS.includes(id);
}

/**
 * Finds a front end by its name in a manifest.
 *
 * @throws {RangeError} when no front end has that name
 */
export function frontEnd(id: string): FrontEnd {
  const found = FRONT_ENDS.find((known) => known.id === id);
  if (found) return found;
  const known = FRONT_ENDS.map((known) => known.id).join(", ");
  throw new RangeError(
    `Finding a front end: expected ${known}, received ${id}`,
  );
}
