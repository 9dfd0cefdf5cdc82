import type { Fields } from "../fields.ts";
import { PRIOR_SUM_ERROR_MAX } from "./manifest.ts";

/** Largest length of a window, in seconds. */
const WINDOW_SECONDS_MAX = 60;
/** Largest distance of windows, and largest length that a model requires, in seconds. */
export const SECONDS_MAX = 3600;
/** Largest exponent of a calibration. */
const SCALE_MAX = 1000;

/** Checks a key that is `true` or absent. */
export function readMark(fields: Fields, name: string): void {
  if (fields.has(name) && !fields.boolean(name)) fields.fail(name, "true or no such key", "false");
}

/** Checks {@link WindowsManifest}. */
export function readWindows(fields: Fields): void {
  fields.number("window_seconds", { above: 0, max: WINDOW_SECONDS_MAX });
  fields.number("hop_seconds", { above: 0, max: SECONDS_MAX });
  fields.number("min_partial_seconds", { min: 0, max: WINDOW_SECONDS_MAX });
  fields.choice("fill", ["zero", "repeat"]);
  fields.end();
}

/** Checks {@link RecordingManifest}. */
export function readRecording(fields: Fields): void {
  fields.number("long_seconds", { min: 0, max: SECONDS_MAX });
  fields.number("span_seconds", { above: 0, max: SECONDS_MAX });
  fields.number("top_share", { above: 0, max: 1 });
  fields.end();
}

/** Checks {@link EventsManifest}. @param threshold threshold of the model */
export function readEvents(fields: Fields, threshold: number): void {
  const windows = fields.integer("windows", 1);
  // With fewer, the same windows would start and end an event in turn.
  fields.integer("agreeing", Math.floor(windows / 2) + 1, windows);
  const start = fields.has("start_threshold")
    ? fields.number("start_threshold", { min: 0, max: 1 })
    : threshold;
  if (fields.has("peak_threshold")) fields.number("peak_threshold", { min: start, max: 1 });
  if (fields.has("end_threshold")) fields.number("end_threshold", { min: 0, max: start });
  fields.end();
}

/**
 * Checks {@link AbstentionManifest}.
 *
 * @param probabilities rules on probabilities that the task supports
 * @param vectorSizes lengths of the feature vectors, one per head; novelty requires equal ones
 */
export function readAbstention(
  fields: Fields,
  probabilities: readonly ("min_cry_probability" | "min_infant_probability")[],
  vectorSizes: readonly number[],
): void {
  if (fields.has("min_seconds")) fields.number("min_seconds", { min: 0, max: SECONDS_MAX });
  if (fields.has("max_clipped_share") || fields.has("clipping_level")) {
    fields.number("max_clipped_share", { min: 0, max: 1 });
    fields.number("clipping_level", { above: 0, max: 1 });
  }
  for (const name of probabilities) {
    if (fields.has(name)) fields.number(name, { min: 0, max: 1 });
  }
  if (fields.has("novelty")) {
    const [size, ...others] = new Set(vectorSizes);
    if (others.length > 0) {
      fields.fail("novelty", "heads that read vectors of one length", vectorSizes.join(", "));
    }
    const novelty = fields.object("novelty");
    novelty.vector("mean", size);
    novelty.vector("scale", size, { above: 0 });
    novelty.number("max_distance", { min: 0 });
    novelty.end();
  }
  fields.end();
}

/**
 * Checks {@link CalibrationManifest}.
 *
 * @param labels labels of the model, when they are known
 * @returns labels of the prior
 */
export function readCalibration(
  fields: Fields,
  labels: readonly string[] | undefined,
): readonly string[] {
  fields.number("scale", { min: 0, max: SCALE_MAX });
  const known = readPrior(fields, labels);
  fields.end();
  return known;
}

/** Checks the shares at the key `prior`. @returns its labels */
export function readPrior(
  fields: Fields,
  labels: readonly string[] | undefined,
): readonly string[] {
  const prior = fields.object("prior");
  const known = labels ?? prior.names();
  const sum = known.reduce((sum, label) => sum + prior.number(label, { above: 0, max: 1 }), 0);
  prior.end();
  if (Math.abs(sum - 1) > PRIOR_SUM_ERROR_MAX) {
    fields.fail("prior", "shares that sum to 1", `a sum of ${sum}`);
  }
  return known;
}

/** Checks {@link ConformalManifest}. @param labels labels of the model, when they are known */
export function readConformal(fields: Fields, labels: readonly string[] | undefined): void {
  if (fields.has("coverage")) fields.number("coverage", { above: 0, below: 1 });
  const scores = fields.object("scores");
  for (const label of labels ?? scores.names()) {
    const values = scores.vector(label, undefined, { min: 0, max: 1 });
    const at = values.findIndex((value, i) => i > 0 && value < values[i - 1]!);
    if (at >= 0) {
      scores.fail(`${label}[${at}]`, `at least ${values[at - 1]}, ascending`, String(values[at]));
    }
  }
  scores.end();
  fields.end();
}
