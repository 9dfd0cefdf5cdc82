/**
 * Published encoders.
 *
 * @module
 */
import type { EncoderManifest } from "../encoder/manifest.ts";
import ast from "../../models/encoders/ast.json" with { type: "json" };
import clap from "../../models/encoders/clap.json" with { type: "json" };
import wav2vec2 from "../../models/encoders/wav2vec2.json" with { type: "json" };
import yamnet from "../../models/encoders/yamnet.json" with { type: "json" };

/** Manifests of encoders whose weights are public, by name. */
export const publishedEncoders: Readonly<
  Record<"ast" | "clap" | "wav2vec2" | "yamnet", EncoderManifest>
> = {
  ast,
  clap,
  wav2vec2,
  yamnet,
};
