/**
 * Seeded networks of the size of the embedded ones.
 *
 * @module
 */
import type { LayerJson, NetworkJson } from "@babycry/babycry/heads";

/** Weights of one layer: int8 as in the format, and their values in float32. */
export interface Rows {
  readonly quantized: Int8Array;
  readonly scale: number;
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/** Network with 3x3 convolutions of a log-mel of 2 s, pooling after all but the last, and one logit. */
export interface ConvNetwork {
  readonly input: readonly [rows: number, columns: number];
  /** Output channels of each convolution. */
  readonly channels: readonly number[];
  /** Weights of the convolutions, then of the logit. */
  readonly rows: readonly Rows[];
}

/** Network with seeded weights of equal variance. */
export function convNetwork(...channels: number[]): ConvNetwork {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const rowsOf = (outputs: number, width: number): Rows => {
    const quantized = Int8Array.from({ length: outputs * width }, () => Math.round(127 * random()));
    const scale = Math.fround(2 / (127 * Math.sqrt(width)));
    const weights = Float32Array.from(quantized, (value) => value * scale);
    return { quantized, scale, weights, biases: Float32Array.from({ length: outputs }, random) };
  };
  const rows = channels.map((outputs, i) => rowsOf(outputs, 9 * (channels[i - 1] ?? 1)));
  return { input: [79, 64], channels, rows: [...rows, rowsOf(1, 2 * channels.at(-1)!)] };
}

/** The network in the format of manifests. */
export function networkJson({ input, channels, rows }: ConvNetwork): NetworkJson {
  const fields = ({ quantized, scale, biases }: Rows) => ({
    weights: base64(quantized),
    scales: base64(new Float32Array(biases.length).fill(scale)),
    biases: base64(biases),
  });
  const layers = channels.flatMap((outputs, i): LayerJson[] => [
    { type: "conv3x3", outputs, stride: 1, relu: true, ...fields(rows[i]!) },
    i + 1 < channels.length ? { type: "max_pool" } : { type: "mean_max_pool" },
  ]);
  layers.push({ type: "dense", outputs: 1, relu: false, ...fields(rows.at(-1)!) });
  return { format: "babycry-network/1", input, layers };
}

function base64(values: Int8Array | Float32Array): string {
  const bytes = new Uint8Array(values.buffer);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
