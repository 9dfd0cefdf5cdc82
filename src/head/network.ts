/**
 * Small neural networks in JSON, run on the WebAssembly core, with identical results on every
 * runtime.
 *
 * @module
 */
import { dspCore } from "../dsp/core.ts";
import { Fields } from "../fields.ts";
import { readLayers } from "./_network_layers.ts";
import { planNetwork, runNetwork } from "./_network_plan.ts";

/**
 * Standardization, `(x - mean) / scale`, of each value, or each column of an image. First layer
 * only.
 */
export interface StandardizeLayer {
  /** Type of the layer. */
  readonly type: "standardize";
  /** Means, float32 `[length]` or `[columns]`, as base64. */
  readonly mean: string;
  /** Scales, float32, as many as means, none 0, as base64. */
  readonly scale: string;
}

/** Quantized weights, one row per output. A weight is its int8 value times the scale of the row. */
export interface QuantizedRows {
  /** Number of rows: channels or values of the output. */
  readonly outputs: number;
  /** Weights, int8 `[outputs][...]`, as base64. */
  readonly weights: string;
  /** Scales, float32 `[outputs]`, as base64. */
  readonly scales: string;
  /** Biases, float32 `[outputs]`, as base64. */
  readonly biases: string;
  /** Whether the layer ends with a ReLU. */
  readonly relu: boolean;
}

/** Convolution with 3 x 3 kernels and zero padding of 1 (a cross-correlation, as in PyTorch). */
export interface Conv3x3Layer extends QuantizedRows {
  /** Type of the layer; `weights` are `[outputs][inputs][3][3]`, `outputs` is a multiple of 8. */
  readonly type: "conv3x3";
  /** Stride of both axes: 1 keeps the size of the image, 2 halves it, rounded up. */
  readonly stride: 1 | 2;
}

/** Maximum of each 2 x 2 block; an odd last row or column is dropped. Directly after `conv3x3`. */
export interface MaxPoolLayer {
  /** Type of the layer. */
  readonly type: "max_pool";
}

/** Global pooling of an image to a vector: the mean of each channel, then the maximum of each. */
export interface MeanMaxPoolLayer {
  /** Type of the layer. */
  readonly type: "mean_max_pool";
}

/** Linear layer from a vector to a vector. */
export interface DenseLayer extends QuantizedRows {
  /** Type of the layer; `weights` are `[outputs][inputs]`. */
  readonly type: "dense";
}

/** Squared Euclidean norm of a vector, one value. */
export interface SquaredNormLayer {
  /** Type of the layer. */
  readonly type: "squared_norm";
}

/** Layer of any type. */
export type LayerJson =
  | StandardizeLayer
  | Conv3x3Layer
  | MaxPoolLayer
  | MeanMaxPoolLayer
  | DenseLayer
  | SquaredNormLayer;

/**
 * Network in JSON. Arrays are base64 of little-endian values in row-major order, with the weight
 * layout of PyTorch. The input shape of a layer is the output shape of the layer before it.
 *
 * To export a network, fold batch normalization into weights and biases. The scale of a row is its
 * largest magnitude divided by 127 (1 for a row of zeros), as float32. Weights are divided by the
 * scale, rounded half to even, and clipped to -127 to 127.
 */
export interface NetworkJson {
  /** Name of the format. */
  readonly format: "babycry-network/1";
  /** Input shape: `[length]` of a vector, or `[rows, columns]` of an image with one channel. */
  readonly input: readonly number[];
  /** Layers, applied in order; the output of the last is a vector. */
  readonly layers: readonly LayerJson[];
}

/** Network that is checked and ready to run. */
export interface Network {
  /** Number of input values. */
  readonly featureCount: number;
  /** Number of output values. */
  readonly outputCount: number;
  /**
   * Computes the output of the last layer.
   *
   * @param features `[featureCount]`, finite; an image in row-major order
   * @returns `[outputCount]`
   * @throws {RangeError} when the number of features is wrong, or one is not finite
   */
  logits(features: ArrayLike<number>): Float32Array;
}

let count = 0;

/**
 * Creates a network from JSON and checks it. Weights are converted to float32 once; sums are
 * float32 in a fixed order.
 *
 * @param modelId name of the model, for errors
 * @throws {ModelError} when a key is missing or unknown, an array is not base64 or has the wrong
 * length, a number is not finite or a scale is 0
 *
 * @example
 * ```ts
 * import { createNetwork } from "@babycry/babycry/heads";
 * import assert from "node:assert/strict";
 *
 * const float32 = (...values: number[]) =>
 *   btoa(String.fromCharCode(...new Uint8Array(Float32Array.from(values).buffer)));
 * const network = createNetwork({
 *   format: "babycry-network/1",
 *   input: [2],
 *   layers: [{
 *     type: "dense",
 *     outputs: 1,
 *     weights: btoa("\x02\x04"),
 *     scales: float32(0.5),
 *     biases: float32(1),
 *     relu: false,
 *   }],
 * }, "tiny");
 * assert.deepEqual([...network.logits([10, 20])], [51]);
 * ```
 */
export function createNetwork(json: NetworkJson, modelId: string): Network {
  const fields = new Fields(json, { action: `Reading the head of ${modelId}`, modelId });
  return readNetwork(fields, modelId);
}

/** Creates a network as {@link createNetwork} does, from the fields of a manifest. */
export function readNetwork(fields: Fields, modelId: string): Network {
  fields.choice("format", ["babycry-network/1"]);
  const network = readLayers(fields);
  fields.end();
  const { shape } = network.input;
  const featureCount = "length" in shape ? shape.length : shape.rows * shape.columns;
  const key = `network ${count++}`;
  return {
    featureCount,
    outputCount: network.outputCount,
    logits(features) {
      if (features.length !== featureCount) {
        throw new RangeError(
          `Scoring with ${modelId}: expected ${featureCount} features, received ${features.length}`,
        );
      }
      const core = dspCore();
      const plan = core.plan(key, () => planNetwork(core, network));
      const out = runNetwork(core, plan, features);
      core.trim();
      if (out) return out;
      const i = Array.from(features).findIndex((feature) => !Number.isFinite(feature));
      throw new RangeError(
        `Scoring with ${modelId}: expected finite features, received ${features[i]} at index ${i}`,
      );
    },
  };
}
