import { describe, Fields } from "../fields.ts";
import { readInput } from "./encoder_input.ts";
import type { EncoderManifest } from "./manifest.ts";
import { isYamnet } from "./yamnet/is_yamnet.ts";
import { YAMNET_OUTPUTS } from "./yamnet/yamnet_encoder.ts";

/** Optional keys whose value is a string. */
const TEXTS = ["external_data", "family", "precision", "checkpoint", "license", "url"] as const;

/**
 * Checks the manifest of an encoder: the types and ranges of its keys, and their consistency.
 * Unknown keys are ignored.
 *
 * @param value parsed JSON
 * @returns `value`
 * @throws {ModelError} when a key is missing or invalid; the message names its path, the expected
 * and the received value
 *
 * @example
 * ```ts
 * import { checkEncoder } from "@babycry/babycry/encoders";
 * import { publishedEncoders } from "@babycry/babycry/models";
 * import assert from "node:assert/strict";
 *
 * const clap = { ...publishedEncoders.clap, sample_rate_hz: "48 kHz" };
 * assert.throws(
 *   () => checkEncoder(clap),
 *   /clap, sample_rate_hz: expected a finite number above 0, received "48 kHz"/,
 * );
 * ```
 */
export function checkEncoder(value: unknown): EncoderManifest {
  const { id } = (value ?? {}) as { readonly id?: unknown };
  const modelId = typeof id === "string" ? id : "without id";
  readEncoder(new Fields(value, { action: `Reading encoder ${modelId}`, modelId }));
  return value as EncoderManifest;
}

/** Checks the keys of an encoder's manifest. @returns the length of the encoder's vectors */
export function readEncoder(fields: Fields): number {
  const id = fields.text("id");
  const rateHz = fields.peek("sample_rate_hz");
  readInput(fields, 1);
  const file = fields.text("file");
  if (fields.has("bytes")) fields.integer("bytes", 1);
  if (fields.has("sha256")) {
    fields.text("sha256", /^[0-9a-f]{64}$/, "64 lower-case hexadecimal digits");
  }
  for (const input of fields.objects("inputs", 1)) readTensor(input);
  const { output, size } = readEmbedding(fields.object("embedding"), fields.objects("outputs"));
  if (isYamnet({ file })) readYamnet(fields, { id, rateHz, output, size });
  if (fields.has("l2_normalize")) fields.boolean("l2_normalize");
  for (const name of TEXTS) if (fields.has(name)) fields.text(name);
  if (fields.has("opset")) fields.integer("opset", 1);
  if (fields.has("hub")) readHub(fields.object("hub"));
  return size;
}

/** Checks the constants of YAMNet. */
function readYamnet(
  fields: Fields,
  { id, rateHz, output, size }: { id: string; rateHz: unknown; output: string; size: number },
): void {
  const sizes: Readonly<Record<string, number>> = YAMNET_OUTPUTS;
  if (!Object.hasOwn(sizes, output)) {
    const known = Object.keys(sizes).join(" or ");
    fields.fail("embedding.output", `${known} for a .tflite file`, output);
  }
  if (id !== "yamnet") fields.fail("id", "yamnet for a .tflite file", JSON.stringify(id));
  if (rateHz !== 16_000) fields.fail("sample_rate_hz", "16000 for a .tflite file", `${rateHz}`);
  if (size !== sizes[output]) {
    fields.fail("embedding.size", `${sizes[output]} for a .tflite file`, `${size}`);
  }
}

/** Checks the output that holds the vector. @returns its name and the vector's length */
function readEmbedding(
  embedding: Fields,
  outputs: readonly Fields[],
): { readonly output: string; readonly size: number } {
  const size = embedding.integer("size", 1);
  const pooling = embedding.choice("pooling", ["none", "mean_over_frames"]);
  const shapes = new Map(outputs.map((output) => [output, readTensor(output)]));
  const name = embedding.text("output");
  embedding.end();
  const found = [...shapes].find(([, tensor]) => tensor.name === name);
  if (!found) {
    const names = [...shapes.values()].map((tensor) => tensor.name).join(" or ");
    return embedding.fail("output", `a name in outputs (${names || "it is empty"})`, name);
  }
  const [output, { shape }] = found;
  const axes = pooling === "none" ? 2 : 3;
  if (shape.length !== axes) {
    output.fail("shape", `${axes} axes for pooling ${pooling}`, String(shape.length));
  }
  const last = shape[axes - 1];
  if (typeof last === "number" && last !== size) {
    output.fail(`shape[${axes - 1}]`, `embedding.size ${size}`, String(last));
  }
  return { output: name, size };
}

function readTensor(fields: Fields): { readonly name: string; readonly shape: readonly unknown[] } {
  const name = fields.text("name");
  fields.text("dtype");
  const shape = fields.list("shape");
  const wrong = shape.findIndex((axis) =>
    !(typeof axis === "string" || Number.isInteger(axis) && (axis as number) > 0)
  );
  if (wrong >= 0) {
    fields.fail(`shape[${wrong}]`, "a whole number above 0 or a name", describe(shape[wrong]));
  }
  fields.end();
  return { name, shape };
}

function readHub(fields: Fields): void {
  fields.text("repository", /^[^/]+\/[^/]+$/, "owner/name");
  fields.text("file");
  if (fields.has("revision")) fields.text("revision");
  fields.end();
}
