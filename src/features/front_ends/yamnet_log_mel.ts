import type { FrameMatrix } from "../../types.ts";
import { checkSamples } from "../_check.ts";
import { VGGISH_FRONT_END, type VggishFrontEnd, vggishLogMel } from "../mel/vggish_log_mel.ts";
import { FrameStream } from "../spectrum/frame_stream.ts";

/**
 * Parameters of the front end of YAMNet: those of VGGish with a smaller offset and overlapping
 * patches.
 *
 * @see https://github.com/tensorflow/models/tree/master/research/audioset/yamnet
 */
export const YAMNET_FRONT_END: VggishFrontEnd = Object.freeze({
  ...VGGISH_FRONT_END,
  logOffset: 0.001,
  patchHopSeconds: 0.48,
});

/** Samples of the 96 frames of a patch. */
export const YAMNET_PATCH_SAMPLES = 15_600;
/** Samples from one patch to the next. */
export const YAMNET_PATCH_HOP_SAMPLES = 7680;

const WINDOW_SAMPLES = 400;
const HOP_SAMPLES = 160;
const N_MELS = YAMNET_FRONT_END.nMels;
const PATCH_VALUES = 96 * N_MELS;
const PATCH_HOP_VALUES = 48 * N_MELS;

/**
 * Log-mel frames of YAMNet. Audio shorter than one patch is padded with zeros.
 *
 * @param samples mono, `[n]`, at 16 kHz
 * @returns natural logarithm, `[1 + floor((max(n, 15600) - 400) / 160), 64]`
 *
 * @example
 * ```ts
 * import { yamnetLogMel } from "@babycry/babycry/features";
 * import assert from "node:assert/strict";
 *
 * const { frames, bins } = yamnetLogMel(new Float32Array(16_000));
 * assert.deepEqual([frames, bins], [98, 64]);
 * ```
 */
export function yamnetLogMel(samples: Float32Array): FrameMatrix {
  checkSamples(samples);
  if (samples.length >= YAMNET_PATCH_SAMPLES) return vggishLogMel(samples, YAMNET_FRONT_END);
  const filled = new Float32Array(YAMNET_PATCH_SAMPLES);
  filled.set(samples);
  return vggishLogMel(filled, YAMNET_FRONT_END);
}

/**
 * Patches of 96 log-mel frames, 48 frames apart, of a signal that comes block by block. Each frame is
 * computed once. A tail that does not fill a patch is dropped.
 *
 * @example
 * ```ts
 * import { YamnetPatchStream } from "@babycry/babycry/features";
 * import assert from "node:assert/strict";
 *
 * const stream = new YamnetPatchStream();
 * assert.equal(stream.process(new Float32Array(15_600)).length, 1);
 * assert.equal(stream.process(new Float32Array(7680)).length, 1);
 * assert.equal(stream.flush().length, 0);
 * ```
 */
export class YamnetPatchStream {
  readonly #stream: FrameStream<Float32Array> = new FrameStream(
    { frameSamples: WINDOW_SAMPLES, hopSamples: HOP_SAMPLES, center: false },
    (piece) => piece.length === 0 ? piece : vggishLogMel(piece, YAMNET_FRONT_END).data,
  );
  /** Frames from the start of the next patch on. */
  #frames = new Float32Array(0);
  #samples = 0;

  /**
   * Takes a block.
   *
   * @param block mono, `[n]`, at 16 kHz, of any length
   * @returns the patches that it completes, `[96, 64]` each
   */
  process(block: Float32Array): Float32Array[] {
    const added = this.#stream.process(block);
    this.#samples += block.length;
    const frames = new Float32Array(this.#frames.length + added.length);
    frames.set(this.#frames);
    frames.set(added, this.#frames.length);
    const patches: Float32Array[] = [];
    let start = 0;
    for (; start + PATCH_VALUES <= frames.length; start += PATCH_HOP_VALUES) {
      patches.push(frames.subarray(start, start + PATCH_VALUES));
    }
    this.#frames = frames.slice(start);
    return patches;
  }

  /**
   * Ends the signal; the next block begins another.
   *
   * @returns the only patch of a signal shorter than one patch, padded with zeros; otherwise none
   */
  flush(): Float32Array[] {
    const missing = YAMNET_PATCH_SAMPLES - this.#samples;
    const patches = missing > 0 && this.#samples > 0 ? this.process(new Float32Array(missing)) : [];
    this.#stream.flush();
    this.#frames = new Float32Array(0);
    this.#samples = 0;
    return patches;
  }
}
