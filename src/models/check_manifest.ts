import { YAMNET } from "../encoder/yamnet/architecture.ts";
import { describe, Fields } from "../fields.ts";
import { readEncoders, readMember, readPooledHead } from "./_read_heads.ts";
import { readReasons } from "./_read_reasons.ts";
import {
  readAbstention,
  readCalibration,
  readConformal,
  readEvents,
  readMark,
  readPrior,
  readRecording,
  readWindows,
  SECONDS_MAX,
} from "./_read_rules.ts";
import { MODEL_FORMAT, type ModelManifest } from "./manifest.ts";

const CRY_LABELS = ["no_cry", "cry"];
/** Largest magnitude of a Platt slope and offset; scores that differ little need large ones. */
const PLATT_MAX = 1e6;
const VALENCE_LABELS = ["positive", "distress"];

/**
 * Checks the manifest of a model: the type and range of every key, unknown keys, embedded heads,
 * and whether keys agree, such as the sizes of heads and front ends or the labels of a head, its
 * prior and its prediction sets. Files that the manifest names are not read.
 *
 * @param value parsed JSON
 * @returns `value`
 * @throws {ModelError} with the model's id, the key's path, the expected and the received value
 *
 * @example
 * ```ts
 * import { checkManifest, embeddedModels } from "@babycry/babycry/models";
 * import assert from "node:assert/strict";
 *
 * const [detector] = embeddedModels;
 * assert.equal(checkManifest(detector), detector);
 * assert.throws(
 *   () => checkManifest({ ...detector, threshold: "0.5" }),
 *   /model cry-detect, threshold: expected a finite number from 0 to 1, received "0.5"/,
 * );
 * ```
 */
export function checkManifest(value: unknown): ModelManifest {
  const { id } = (value ?? {}) as { readonly id?: unknown };
  const modelId = typeof id === "string" ? id : "without id";
  const fields = new Fields(value, { action: `Reading model ${modelId}`, modelId });
  readFormat(fields);
  fields.text("id");
  const task = fields.choice("task", ["cry", "valence", "reason", "tags"]);
  fields.number("min_seconds", { min: 0, max: SECONDS_MAX });
  fields.text("license", /^/, "a string");
  // Provenance may have any keys.
  fields.object("training");
  readMark(fields, "experimental");
  TASKS[task](fields, modelId);
  fields.end();
  return value as ModelManifest;
}

function readFormat(fields: Fields): void {
  const hint = fields.has("format")
    ? "another version of this package reads other formats"
    : "convertManifest converts manifests of earlier versions";
  const format = fields.value("format", `${MODEL_FORMAT} (${hint})`);
  if (format !== MODEL_FORMAT) {
    fields.fail("format", `${MODEL_FORMAT} (${hint})`, describe(format));
  }
}

/** Checks of the keys that belong to a task. */
const TASKS: Readonly<Record<ModelManifest["task"], (fields: Fields, modelId: string) => void>> = {
  cry(fields, modelId) {
    const size = readMembers(fields, modelId);
    const threshold = readBinary(fields);
    fields.number("silence_dbfs", { max: 0 });
    readRecording(fields.object("recording"));
    readEvents(fields.object("events"), threshold);
    const calibration = fields.object("calibration");
    calibration.number("scale", { min: -PLATT_MAX, max: PLATT_MAX });
    calibration.number("offset", { min: -PLATT_MAX, max: PLATT_MAX });
    if (calibration.has("prior")) readPrior(calibration, CRY_LABELS);
    calibration.end();
    readUncertainty(fields, CRY_LABELS, [size], []);
  },
  valence(fields, modelId) {
    const encoders = readEncoders(fields);
    const heads = fields.object("heads");
    const names = heads.names();
    const sizes = names.map((name) => readValenceHead(heads.object(name), encoders, modelId));
    if (names.length === 0) fields.fail("heads", "one head or more", "none");
    fields.choice("head", names);
    readBinary(fields);
    if (fields.has("calibration")) readCalibration(fields.object("calibration"), VALENCE_LABELS);
    readUncertainty(fields, VALENCE_LABELS, sizes, [
      "min_cry_probability",
      "min_infant_probability",
    ]);
  },
  reason(fields, modelId) {
    const { labels, size } = readReasons(fields, modelId);
    const known = fields.has("calibration")
      ? readCalibration(fields.object("calibration"), labels)
      : labels;
    readUncertainty(fields, known, [size], ["min_cry_probability"]);
  },
  tags(fields) {
    fields.text("file");
    readClasses(fields);
  },
};

function readClasses(fields: Fields): void {
  const expected = `${YAMNET.classes} pairs of a mid and a label`;
  const classes = fields.value("classes", expected);
  if (!Array.isArray(classes) || classes.length !== YAMNET.classes) {
    return fields.fail("classes", expected, describe(classes));
  }
  for (const [i, pair] of classes.entries()) {
    if (!Array.isArray(pair) || pair.length !== 2) {
      fields.fail(`classes[${i}]`, "a mid and a label", describe(pair));
    }
    for (const [k, text] of pair.entries()) {
      if (typeof text !== "string") fields.fail(`classes[${i}][${k}]`, "a string", describe(text));
    }
  }
}

/** Checks the members of a detector. @returns number of values that the head of the first reads */
function readMembers(fields: Fields, modelId: string): number {
  const [first] = fields.objects("members").map((member) => readMember(member, modelId));
  return first ?? fields.fail("members", "one member or more", "a list of 0");
}

/** Checks a head of valence. @returns number of features that it reads */
function readValenceHead(
  fields: Fields,
  encoders: ReadonlyMap<string, number>,
  modelId: string,
): number {
  const { size, classes } = readPooledHead(fields, encoders, modelId);
  const known = [...VALENCE_LABELS, ...(classes?.length === 3 ? ["none"] : [])];
  if (classes && !(classes.length === known.length && known.every((l) => classes.includes(l)))) {
    const expected = `${VALENCE_LABELS.join(", ")} and optionally none`;
    fields.fail("classifier.classes", expected, classes.join(", "));
  }
  return size;
}

/** Checks {@link BinaryManifest}. @returns threshold */
function readBinary(fields: Fields): number {
  readWindows(fields.object("windows"));
  return fields.number("threshold", { min: 0, max: 1 });
}

/** Checks the optional keys `abstention` and `conformal`. */
function readUncertainty(
  fields: Fields,
  labels: readonly string[] | undefined,
  vectorSizes: readonly number[],
  probabilities: Parameters<typeof readAbstention>[1],
): void {
  if (fields.has("abstention")) {
    readAbstention(fields.object("abstention"), probabilities, vectorSizes);
  }
  if (fields.has("conformal")) readConformal(fields.object("conformal"), labels);
}
