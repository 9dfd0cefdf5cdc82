import {
  YAMNET_FRONT_END,
  YAMNET_PATCH_HOP_SAMPLES as HOP_SAMPLES,
  YAMNET_PATCH_SAMPLES as PATCH_SAMPLES,
  YamnetPatchStream,
} from "../../features/front_ends/yamnet_log_mel.ts";
import { resampleLength } from "../../resample/resample_length.ts";
import { Resampler } from "../../resample/resampler.ts";
import type { ProgressOptions, Waveform } from "../../types.ts";
import { checkStream, checkWaveform } from "../../waveform/check_waveform.ts";
import { YAMNET } from "./architecture.ts";
import { Network } from "./_network.ts";
import { readYamnet } from "./read_tflite.ts";

const RATE_HZ = YAMNET_FRONT_END.sampleRateHz;
/** Longest time between two returns to the event loop. */
const TURN_MS = 40;

/** Sound classes in one patch of a recording. */
export interface YamnetPatch {
  /** Start of the patch in the recording. */
  readonly startSeconds: number;
  /** End of the patch, 0.975 s later, which may be after the end of a short recording. */
  readonly endSeconds: number;
  /** Probability of each class, independent of the others, `[521]`, 0 to 1. */
  readonly scores: Float32Array;
  /** Activations before the classifier, `[1024]`. */
  readonly embedding: Float32Array;
}

/** Recording that is classified block by block. */
export interface YamnetRecording {
  /** Classifies the patches that a block completes. @param block mono, `[n]` */
  process(block: Float32Array): Generator<YamnetPatch>;
  /** Classifies the last patch. */
  flush(): Generator<YamnetPatch>;
}

/** YAMNet, ready to run. */
export interface Yamnet {
  /** Classes of AudioSet: 521. */
  readonly classCount: number;
  /** Values of an embedding: 1024. */
  readonly embeddingSize: number;
  /** WebAssembly memory of the network, weights included. */
  readonly memoryBytes: number;
  /**
   * Classifies a recording in patches of 0.975 s, every 0.48 s. A shorter recording is padded with zeros;
   * a tail that does not fill a patch is dropped. Returns to the event loop in between.
   *
   * @param waveform at any rate; it is resampled to 16 kHz
   * @throws {RangeError} when the recording is empty or a sample is not finite
   */
  patches(waveform: Waveform, options?: ProgressOptions): AsyncGenerator<YamnetPatch>;
  /**
   * Classifies a stream, each patch as soon as its last sample arrives. The patches equal those of the
   * whole recording to the last bit.
   *
   * @param pieces mono, `[n]` each, of any lengths
   * @throws {RangeError} when the recording is empty or a sample is not finite
   */
  stream(
    pieces: AsyncIterable<Float32Array>,
    options: { readonly sampleRateHz: number; readonly signal?: AbortSignal },
  ): AsyncGenerator<YamnetPatch>;
  /** Starts to classify a recording whose blocks the caller passes one by one. */
  begin(options: { readonly sampleRateHz: number }): YamnetRecording;
  /** Gives the memory back; nothing can be classified afterwards. */
  dispose(): void;
}

/**
 * Creates YAMNet from a TensorFlow Lite file. It runs on the WebAssembly core in every runtime, without
 * TensorFlow. Weights stay int8. Activations are rounded to int16, with a scale for each position, before
 * pointwise products; everything else is float32. Scores differ from those in float64 by less than 0.001.
 *
 * @param bytes TensorFlow Lite file; not needed afterwards
 * @throws {ModelError} when the file is damaged or holds another network
 * @see https://github.com/tensorflow/models/tree/master/research/audioset/yamnet
 *
 * @example
 * ```ts ignore
 * import { createYamnet } from "@babycry/babycry/encoders";
 * import { readFile } from "node:fs/promises";
 *
 * const yamnet = createYamnet(await readFile("yamnet.tflite"));
 * for await (const { startSeconds, scores } of yamnet.patches({ samples, sampleRateHz })) {
 *   console.log(startSeconds, scores[20]);
 * }
 * yamnet.dispose();
 * ```
 */
export function createYamnet(bytes: Uint8Array): Yamnet {
  let network: Network | undefined = new Network(readYamnet(bytes));
  const open = (): Network => {
    if (network) return network;
    throw new TypeError(
      "Running yamnet failed: expected an open network, received a disposed one; create it again",
    );
  };
  return {
    classCount: YAMNET.classes,
    embeddingSize: YAMNET.blocks.at(-1)!.outputs,
    get memoryBytes() {
      return network?.memoryBytes ?? 0;
    },
    patches(waveform, options = {}) {
      checkWaveform(waveform, { minSeconds: 0 });
      const { samples, sampleRateHz } = waveform;
      const length = resampleLength(samples.length, { fromHz: sampleRateHz, toHz: RATE_HZ });
      const total = 1 + Math.max(0, Math.floor((length - PATCH_SAMPLES) / HOP_SAMPLES));
      return run(open, blocksOf(waveform), { ...options, sampleRateHz, total });
    },
    stream(pieces, options) {
      return run(open, checkStream(pieces, { ...options, minSeconds: 0 }), options);
    },
    begin({ sampleRateHz }) {
      const patches = new Patches(sampleRateHz);
      let done = 0;
      const classify = function* (waiting: Generator<Float32Array>) {
        for (const patch of waiting) yield { ...timesOf(done++), ...classifyPatch(open(), patch) };
      };
      return {
        process: (block) => classify(patches.process(block)),
        flush: () => classify(patches.flush()),
      };
    },
    dispose() {
      network = undefined;
    },
  };
}

/** Blocks of about one hop, so that memory does not grow with the recording. */
function* blocksOf({ samples, sampleRateHz }: Waveform): Generator<Float32Array> {
  const length = Math.ceil(HOP_SAMPLES * sampleRateHz / RATE_HZ);
  for (let start = 0; start < samples.length; start += length) {
    yield samples.subarray(start, start + length);
  }
}

async function* run(
  open: () => Network,
  blocks: Iterable<Float32Array> | AsyncIterable<Float32Array>,
  { sampleRateHz, total = 0, signal, onProgress }: ProgressOptions & {
    readonly sampleRateHz: number;
    readonly total?: number;
  },
): AsyncGenerator<YamnetPatch> {
  let done = 0;
  let turnEnds = performance.now() + TURN_MS;
  signal?.throwIfAborted();
  for await (const patch of patchesOf(blocks, sampleRateHz)) {
    yield { ...timesOf(done), ...classifyPatch(open(), patch) };
    done++;
    onProgress?.({ done, total });
    if (performance.now() >= turnEnds) {
      await new Promise<void>((resolve) => setTimeout(resolve));
      turnEnds = performance.now() + TURN_MS;
    }
    signal?.throwIfAborted();
  }
}

function timesOf(patch: number): Pick<YamnetPatch, "startSeconds" | "endSeconds"> {
  const startSeconds = patch * HOP_SAMPLES / RATE_HZ;
  return { startSeconds, endSeconds: startSeconds + PATCH_SAMPLES / RATE_HZ };
}

function classifyPatch(
  network: Network,
  patch: Float32Array,
): Pick<YamnetPatch, "scores" | "embedding"> {
  const { logits, embedding } = network.run(patch);
  return { scores: logits.map((x) => 1 / (1 + Math.exp(-x))), embedding };
}

/** Log-mel patches of a recording that arrives in blocks. */
class Patches {
  readonly #resampler: Resampler;
  readonly #stream = new YamnetPatchStream();

  constructor(sampleRateHz: number) {
    this.#resampler = new Resampler({ fromHz: sampleRateHz, toHz: RATE_HZ });
  }

  *process(block: Float32Array): Generator<Float32Array> {
    yield* this.#stream.process(this.#resampler.process(block));
  }

  *flush(): Generator<Float32Array> {
    yield* this.#stream.process(this.#resampler.flush());
    yield* this.#stream.flush();
  }
}

async function* patchesOf(
  blocks: Iterable<Float32Array> | AsyncIterable<Float32Array>,
  sampleRateHz: number,
): AsyncGenerator<Float32Array> {
  const patches = new Patches(sampleRateHz);
  for await (const block of blocks) yield* patches.process(block);
  yield* patches.flush();
}
