import { createEncoder, type EncoderOptions, featureEncoder } from "../encoder/encoder.ts";
import { int8Manifest } from "../encoder/int8_manifest.ts";
import { isYamnet } from "../encoder/yamnet/is_yamnet.ts";
import type { EncoderManifest } from "../encoder/manifest.ts";
import { ModelError } from "../errors.ts";
import { frontEnd } from "../features/front_ends/front_ends.ts";
import type { Head } from "../head/classifier.ts";
import type { WindowHub, WindowLayout } from "../encoder/window_hub.ts";
import { clipVector, type ClipVectorOptions, poolWindows } from "../pooling/clip_vector.ts";
import { pooledSize } from "../pooling/pooling.ts";
import type { Waveform } from "../types.ts";
import { headFile } from "./_head_file.ts";
import type { HeadManifest } from "../models/manifest.ts";

/** Head with the encoders that it reads. */
export interface PooledHead {
  /** Loads the head; the first call reads and checks it. */
  load(): Promise<Head>;
  /**
   * Starts to compute the feature vector of a recording whose windows are encoded one by one;
   * absent when the head reads ONNX networks.
   *
   * @returns function that returns the vector at the end, `[featureCount]` of the head
   */
  begin?(windows: WindowHub, layout: WindowLayout): () => Float64Array;
  /** Computes the feature vector of a recording, `[featureCount]` of the head. */
  vector(waveform: Waveform, options: Omit<ClipVectorOptions, "pooling">): Promise<Float64Array>;
  /** Releases the memory of the encoders. */
  dispose(): Promise<void>;
}

/**
 * Creates a head on the vectors of encoders, which are pooled over a recording and concatenated.
 *
 * @param model name of the model, and manifests of the networks that its heads read
 * @param name name of the head, for error messages
 * @param check throws when the head does not suit the task
 */
export function createPooledHead(
  model: { readonly id: string; readonly encoders: Readonly<Record<string, EncoderManifest>> },
  name: string,
  manifest: HeadManifest,
  options: EncoderOptions & { readonly dtype?: "fp32" | "int8" },
  check: (head: Head) => void,
): PooledHead {
  const { id: modelId } = model;
  const { encoders: names, pooling = "mean", classifier } = manifest;
  const encoders = names.map((id) => {
    const network = model.encoders[id];
    if (network) {
      return createEncoder(options.dtype === "int8" ? int8Manifest(network) : network, options);
    }
    return featureEncoder(frontEnd(id));
  });
  const load = headFile(modelId, classifier, options.source, (head) => {
    const size = encoders.reduce((sum, encoder) => sum + pooledSize(pooling, encoder.size), 0);
    if (head.featureCount !== size) {
      const given = encoders.map((encoder) => `${encoder.id} ${pooledSize(pooling, encoder.size)}`);
      throw new ModelError(
        `Loading head ${name} of ${modelId}: expected ${size} values (${given.join(" + ")}), ` +
          `received ${head.featureCount}`,
        { modelId },
      );
    }
    check(head);
  });
  return {
    load,
    ...(names.some((id) => model.encoders[id] && !isYamnet(model.encoders[id]))
      ? {}
      : { begin: (hub, layout) => poolWindows(hub, encoders, { ...layout, pooling }) }),
    vector: (waveform, work) => clipVector(waveform, encoders, { ...work, pooling }),
    async dispose() {
      for (const encoder of encoders) await encoder.dispose();
    },
  };
}
