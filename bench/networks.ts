/**
 * Seeded networks of the size of the embedded ones.
 *
 * @module
 */
import type { LayerJson, NetworkJson } from "@babycry/babycry";

/** Rows of one layer: int8 as in the format, and in float32 what they stand for. */
export interface Rows {
  readonly quantised: Int8Array;
  readonly scale: number;
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

/** A network of 3x3 convolutions of a log-mel of two seconds, each but the last pooled, and a logit. */
export interface ConvNetwork {
  readonly input: readonly [rows: number, columns: number];
  /** Channels that come out of each convolution. */
  readonly channels: readonly number[];
  /** Of the convolutions, and last of the logit. */
  readonly rows: readonly Rows[];
}

/** Weights of equal variance, from a seed. */
export function convNetwork(...channels: number[]): ConvNetwork {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const rowsOf = (outputs: number, width: number): Rows => {
    const quantised = Int8Array.from({ length: outputs * width }, () => Math.round(127 * random()));
    const scale = Math.fround(2 / (127 * Math.sqrt(width)));
    const weights = Float32Array.from(quantised, (value) => value * scale);
    return { quantised, scale, weights, biases: Float32Array.from({ length: outputs }, random) };
  };
  const rows = channels.map((outputs, i) => rowsOf(outputs, 9 * (channels[i - 1] ?? 1)));
  return { input: [79, 64], channels, rows: [...rows, rowsOf(1, 2 * channels.at(-1)!)] };
}

/** As manifests have it. */
export function networkJson({ input, channels, rows }: ConvNetwork): NetworkJson {
  const fields = ({ quantised, scale, biases }: Rows) => ({
    weights: base64(quantised),
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
