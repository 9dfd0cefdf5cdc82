import type { DspCore } from "../dsp/core.ts";
import type { InputLayer, Layer, Layers, Shape } from "./_network_layers.ts";

/** A network in the core's memory. */
export interface NetworkPlan {
  /** Where the input goes. */
  readonly from: Place;
  /** Each calls the kernel of a layer. */
  readonly steps: readonly (() => void)[];
  /** Where the last vector is. */
  readonly to: Place;
}

/** Where values lie; a vector is one row. */
interface Place {
  /** Of the first value, within the border of an image. */
  readonly address: number;
  readonly rows: number;
  /** Values in a row. */
  readonly width: number;
  /** From one row to the next, the border between them. */
  readonly rowBytes: number;
}

/** Lays out weights, and what lies between layers. */
export function planNetwork(core: DspCore, { input, layers }: Layers): NetworkPlan {
  const from = placeOf(core, input.shape);
  let to = from;
  const steps = layers.map((layer) => {
    const before = to;
    to = placeOf(core, layer.shape);
    return stepOf(core, layer, before, to);
  });
  return { from, steps, to };
}

/** @returns what the last layer gives */
export function runNetwork(
  core: DspCore,
  { from, steps, to }: NetworkPlan,
  { standardize }: InputLayer,
  features: ArrayLike<number>,
): Float32Array {
  const { rows, width, rowBytes } = from;
  const values = core.f32(from.address, (rows - 1) * rowBytes / 4 + width);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < width; c++) {
      const value = features[r * width + c]!;
      values[r * rowBytes / 4 + c] = standardize
        ? (value - standardize.mean[c]!) / standardize.scale[c]!
        : value;
    }
  }
  for (const step of steps) step();
  return core.f32(to.address, to.width).slice();
}

/** An image gets a border of zeros, which nothing writes to, as its neighbours beyond the edge. */
function placeOf(core: DspCore, shape: Shape): Place {
  if ("length" in shape) {
    const bytes = shape.length * 4;
    return { address: core.alloc(bytes), rows: 1, width: shape.length, rowBytes: bytes };
  }
  const { rows, columns, channels } = shape;
  const rowBytes = (columns + 2) * channels * 4;
  const border = core.allocF32(new Float32Array((rows + 2) * rowBytes / 4));
  return { address: border + rowBytes + channels * 4, rows, width: columns * channels, rowBytes };
}

/** A layer's kernel with all it needs. */
function stepOf(core: DspCore, layer: Layer, before: Place, after: Place): () => void {
  const { kernels } = core;
  const x = before.address, out = after.address;
  if (layer.type === "mean_max_pool") {
    const { rows, columns, channels } = layer.from;
    const share = 1 / (rows * columns);
    return () => kernels.meanMaxPool(x, rows, columns, channels, before.rowBytes, share, out);
  }
  if (layer.type === "squared_norm") {
    return () => {
      let sum = 0;
      for (const value of core.f32(x, layer.inputs)) sum = Math.fround(sum + value * value);
      core.f32(out, 1)[0] = sum;
    };
  }
  const biases = core.allocF32(layer.biases);
  if (layer.type === "dense") {
    const weights = core.allocF32(layer.weights);
    const { inputs, relu } = layer;
    return () => {
      kernels.dense(x, 1, inputs, weights, biases, after.width, out);
      if (!relu) return;
      const values = core.f32(out, after.width);
      for (let i = 0; i < values.length; i++) values[i] = Math.max(0, values[i]!);
    };
  }
  const { channels } = layer.from;
  const { rows, columns } = layer.computed;
  const outputs = layer.shape.channels;
  const weights = core.allocF32(inBlocks(layer.weights, channels));
  const corner = x - before.rowBytes - channels * 4;
  const floor = layer.relu ? 0 : -Infinity;
  return () =>
    kernels.conv3x3(
      corner,
      before.rowBytes,
      rows,
      columns,
      channels,
      layer.stride,
      weights,
      biases,
      outputs,
      floor,
      Number(layer.pool),
      out,
      after.rowBytes,
    );
}

/** `[outputs][inputs][9]` to `[outputs / 8][9][inputs][8]`. */
function inBlocks(weights: Float32Array, inputs: number): Float32Array {
  const blocks = new Float32Array(weights.length);
  const outputs = weights.length / (9 * inputs);
  for (let o = 0, at = 0; o < outputs; o++) {
    for (let input = 0; input < inputs; input++) {
      for (let tap = 0; tap < 9; tap++, at++) {
        blocks[(((o >> 3) * 9 + tap) * inputs + input) * 8 + (o & 7)] = weights[at]!;
      }
    }
  }
  return blocks;
}
