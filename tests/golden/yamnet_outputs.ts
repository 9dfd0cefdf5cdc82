/**
 * Outputs of the op `yamnet`, without files, so that a Worker can compute them.
 *
 * @module
 */
import type { Yamnet, YamnetPatch } from "@babycry/babycry/encoders";
import { yamnetLogMel } from "@babycry/babycry/features";
import type { Waveform } from "../../src/types.ts";
import type { Outputs } from "./op.ts";

/** Computes log-mel, scores and embeddings of a recording at 16 kHz. */
export async function yamnetOutputs(network: Yamnet, waveform: Waveform): Promise<Outputs> {
  const { data, frames, bins } = yamnetLogMel(waveform.samples);
  const patches: YamnetPatch[] = [];
  for await (const patch of network.patches(waveform)) patches.push(patch);
  const rows = (name: "scores" | "embedding") => ({
    data: Float32Array.from(patches.flatMap((patch) => [...patch[name]])),
    shape: [patches.length, patches[0]![name].length],
  });
  return {
    log_mel: { data, shape: [frames, bins] },
    scores: rows("scores"),
    embeddings: rows("embedding"),
  };
}
