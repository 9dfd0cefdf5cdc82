import { isYamnet } from "./yamnet/is_yamnet.ts";
import type { EncoderManifest } from "./manifest.ts";

/**
 * Creates the manifest of an encoder's int8 version; its id is that of the encoder with `-int8`
 * appended. YAMNet has no other version: its weights are int8.
 */
export function int8Manifest(manifest: EncoderManifest): EncoderManifest {
  if (isYamnet(manifest)) return manifest;
  const { id, file, bytes: _, sha256: __, hub: ___, ...same } = manifest;
  return {
    ...same,
    id: `${id}-int8`,
    file: file.replace(/\.onnx$/, "-int8.onnx"),
    precision: "int8_dynamic",
  };
}
