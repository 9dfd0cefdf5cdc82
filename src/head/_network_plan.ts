import type { DspCore } from "../dsp/core.ts";
import type { Layer, Layers, Shape } from "./_network_layers.ts";

/** Network in the core's memory. */
export interface NetworkPlan {
  /** Position of the input. */
  readonly from: Place;
  /** Addresses of the mean and the scale of each column. */
  readonly standardize: { readonly mean: number; readonly scale: number };
  /** Functions that run the kernels of the layers, in order. */
  readonly steps: readonly (() => void)[];
  /** Position of the output vector. */
  readonly to: Place;
}

/** Position of values in memory; a vector is one row. */
interface Place {
  /** Address of the first value, inside the border of an image. */
  readonly address: number;
  readonly rows: number;
  /** Number of values in a row. */
  readonly width: number;
  /** Distance between rows in bytes, including the border. */
  readonly rowBytes: number;
}

/** Allocates the weights and the values between layers. */
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

/** Runs a network. @returns the output of the last layer; undefined when a feature is not finite */
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

/** Allocates values; an image gets a border of zeros as the neighbors of its edge. */
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

/** Creates the function that runs a layer's kernel. */
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

/** Converts the weights of a layer to float32. @returns their address */
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
