import type { EncoderManifest } from "./manifest.ts";

/**
 * Creates the manifest of an encoder's int8 version; its id is that of the encoder with `-int8`
 * appended.
 */
export function int8Manifest(manifest: EncoderManifest): EncoderManifest {
  const { id, file, bytes: _, sha256: __, hub: ___, ...same } = manifest;
  return {
    ...same,
    id: `${id}-int8`,
    file: file.replace(/\.onnx$/, "-int8.onnx"),
    precision: "int8_dynamic",
  };
}
