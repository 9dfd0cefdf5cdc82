import { DEFAULT_CLIPPING_LEVEL, DEFAULT_EVENTS, DEFAULT_RECORDING } from "./default_rules.ts";
import { MODEL_FORMAT } from "./manifest.ts";

/** Manifest in the format of this version. */
export interface ConvertedManifest {
  /** Converted manifest; the value itself when it needs no conversion. */
  readonly manifest: unknown;
  /** Descriptions of the changes, such as `licence -> license`; empty when there are none. */
  readonly changes: readonly string[];
}

/** JSON object. */
type Json = Readonly<Record<string, unknown>>;

/**
 * Converts a manifest that an earlier version saved, which has no `format`. The predictions of the
 * model stay the same. Other values are returned unchanged; {@link checkManifest} checks the
 * result.
 *
 * @example
 * ```ts
 * import { checkManifest, convertManifest, embeddedModels } from "@babycry/babycry/models";
 * import assert from "node:assert/strict";
 *
 * const { format, license: licence, ...model } = embeddedModels[0]!;
 * const { manifest, changes } = convertManifest({ ...model, licence });
 * assert.deepEqual(changes, ["added format", "licence -> license"]);
 * assert.equal(checkManifest(manifest).license, licence);
 * ```
 */
export function convertManifest(value: unknown): ConvertedManifest {
  if (!isObject(value) || value["format"] !== undefined) {
    return { manifest: value, changes: [] };
  }
  const changes = ["added format"];
  const note = (change: string) => {
    if (!changes.includes(change)) changes.push(change);
  };
  const rename = (json: Json, from: string, to: string): Json => {
    if (!(from in json) || to in json) return json;
    note(`${from} -> ${to}`);
    return Object.fromEntries(
      Object.entries(json).map(([key, value]) => [key === from ? to : key, value]),
    );
  };
  const add = (json: Json, key: string, value: unknown): Json => {
    if (key in json) return json;
    note(`added ${key}`);
    return { ...json, [key]: value };
  };
  const encoder = (json: Json) => rename(json, "licence", "license");
  const head = (json: Json): Json => {
    if (json["pooling"] !== "moments") return json;
    note("pooling moments -> mean_std");
    return { ...json, pooling: "mean_std" };
  };
  const abstention = (json: Json): Json => {
    const renamed = rename(json, "familiar", "novelty");
    return "max_clipped_share" in renamed
      ? add(renamed, "clipping_level", DEFAULT_CLIPPING_LEVEL)
      : renamed;
  };
  let model = rename(value, "licence", "license");
  model = add(model, "license", "not stated");
  model = add(model, "training", {});
  model = inside(model, "abstention", abstention);
  model = inside(model, "network", encoder);
  model = insideEach(model, "encoders", encoder);
  model = insideEach(model, "heads", head);
  model = insideEach(model, "modes", (mode) => rename(mode, "open_windows", "variable_windows"));
  if (model["task"] === "cry") {
    const { front_end, head, ...others } = model;
    if (front_end !== undefined && head !== undefined && !("members" in model)) {
      note("front_end and head -> members");
      model = { ...others, members: [{ front_end, head }] };
    }
    model = add(model, "recording", DEFAULT_RECORDING);
    model = add(model, "events", DEFAULT_EVENTS);
  } else model = inside(model, "head", head);
  return { manifest: { format: MODEL_FORMAT, ...model }, changes };
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Changes the object at a key, if it is one. */
function inside(json: Json, key: string, change: (inner: Json) => Json): Json {
  const inner = json[key];
  return isObject(inner) ? { ...json, [key]: change(inner) } : json;
}

/** Changes each object in the object at a key. */
function insideEach(json: Json, key: string, change: (inner: Json) => Json): Json {
  return inside(
    json,
    key,
    (all) => Object.keys(all).reduce((all, name) => inside(all, name, change), all),
  );
}
