import type { DspCore } from "../../dsp/core.ts";
import { type SharedRows, sharedRows } from "./_shared_rows.ts";
import type { Architecture } from "./architecture.ts";
import type { FloatLayer, ProductLayer, YamnetWeights } from "./weights.ts";

/** The network in the core's memory; all that is not a size is an address or a limit. */
export interface NetworkPlan {
  /** Patch with a row and a column of zeros behind it. */
  readonly patch: Image;
  readonly conv: PlannedLayer;
  /** Result of the first convolution. */
  readonly first: Image;
  readonly blocks: readonly Block[];
  readonly classifier: PlannedProduct;
  readonly classes: number;
  /** Row of zeros, as long as the longest row of an image. */
  readonly zeros: number;
  /** Rows between the depthwise and the pointwise convolution of a block, `workValues` values. */
  readonly work: number;
  readonly workValues: number;
  /** The same rows in int16, and their scales. */
  readonly quantized: number;
  readonly rowScales: number;
  /** Means of the last channels, then their largest values. */
  readonly pooled: number;
  /** Two rows of results of the classifier. */
  readonly logits: number;
}

/** Layer with weights in float32. */
export interface PlannedLayer {
  readonly weights: number;
  readonly biases: number;
  readonly floor: number;
  readonly ceiling: number;
}

/** Layer that multiplies each position with a matrix. */
export interface PlannedProduct extends PlannedLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** Int8 weights only: their scales, and the largest value of a row with which no sum overflows. */
  readonly int8: { readonly scales: number; readonly limit: number } | undefined;
}

/** Image, channels last. */
export interface Image {
  readonly address: number;
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  /** Rows that the patch before has in common with this one, if there are some. */
  readonly shared: SharedRows | undefined;
}

/** Depthwise convolution and the pointwise one behind it. */
export interface Block {
  readonly stride: number;
  readonly depthwise: PlannedLayer;
  readonly pointwise: PlannedProduct;
  readonly from: Image;
  readonly to: Image;
}

/** Values that are enough work for one call of a kernel and stay in the fastest cache. */
const WORK_VALUES = 6144;

/** Lays out weights, images and work. */
export function planNetwork(
  core: DspCore,
  weights: YamnetWeights,
  { rows, columns, channels, blocks: sizes, classes }: Architecture,
): NetworkPlan {
  const border = new Float32Array((rows + 1) * (columns + 1));
  // The first patch continues nothing.
  border[rows / 2 * (columns + 1)] = NaN;
  const shared = { start: 0, end: rows / 2 };
  const patch = { address: core.allocF32(border), rows, columns, channels: 1, shared };
  const first = planImage(core, patch, 2, channels, 0);
  let to = first;
  const blocks = weights.blocks.map(({ depthwise, pointwise }, i): Block => {
    const { stride, outputs } = sizes[i]!;
    const from = to;
    to = planImage(core, from, stride, outputs, i);
    return {
      stride,
      depthwise: planLayer(core, depthwise),
      pointwise: planProduct(core, pointwise),
      from,
      to,
    };
  });
  const classifier = planProduct(core, weights.classifier);
  const widest = Math.max(...blocks.map(({ from }) => from.columns * from.channels));
  const workValues = Math.max(WORK_VALUES, widest, 2 * to.channels);
  return {
    patch,
    conv: planLayer(core, { ...weights.conv, weights: packConvolution(weights.conv.weights) }),
    first,
    blocks,
    classifier,
    classes,
    zeros: core.allocF32(new Float32Array(widest)),
    work: core.alloc(4 * workValues),
    workValues,
    quantized: core.alloc(2 * workValues),
    rowScales: core.alloc(workValues / 2),
    pooled: core.alloc(8 * to.channels),
    logits: core.alloc(8 * classifier.outputs),
  };
}

/** Result of a convolution. Images that no two patches share lie in two places in turn. */
function planImage(
  core: DspCore,
  { rows, columns, shared: before }: Image,
  stride: number,
  channels: number,
  index: number,
): Image {
  const size = { rows: rows / stride, columns: columns / stride, channels };
  const shared = before && size.rows % 2 === 0 ? sharedRows(before, stride) : undefined;
  const bytes = 4 * size.rows * size.columns * channels;
  const address = shared
    ? core.alloc(bytes)
    : core.plan(`image ${index % 2} ${bytes}`, () => core.alloc(bytes));
  return { ...size, address, shared };
}

function planLayer(core: DspCore, { weights, biases, floor, ceiling }: FloatLayer): PlannedLayer {
  return { weights: core.allocF32(weights), biases: core.allocF32(biases), floor, ceiling };
}

function planProduct(core: DspCore, layer: ProductLayer): PlannedProduct {
  const inputs = layer.weights.length / layer.biases.length;
  if (!("scales" in layer)) {
    return { ...planLayer(core, layer), inputs, outputs: layer.biases.length, int8: undefined };
  }
  const { floor, ceiling } = layer;
  const outputs = 8 * Math.ceil(layer.biases.length / 8);
  const padded = (values: Float32Array) => {
    const all = new Float32Array(outputs);
    all.set(values);
    return core.allocF32(all);
  };
  const weights = core.alloc(outputs * inputs);
  const largestSum = packProduct(layer.weights, inputs, core.u8(weights, outputs * inputs));
  const limit = Math.min(32_767, Math.floor((2 ** 31 - 1) / Math.max(1, largestSum)));
  const int8 = { scales: padded(layer.scales), limit };
  return { weights, biases: padded(layer.biases), floor, ceiling, inputs, outputs, int8 };
}

/** `[outputs][3][3]` to `[outputs / 8][3][3][8]`. */
function packConvolution(weights: Float32Array): Float32Array {
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
    for (let k = start; k < start + inputs; k += 2, at += 16) {
      out[at] = weights[k]!;
      out[at + 1] = weights[k + 1]!;
      sum += Math.abs(weights[k]!) + Math.abs(weights[k + 1]!);
    }
    largest = Math.max(largest, sum);
  }
  return largest;
}
