import { YAMNET_FRONT_END, YamnetPatchStream } from "../../features/front_ends/yamnet_log_mel.ts";
import type { ModelSource } from "../../types.ts";
import type { Encoder } from "../encoder_interface.ts";
import { YAMNET } from "./architecture.ts";
import { Network } from "./_network.ts";
import { readYamnetFile } from "./read_file.ts";
import { readYamnet } from "./read_tflite.ts";

const FILE = "yamnet.tflite";

/** Vector of a patch: its embedding, or the logits of the classes. */
type YamnetOutput = "embedding" | "logits";

/** Lengths of the vectors of a patch. */
export const YAMNET_OUTPUTS: Readonly<Record<YamnetOutput, number>> = {
  embedding: YAMNET.blocks.at(-1)!.outputs,
  logits: YAMNET.classes,
};

/** Options of {@link createYamnetEncoder}. */
export interface YamnetEncoderOptions {
  /** Provider of the file `yamnet.tflite` of the model `yamnet`. */
  readonly source: ModelSource;
  /**
   * Vector of a patch: its `embedding` of 1024 values, or the `logits` of the 521 classes. Default
   * `embedding`.
   */
  readonly output?: "embedding" | "logits";
}

const encoders = new WeakMap<ModelSource, Map<YamnetOutput, Encoder>>();

/**
 * Creates an encoder whose vectors are the embeddings or the class logits of YAMNet. A window of 0.975 s
 * is one patch. The vector of a longer window is the mean over its patches; a shorter window is padded with
 * zeros. The first call of `encode` reads the file. Calls with the same source and output return the same
 * encoder, so that models can share its vectors.
 *
 * @example
 * ```ts ignore
 * import { createYamnetEncoder } from "@babycry/babycry/encoders";
 *
 * const encoder = createYamnetEncoder({ source });
 * const [embedding] = await encoder.encode([new Float32Array(15_600)]);
 * ```
 */
export function createYamnetEncoder(
  { source, output = "embedding" }: YamnetEncoderOptions,
): Encoder {
  const known = encoders.get(source) ?? new Map<YamnetOutput, Encoder>();
  encoders.set(source, known);
  const encoder = known.get(output) ?? openEncoder(source, output);
  known.set(output, encoder);
  return encoder;
}

function openEncoder(source: ModelSource, output: YamnetOutput): Encoder {
  let opening: Promise<Network> | undefined;
  const open = async () => new Network(readYamnet(await readYamnetFile(source, "yamnet", FILE)));
  return {
    id: "yamnet",
    sampleRateHz: YAMNET_FRONT_END.sampleRateHz,
    size: YAMNET_OUTPUTS[output],
    async encode(windows) {
      opening ??= open();
      const network = await opening.catch((error) => {
        opening = undefined;
        throw error;
      });
      return windows.map((window) => meanVector(network, window, output));
    },
    dispose() {
      opening = undefined;
      return Promise.resolve();
    },
  };
}

function meanVector(
  network: Network,
  window: Float32Array,
  output: YamnetOutput,
): Float32Array {
  const stream = new YamnetPatchStream();
  const patches = [...stream.process(window), ...stream.flush()];
  if (patches.length === 0) {
    throw new RangeError("Encoding with yamnet failed: expected samples, received an empty window");
  }
  const sums = new Float64Array(YAMNET_OUTPUTS[output]);
  for (const patch of patches) network.run(patch)[output].forEach((value, i) => sums[i]! += value);
  return Float32Array.from(sums, (sum) => sum / patches.length);
}
