import type { DspCore } from "../dsp/core.ts";
import type { Layer, Layers, Shape } from "./_network_layers.ts";

/** A network in the core's memory. */
export interface NetworkPlan {
  /** Where the input goes. */
  readonly from: Place;
  /** What is taken off each column first, and what it is then divided by. */
  readonly standardize: { readonly mean: number; readonly scale: number };
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
  const { mean, scale } = input.standardize ?? {
    mean: new Float32Array(from.width),
    scale: new Float32Array(from.width).fill(1),
  };
  const standardize = { mean: core.allocF32(mean), scale: core.allocF32(scale) };
  let to = from;
  const steps = layers.map((layer) => {
    const before = to;
    to = placeOf(core, layer.shape);
    return stepOf(core, layer, before, to);
  });
  return { from, standardize, steps, to };
}

/** @returns what the last layer gives; undefined when not all features are finite */
export function runNetwork(
  core: DspCore,
  { from, standardize, steps, to }: NetworkPlan,
  features: ArrayLike<number>,
): Float32Array | undefined {
  const { address, rows, width, rowBytes } = from;
  const { mean, scale } = standardize;
  const areFinite = core.scratch(() => {
    const x = core.alloc(8 * features.length);
    core.f64(x, features.length).set(features);
    return core.kernels.standardize(x, rows, width, mean, scale, address, rowBytes);
  });
  if (!areFinite) return undefined;
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
    const { inputs, relu } = layer;
    const weights = dequantized(core, layer, (from, scales, to) => {
      kernels.dequantize(from, after.width, inputs, scales, to);
    });
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
  const weights = dequantized(core, layer, (from, scales, to) => {
    kernels.dequantizeBlocks(from, outputs, channels, scales, to);
  });
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

/** Float32 weights of a layer. @returns their address */
function dequantized(
  core: DspCore,
  { weights, scales }: { readonly weights: Int8Array; readonly scales: Float32Array },
  kernel: (from: number, scales: number, to: number) => void,
): number {
  const address = core.alloc(4 * weights.length);
  core.scratch(() => {
    const from = core.alloc(weights.length);
    core.u8(from, weights.length).set(weights);
    kernel(from, core.allocF32(scales), address);
  });
  return address;
}
