import { YAMNET_FRONT_END, YamnetPatchStream } from "../../features/front_ends/yamnet_log_mel.ts";
import type { ModelSource } from "../../types.ts";
import type { Encoder } from "../encoder_interface.ts";
import { YAMNET } from "./architecture.ts";
import { Network } from "./_network.ts";
import { readYamnetFile } from "./read_file.ts";
import { readYamnet } from "./read_tflite.ts";

const FILE = "yamnet.tflite";

/**
 * Creates an encoder whose vectors are the embeddings of YAMNet, 1024 values. A window of 0.975 s is one
 * patch. The vector of a longer window is the mean over its patches; a shorter window is padded with zeros.
 * The first call of `encode` reads the file.
 *
 * @param options.source has the file `yamnet.tflite` of the model `yamnet`
 *
 * @example
 * ```ts ignore
 * import { createYamnetEncoder } from "@babycry/babycry/encoders";
 *
 * const encoder = createYamnetEncoder({ source });
 * const [embedding] = await encoder.encode([new Float32Array(15_600)]);
 * ```
 */
export function createYamnetEncoder(options: { readonly source: ModelSource }): Encoder {
  let opening: Promise<Network> | undefined;
  const open = async () =>
    new Network(readYamnet(await readYamnetFile(options.source, "yamnet", FILE)));
  const size = YAMNET.blocks.at(-1)!.outputs;
  return {
    id: "yamnet",
    sampleRateHz: YAMNET_FRONT_END.sampleRateHz,
    size,
    async encode(windows) {
      opening ??= open();
      const network = await opening.catch((error) => {
        opening = undefined;
        throw error;
      });
      return windows.map((window) => meanEmbedding(network, window, size));
    },
    dispose() {
      opening = undefined;
      return Promise.resolve();
    },
  };
}

function meanEmbedding(network: Network, window: Float32Array, size: number): Float32Array {
  const stream = new YamnetPatchStream();
  const patches = [...stream.process(window), ...stream.flush()];
  if (patches.length === 0) {
    throw new RangeError("Encoding with yamnet failed: expected samples, received an empty window");
  }
  const sums = new Float64Array(size);
  for (const patch of patches) {
    const { embedding } = network.run(patch);
    for (let i = 0; i < size; i++) sums[i]! += embedding[i]!;
  }
  return Float32Array.from(sums, (sum) => sum / patches.length);
}
