import type { EncoderManifest } from "./manifest.ts";

/** The manifest of an encoder's quantised version, as `babycry models` names it: `clap-int8`. */
export function int8Manifest(manifest: EncoderManifest): EncoderManifest {
  const { id, file, bytes: _, sha256: __, hub: ___, ...same } = manifest;
  return {
    ...same,
    id: `${id}-int8`,
    file: file.replace(/\.onnx$/, "-int8.onnx"),
    precision: "int8_dynamic",
  };
}
