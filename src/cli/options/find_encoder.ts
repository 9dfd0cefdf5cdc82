import { readFile } from "node:fs/promises";
import { checkEncoder } from "../../encoder/check_encoder.ts";
import type { EncoderManifest } from "../../encoder/manifest.ts";
import { publishedEncoders } from "../../models/published_encoders.ts";

/**
 * Finds a published encoder by its name, or reads the manifest in a JSON file.
 *
 * @throws {SyntaxError} when no encoder has that name
 * @throws {ModelError} when the manifest is not valid
 */
export async function findEncoder(name: string): Promise<EncoderManifest> {
  if (name.endsWith(".json")) return checkEncoder(JSON.parse(await readFile(name, "utf8")));
  if (Object.hasOwn(publishedEncoders, name)) {
    return publishedEncoders[name as keyof typeof publishedEncoders];
  }
  const known = Object.keys(publishedEncoders).join(", ");
  throw new SyntaxError(
    `Invalid --encoder: expected ${known} or a manifest as a JSON file, received ${name}`,
  );
}
