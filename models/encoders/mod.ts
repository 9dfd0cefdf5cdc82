/**
 * The published encoders.
 *
 * @module
 */
import type { EncoderManifest } from "../../src/encoder/manifest.ts";
import ast from "./ast.json" with { type: "json" };
import clap from "./clap.json" with { type: "json" };
import wav2vec2 from "./wav2vec2.json" with { type: "json" };

/** Manifests of encoders whose weights are public, by name. */
export const publishedEncoders: Readonly<Record<"ast" | "clap" | "wav2vec2", EncoderManifest>> = {
  ast,
  clap,
  wav2vec2,
};
