import { readEncoder } from "../encoder/check_encoder.ts";
import {
  FRONT_END_IDS,
  type FrontEnd,
  frontEnd,
  isFrontEnd,
} from "../features/front_ends/front_ends.ts";
import type { Fields } from "../fields.ts";
import { type Head, readHead } from "../head/classifier.ts";
import { readNetwork } from "../head/network.ts";
import { pooledSize, type Pooling } from "../pooling/pooling.ts";

/** Largest weight of a member. */
const WEIGHT_MAX = 1e6;

/** Properties of a checked head. */
export interface CheckedHead {
  /** Number of features that the head reads. */
  readonly size: number;
  /** Classes of the head; absent when it is in a file. */
  readonly classes?: readonly string[];
}

/** Checks the name of a front end at the key `front_end`. @returns the front end */
export function readFrontEnd(fields: Fields): FrontEnd {
  return frontEnd(fields.choice("front_end", FRONT_END_IDS));
}

/** Checks a {@link CryMember}. @returns number of values that its head reads */
export function readMember(fields: Fields, modelId: string): number {
  if (!fields.has("network") && !fields.has("front_end")) {
    fields.fail("front_end or network", "one of them");
  }
  const { id, size } = fields.has("network")
    ? readNetworkMember(fields.object("network"))
    : readFrontEnd(fields);
  if (fields.has("weight")) fields.number("weight", { above: 0, max: WEIGHT_MAX });
  const head = fields.object("head");
  const expected = `${size} values as ${id} gives`;
  if (head.peek("format") === "babycry-network/1") {
    const { featureCount, outputCount } = readNetwork(head, modelId);
    if (featureCount !== size) head.fail("input", expected, String(featureCount));
    if (outputCount !== 1) head.fail("layers", "one output of the last layer", `${outputCount}`);
  } else if (head.peek("format") === "sklearn-json/1") {
    const { featureCount, logitCount } = readHead(head, modelId);
    if (featureCount !== size) head.fail("n_features", expected, String(featureCount));
    if (logitCount !== 1) head.fail("classifier", "a model of one logit", `${logitCount} logits`);
  } else head.choice("format", ["sklearn-json/1", "babycry-network/1"]);
  fields.end();
  return size;
}

function readNetworkMember(network: Fields): { readonly id: string; readonly size: number } {
  const id = network.peek("id");
  return { size: readEncoder(network), id: String(id) };
}

/** Checks the encoders at the key `encoders`. @returns lengths of their vectors by name */
export function readEncoders(fields: Fields): Map<string, number> {
  const encoders = fields.object("encoders");
  return new Map(encoders.names().map((name) => [name, readEncoder(encoders.object(name))]));
}

/** Checks a {@link HeadManifest}. @param sizes lengths of the encoders' vectors by name */
export function readPooledHead(
  fields: Fields,
  sizes: ReadonlyMap<string, number>,
  modelId: string,
): CheckedHead {
  const names = fields.texts("encoders", 1);
  const pooling: Pooling = fields.has("pooling")
    ? fields.choice("pooling", ["mean", "mean_std"])
    : "mean";
  const parts = names.map((name, i) => {
    const size = sizes.get(name) ?? (isFrontEnd(name) ? frontEnd(name).size : undefined);
    if (size !== undefined) return pooledSize(pooling, size);
    const known = [...sizes.keys(), ...FRONT_END_IDS].join(" or ");
    return fields.fail(`encoders[${i}]`, known, JSON.stringify(name));
  });
  const size = parts.reduce((sum, part) => sum + part, 0);
  const given = names.map((name, i) => `${name} ${parts[i]}`).join(" + ");
  const head = readClassifier(fields, size, given, modelId);
  fields.end();
  return { size, ...(head ? { classes: head.classes } : {}) };
}

/**
 * Checks the classifier at the key `classifier`.
 *
 * @param size number of features that the classifier must read
 * @param origin encoders that give the features, for error messages
 * @returns undefined when the classifier is in a file
 */
export function readClassifier(
  fields: Fields,
  size: number,
  origin: string,
  modelId: string,
): Head | undefined {
  if (typeof fields.peek("classifier") === "string") {
    fields.text("classifier");
    return undefined;
  }
  const classifier = fields.object("classifier");
  const head = readHead(classifier, modelId);
  if (head.featureCount !== size) {
    classifier.fail("n_features", `${size} values (${origin})`, String(head.featureCount));
  }
  return head;
}
