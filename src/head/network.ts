/**
 * Small neural networks as data, run on the core: the same numbers on every runtime.
 *
 * @module
 */
import { dspCore } from "../dsp/core.ts";
import { Fields } from "../fields.ts";
import { readLayers } from "./_network_layers.ts";
import { planNetwork, runNetwork } from "./_network_plan.ts";

/** `(x - mean) / scale`, a value each; of an image, a column each. The first layer, if at all. */
export interface StandardizeLayer {
  /** Which kind this is. */
  readonly type: "standardize";
  /** Float32, `[n]` or `[columns]`. */
  readonly mean: string;
  /** Float32, as many, none 0. */
  readonly scale: string;
}

/** Weights of outputs, one row each: `int8 * scale` of its row, in float32. */
export interface QuantizedRows {
  /** Rows: channels or values that come out. */
  readonly outputs: number;
  /** Int8, `[outputs][...]`. */
  readonly weights: string;
  /** Float32, `[outputs]`. */
  readonly scales: string;
  /** Float32, `[outputs]`, added. */
  readonly biases: string;
  /** Whether what is below 0 becomes 0. */
  readonly relu: boolean;
}

/** A correlation with 3 x 3 neighbours, zeros around the image. */
export interface Conv3x3Layer extends QuantizedRows {
  /** Which kind this is; `weights` are `[outputs][inputs][3][3]`, `outputs` a multiple of 8. */
  readonly type: "conv3x3";
  /** 1 keeps the size of the image, 2 takes every other row and column, from the first on. */
  readonly stride: 1 | 2;
}

/** The largest of each 2 x 2; a last odd row or column is left out. Directly behind `conv3x3`. */
export interface MaxPoolLayer {
  /** Which kind this is. */
  readonly type: "max_pool";
}

/** From an image to a vector: the mean of each channel, then the largest of each. */
export interface MeanMaxPoolLayer {
  /** Which kind this is. */
  readonly type: "mean_max_pool";
}

/** From a vector to a vector. */
export interface DenseLayer extends QuantizedRows {
  /** Which kind this is; `weights` are `[outputs][inputs]`. */
  readonly type: "dense";
}

/** From a vector to one value: the sum of its squares. */
export interface SquaredNormLayer {
  /** Which kind this is. */
  readonly type: "squared_norm";
}

/** Any layer. */
export type LayerJson =
  | StandardizeLayer
  | Conv3x3Layer
  | MaxPoolLayer
  | MeanMaxPoolLayer
  | DenseLayer
  | SquaredNormLayer;

/**
 * A network. Numbers are base64 of little-endian bytes in row-major order, weights as PyTorch has
 * them. What goes into a layer follows from the layer before and is not written.
 *
 * To write one: fold normalisations of batches into weights and biases; a row's scale is its largest
 * magnitude over 127 (1 for a row of zeros), as float32; its weights are divided by that, rounded to
 * the nearest, halves to even, and limited to -127 to 127.
 */
export interface NetworkJson {
  /** The name of the format. */
  readonly format: "babycry-network/1";
  /** A vector's length, or an image's rows and columns; an image has one channel. */
  readonly input: readonly number[];
  /** Applied in order; the last gives a vector. */
  readonly layers: readonly LayerJson[];
}

/** A network ready to run. */
export interface Network {
  /** Values that go in. */
  readonly featureCount: number;
  /** Values that come out. */
  readonly outputCount: number;
  /**
   * What the last layer gives.
   *
   * @param features `[featureCount]`, finite; an image row by row
   * @returns `[outputs]` of the last layer
   * @throws {RangeError} when there are more or fewer features, or one is not finite
   */
  logits(features: ArrayLike<number>): Float32Array;
}

let made = 0;

/**
 * Checks a network and prepares it. Weights become float32 once; sums are float32 in an order that
 * no runtime changes.
 *
 * @param modelId names the model in errors
 * @throws {ModelError} when a field is missing or unknown, bytes are not base64 or not as many as the
 *   layers say, a number is not finite or a scale 0
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

/** {@link createNetwork} from fields, which know where in a manifest it stands. */
export function readNetwork(fields: Fields, modelId: string): Network {
  fields.choice("format", ["babycry-network/1"]);
  const network = readLayers(fields);
  fields.end();
  const { shape } = network.input;
  const featureCount = "length" in shape ? shape.length : shape.rows * shape.columns;
  const key = `network ${made++}`;
  return {
    featureCount,
    outputCount: network.outputCount,
    logits(features) {
      if (features.length !== featureCount) {
        throw new RangeError(
          `Scoring with ${modelId}: ${features.length} features came, wanted ${featureCount}`,
        );
      }
      const core = dspCore();
      const plan = core.plan(key, () => planNetwork(core, network));
      const out = runNetwork(core, plan, features);
      core.trim();
      if (out) return out;
      const i = Array.from(features).findIndex((feature) => !Number.isFinite(feature));
      throw new RangeError(
        `Scoring with ${modelId}: feature ${i} is ${features[i]}, wanted a finite number`,
      );
    },
  };
}
