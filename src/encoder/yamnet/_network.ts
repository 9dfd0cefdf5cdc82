import { DspCore } from "../../dsp/core.ts";
import { loadDspModule } from "../../dsp/load.ts";
import { ModelError } from "../../errors.ts";
import { type Architecture, YAMNET } from "./architecture.ts";
import type { FloatLayer, ProductLayer, YamnetWeights } from "./read_tflite.ts";
import { type SharedRows, sharedRows } from "./_shared_rows.ts";

/** Result for one patch. */
export interface NetworkOutput {
  /** `[classes]`, 0 to 1. */
  readonly scores: Float32Array;
  /** Means of the last channels, `[channels]`. */
  readonly embedding: Float32Array;
}

/** Addresses and limits of a layer with weights in float32. */
interface PlannedLayer {
  readonly weights: number;
  readonly biases: number;
  readonly floor: number;
  readonly ceiling: number;
}

interface PlannedProduct extends PlannedLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** For weights in int8: address of the scales, and the largest value of a row for which no sum overflows. */
  readonly int8?: { readonly scales: number; readonly limit: number };
}

/** Image, channels last. */
interface Image {
  readonly address: number;
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  /** Rows that the patch before has in common with this one. */
  readonly shared: SharedRows | undefined;
}

interface Block {
  readonly stride: number;
  readonly depthwise: PlannedLayer;
  readonly pointwise: PlannedProduct;
  readonly from: Image;
  readonly to: Image;
}

/** Values of a block of rows between the depthwise and the pointwise convolution: 24 KiB. */
const WORK_VALUES = 6144;

/** The network on a core of its own, so that its memory can be given back. */
export class Network {
  readonly #core: DspCore = new DspCore(loadDspModule());
  readonly #classes: number;
  /** Patch with a row and a column of zeros behind it. */
  readonly #patch: Image;
  readonly #conv: PlannedLayer;
  readonly #first: Image;
  readonly #blocks: readonly Block[];
  readonly #classifier: PlannedProduct;
  readonly #zeros: number;
  readonly #work: number;
  readonly #quantized: number;
  readonly #rowScales: number;
  readonly #pooled: number;
  readonly #logits: number;

  constructor(weights: YamnetWeights, architecture: Architecture = YAMNET) {
    const core = this.#core;
    const { rows, columns, channels, classes } = architecture;
    this.#classes = classes;
    const border = core.allocF32(new Float32Array((rows + 1) * (columns + 1)));
    const half = { start: 0, end: rows / 2, shift: rows / 2 };
    this.#patch = { address: border, rows, columns, channels: 1, shared: half };
    // No patch is equal to it.
    core.f32(border, 1)[0] = NaN;
    this.#conv = planLayer(core, { ...weights.conv, weights: packConvolution(weights.conv) });
    this.#first = planImage(core, this.#patch, 2, channels, 0);
    let from = this.#first;
    this.#blocks = weights.blocks.map(({ depthwise, pointwise }, i) => {
      const { stride, outputs } = architecture.blocks[i]!;
      const block = {
        stride,
        depthwise: planLayer(core, depthwise),
        pointwise: planProduct(core, pointwise),
        from,
        to: planImage(core, from, stride, outputs, i),
      };
      from = block.to;
      return block;
    });
    this.#classifier = planProduct(core, weights.classifier);
    const images = this.#blocks.map((block) => block.from);
    const widest = Math.max(...images.map((image) => image.columns * image.channels));
    this.#zeros = core.allocF32(new Float32Array(widest));
    const work = Math.max(WORK_VALUES, widest, 2 * from.channels);
    this.#work = core.alloc(4 * work);
    this.#quantized = core.alloc(2 * work);
    this.#rowScales = core.alloc(4 * work / 8);
    this.#pooled = core.alloc(8 * from.channels);
    this.#logits = core.alloc(8 * this.#classifier.outputs);
  }

  /** Memory of the core, weights included. */
  get memoryBytes(): number {
    return this.#core.kernels.memory.buffer.byteLength;
  }

  /**
   * Runs the network. Computes only what differs from the run before if the patch starts with the second
   * half of the one before.
   *
   * @param patch `[rows, columns]`
   * @throws {RangeError} when a value of the patch is not finite
   * @throws {ModelError} when a result is not finite
   */
  run(patch: Float32Array): NetworkOutput {
    const continues = this.#takePatch(patch);
    for (const [start, end] of this.#missingRows(this.#first, continues)) {
      this.#convolve(start, end);
    }
    for (const block of this.#blocks) {
      for (const [start, end] of this.#missingRows(block.to, continues)) {
        this.#runBlock(block, start, end);
      }
    }
    const output = this.#classify(this.#blocks.at(-1)?.to ?? this.#first);
    if (output) return output;
    if (!patch.every(Number.isFinite)) {
      throw new RangeError(
        "Running yamnet failed: expected finite samples, received NaN or infinity",
      );
    }
    throw new ModelError(
      "Running yamnet failed: expected finite values, received NaN or infinity; the weights are damaged",
      { modelId: "yamnet" },
    );
  }

  /** Copies a patch. @returns whether its first half is the second half of the patch before */
  #takePatch(patch: Float32Array): boolean {
    const { address, rows, columns } = this.#patch;
    const width = columns + 1;
    const image = this.#core.f32(address, rows * width);
    const half = rows / 2;
    let continues = true;
    for (let i = 0; continues && i < half * columns; i++) {
      const row = Math.floor(i / columns);
      continues = patch[i] === image[(row + half) * width + i % columns];
    }
    for (let row = 0; row < rows; row++) {
      image.set(patch.subarray(row * columns, (row + 1) * columns), row * width);
    }
    return continues;
  }

  /** Moves the rows that are known to their place. @returns those that have to be computed */
  #missingRows(image: Image, continues: boolean): readonly (readonly [number, number])[] {
    const { address, rows, columns, channels, shared } = image;
    if (!continues || !shared) return [[0, rows]];
    const width = columns * channels;
    const { start, end, shift } = shared;
    this.#core.f32(address, rows * width)
      .copyWithin(start * width, (start + shift) * width, (end + shift) * width);
    return [[0, start], [end, rows]];
  }

  #convolve(start: number, end: number): void {
    const { address, columns } = this.#patch;
    const { weights, biases, floor, ceiling } = this.#conv;
    const to = this.#first;
    const rowBytes = 4 * (columns + 1);
    const outBytes = 4 * to.columns * to.channels;
    const { kernels } = this.#core;
    kernels.conv3x3(
      ...[address + 2 * start * rowBytes, rowBytes, end - start, to.columns, 1, 2] as const,
      ...[weights, biases, to.channels, floor, 0, to.address + start * outBytes, outBytes] as const,
    );
    if (ceiling === Infinity) return;
    const values = (end - start) * outBytes / 4;
    kernels.clamp(to.address + start * outBytes, values, floor, ceiling);
  }

  #runBlock(block: Block, start: number, end: number): void {
    const { from, to, pointwise } = block;
    const width = to.columns * from.channels;
    const step = Math.max(1, Math.floor(WORK_VALUES / width));
    for (let first = start; first < end; first += step) {
      const count = Math.min(step, end - first);
      for (let i = 0; i < count; i++) {
        this.#depthwiseRow(block, first + i, this.#work + 4 * i * width);
      }
      const out = to.address + 4 * first * to.columns * to.channels;
      this.#multiply(pointwise, this.#work, count * to.columns, out);
    }
  }

  #depthwiseRow({ stride, depthwise, from, to }: Block, row: number, out: number): void {
    const { address, rows, columns, channels } = from;
    const { weights, biases, floor, ceiling } = depthwise;
    // Odd sizes of the kernel pad both sides, an even image with stride 2 its end only.
    const above = stride * row + stride - 2;
    const rowAt = (index: number) =>
      index < 0 || index >= rows ? this.#zeros : address + 4 * index * columns * channels;
    this.#core.kernels.depthwise3x3(
      ...[rowAt(above), rowAt(above + 1), rowAt(above + 2), to.columns, channels] as const,
      ...[stride, weights, biases, floor, ceiling, out] as const,
    );
  }

  /** @param rows even for weights in int8 */
  #multiply(product: PlannedProduct, x: number, rows: number, out: number): void {
    const { weights, biases, floor, ceiling, inputs, outputs, int8 } = product;
    const { kernels } = this.#core;
    if (int8) {
      kernels.quantizeRows(x, rows, inputs, int8.limit, this.#quantized, this.#rowScales);
      kernels.pointwise(
        ...[this.#quantized, this.#rowScales, rows, inputs, weights, int8.scales] as const,
        ...[biases, outputs, floor, ceiling, out] as const,
      );
    } else {
      kernels.dense(x, rows, inputs, weights, biases, outputs, out);
      kernels.clamp(out, rows * outputs, floor, ceiling);
    }
  }

  /** @returns undefined when a value is not finite */
  #classify({ address, rows, columns, channels }: Image): NetworkOutput | undefined {
    const core = this.#core;
    const share = 1 / (rows * columns);
    const rowBytes = 4 * columns * channels;
    const { kernels } = core;
    kernels.meanMaxPool(address, rows, columns, channels, rowBytes, share, this.#pooled);
    // The second row are the largest values, which nothing needs.
    this.#multiply(this.#classifier, this.#pooled, 2, this.#logits);
    const sum = kernels.sum(this.#pooled, channels) + kernels.sum(this.#logits, this.#classes);
    return !Number.isFinite(sum) ? undefined : {
      scores: core.f32(this.#logits, this.#classes).map((logit) => 1 / (1 + Math.exp(-logit))),
      embedding: core.f32(this.#pooled, channels).slice(),
    };
  }
}

/** Allocates the result of a convolution. Images that no patch shares lie in two places in turn. */
function planImage(
  core: DspCore,
  { rows, columns, shared }: Image,
  stride: number,
  channels: number,
  index: number,
): Image {
  const image = {
    rows: rows / stride,
    columns: columns / stride,
    channels,
    shared: shared && sharedRows(shared, stride),
  };
  const bytes = 4 * image.rows * image.columns * channels;
  const address = image.shared
    ? core.alloc(bytes)
    : core.plan(`image ${index % 2} ${bytes}`, () => core.alloc(bytes));
  return { ...image, address };
}

function planLayer(core: DspCore, layer: FloatLayer): PlannedLayer {
  const { weights, biases, floor, ceiling } = layer;
  return { weights: core.allocF32(weights), biases: core.allocF32(biases), floor, ceiling };
}

function planProduct(core: DspCore, layer: ProductLayer): PlannedProduct {
  const inputs = layer.weights.length / layer.biases.length;
  if (!("scales" in layer)) {
    return { ...planLayer(core, layer), inputs, outputs: layer.biases.length };
  }
  const { biases, scales, floor, ceiling } = layer;
  const outputs = 8 * Math.ceil(biases.length / 8);
  const padded = (values: Float32Array) => {
    const address = core.allocF32(new Float32Array(outputs));
    core.f32(address, outputs).set(values);
    return address;
  };
  const weights = core.alloc(outputs * inputs);
  const largestSum = packProduct(layer.weights, inputs, core.u8(weights, outputs * inputs));
  const limit = Math.min(32_767, Math.floor((2 ** 31 - 1) / Math.max(1, largestSum)));
  const int8 = { scales: padded(scales), limit };
  return { weights, biases: padded(biases), floor, ceiling, inputs, outputs, int8 };
}

/** `[outputs][3][3]` to `[outputs / 8][3][3][8]`. */
function packConvolution({ weights }: FloatLayer): Float32Array {
  const packed = new Float32Array(weights.length);
  for (let i = 0; i < weights.length; i++) {
    const output = Math.floor(i / 9);
    packed[((output >> 3) * 9 + i % 9) * 8 + output % 8] = weights[i]!;
  }
  return packed;
}

/**
 * `[outputs][inputs]` to `[outputs / 8][inputs / 2][8][2]`, with zeros for the outputs that are missing.
 *
 * @returns the largest sum of the magnitudes of a row
 */
function packProduct(weights: Int8Array, inputs: number, out: Uint8Array): number {
  out.fill(0);
  let largest = 0;
  for (let start = 0; start < weights.length; start += inputs) {
    const output = start / inputs;
    let at = (output >> 3) * 8 * inputs + 2 * (output & 7);
    let sum = 0;
    for (let k = 0; k < inputs; k += 2, at += 16) {
      const first = weights[start + k]!, second = weights[start + k + 1]!;
      out[at] = first;
      out[at + 1] = second;
      sum += Math.abs(first) + Math.abs(second);
    }
    largest = Math.max(largest, sum);
  }
  return largest;
}
