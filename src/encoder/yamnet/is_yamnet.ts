import type { EncoderManifest } from "../manifest.ts";

/** Tests whether an encoder is YAMNet, which runs without an ONNX runtime. */
export function isYamnet({ file }: Pick<EncoderManifest, "file">): boolean {
  return file.endsWith(".tflite");
}
