import { DspCore } from "../../dsp/core.ts";
import { loadDspModule } from "../../dsp/load.ts";
import { ModelError } from "../../errors.ts";
import {
  type Block,
  type Image,
  type NetworkPlan,
  type PlannedProduct,
  planNetwork,
} from "./_plan.ts";
import { type Architecture, YAMNET } from "./architecture.ts";
import type { YamnetWeights } from "./weights.ts";

/** Result for one patch. */
export interface NetworkOutput {
  /** Logit of each class, `[classes]`. */
  readonly logits: Float32Array;
  /** Means of the last channels, `[channels]`. */
  readonly embedding: Float32Array;
}

/** The network on a core of its own, so that its memory goes with it. */
export class Network {
  readonly #core: DspCore = new DspCore(loadDspModule());
  readonly #plan: NetworkPlan;
  /** Whether the second half of the rows of images that patches share lies before the first. */
  #isTurned = false;

  constructor(weights: YamnetWeights, architecture: Architecture = YAMNET) {
    this.#plan = planNetwork(this.#core, weights, architecture);
  }

  /** Memory of the core, weights included. */
  get memoryBytes(): number {
    return this.#core.kernels.memory.buffer.byteLength;
  }

  /**
   * Runs the network. If the patch starts with the second half of the one before, only what differs is
   * computed.
   *
   * @param patch `[rows, columns]`
   * @throws {RangeError} when a value of the patch is not finite
   * @throws {ModelError} when a result is not finite
   */
  run(patch: Float32Array): NetworkOutput {
    const { first, blocks } = this.#plan;
    const continues = this.#takePatch(patch);
    // The second half of the rows becomes the first.
    if (continues) this.#isTurned = !this.#isTurned;
    for (const [start, end] of missingRows(first, continues)) this.#convolve(start, end);
    for (const block of blocks) {
      for (const [start, end] of missingRows(block.to, continues)) {
        this.#runBlock(block, start, end);
      }
    }
    const output = this.#classify(blocks.at(-1)!.to);
    if (output) return output;
    if (!patch.every(Number.isFinite)) {
      throw new RangeError(
        "Running yamnet failed: expected finite samples, received NaN or infinity",
      );
    }
    throw new ModelError(
      "Running yamnet failed: expected finite results, received NaN or infinity; the weights are damaged",
      { modelId: "yamnet" },
    );
  }

  /** Copies a patch. @returns whether its first half is the second half of the patch before */
  #takePatch(patch: Float32Array): boolean {
    const { heap } = this.#core;
    const { address, rows, columns } = this.#plan.patch;
    const half = rows / 2;
    let continues = true;
    let to = address / 4;
    const ahead = half * (columns + 1);
    for (let row = 0, i = 0; row < rows; row++, to++) {
      for (let column = 0; column < columns; column++, i++, to++) {
        if (row < half && patch[i] !== heap[to + ahead]) continues = false;
        heap[to] = patch[i]!;
      }
    }
    return continues;
  }

  #convolve(start: number, end: number): void {
    const { kernels } = this.#core;
    const { patch, conv, first } = this.#plan;
    const rowBytes = 4 * (patch.columns + 1);
    const outBytes = 4 * first.columns * first.channels;
    const out = this.#rowAddress(first, start);
    kernels.conv3x3(
      patch.address + 2 * start * rowBytes,
      rowBytes,
      end - start,
      first.columns,
      1,
      2,
      conv.weights,
      conv.biases,
      first.channels,
      conv.floor,
      0,
      out,
      outBytes,
    );
    if (conv.ceiling < Infinity) {
      kernels.clamp(out, (end - start) * outBytes / 4, conv.floor, conv.ceiling);
    }
  }

  #runBlock(block: Block, start: number, end: number): void {
    const { work, workValues } = this.#plan;
    const { from, to, pointwise } = block;
    const width = to.columns * from.channels;
    const step = Math.floor(workValues / width);
    for (let first = start; first < end; first += step) {
      const last = Math.min(first + step, end);
      for (let row = first; row < last; row++) {
        this.#depthwiseRow(block, row, work + 4 * (row - first) * width);
      }
      this.#multiply(pointwise, work, (last - first) * to.columns, this.#rowAddress(to, first));
    }
  }

  #depthwiseRow({ stride, depthwise, from, to }: Block, row: number, out: number): void {
    // Zeros lie on both sides of an image for stride 1, behind it for stride 2.
    const above = stride * row + stride - 2;
    this.#core.kernels.depthwise3x3(
      this.#rowAddress(from, above),
      this.#rowAddress(from, above + 1),
      this.#rowAddress(from, above + 2),
      to.columns,
      from.channels,
      stride,
      depthwise.weights,
      depthwise.biases,
      depthwise.floor,
      depthwise.ceiling,
      out,
    );
  }

  #rowAddress({ address, rows, columns, channels, shared }: Image, row: number): number {
    if (row < 0 || row >= rows) return this.#plan.zeros;
    const place = shared && this.#isTurned ? (row + rows / 2) % rows : row;
    return address + 4 * place * columns * channels;
  }

  /** @param rows even for weights in int8 */
  #multiply(product: PlannedProduct, x: number, rows: number, out: number): void {
    const { kernels } = this.#core;
    const { quantized, rowScales } = this.#plan;
    const { weights, biases, floor, ceiling, inputs, outputs, int8 } = product;
    if (int8) {
      kernels.quantizeRows(x, rows, inputs, int8.limit, quantized, rowScales);
      kernels.pointwise(
        quantized,
        rowScales,
        rows,
        inputs,
        weights,
        int8.scales,
        biases,
        outputs,
        floor,
        ceiling,
        out,
      );
    } else {
      kernels.dense(x, rows, inputs, weights, biases, outputs, out);
      kernels.clamp(out, rows * outputs, floor, ceiling);
    }
  }

  /** @returns undefined when a result is not finite */
  #classify({ address, rows, columns, channels }: Image): NetworkOutput | undefined {
    const { kernels, heap } = this.#core;
    const { classifier, classes, pooled, logits } = this.#plan;
    const share = 1 / (rows * columns);
    kernels.meanMaxPool(address, rows, columns, channels, 4 * columns * channels, share, pooled);
    // The second row, the largest values, makes their number even.
    this.#multiply(classifier, pooled, 2, logits);
    if (!Number.isFinite(kernels.sum(pooled, channels) + kernels.sum(logits, classes))) return;
    return {
      logits: heap.slice(logits / 4, logits / 4 + classes),
      embedding: heap.slice(pooled / 4, pooled / 4 + channels),
    };
  }
}

/** Rows that have to be computed, in parts that lie in one piece. */
function missingRows(
  { rows, shared }: Image,
  continues: boolean,
): readonly (readonly [start: number, end: number])[] {
  if (!shared) return [[0, rows]];
  const half = rows / 2;
  const { start, end } = continues ? shared : { start: 0, end: 0 };
  return [[0, start], [end, half], [half, rows]];
}
