/**
 * Graphs of TensorFlow Lite files.
 *
 * @see https://github.com/tensorflow/tensorflow/blob/v2.18.0/tensorflow/compiler/mlir/lite/schema/schema.fbs
 *
 * @module
 */
import { Table } from "./_flatbuffer.ts";

/** Types of tensors that are read. */
export const FLOAT32 = 0;
export const INT32 = 2;
export const INT8 = 9;

/** Tensor of a graph. */
export interface TfliteTensor {
  readonly shape: readonly number[];
  /** Number of its type in the format. */
  readonly type: number;
  /** Bytes of a constant, little-endian; none for values that are computed. */
  readonly data: Uint8Array;
  /** Value = scale * (stored - zero point): one for all, or one for each index of `axis`; none if not quantized. */
  readonly scales: Float32Array;
  readonly zeroPoints: readonly number[];
  readonly axis: number;
}

/** Operator of a graph. */
export interface TfliteOperator {
  /** `CONV_2D`, or `operator 97` for one that is not known here. */
  readonly name: string;
  /** Indices of tensors. */
  readonly inputs: readonly number[];
  /** Indices of tensors. */
  readonly outputs: readonly number[];
  /** Settings of the operator; the fields depend on its kind. */
  readonly options: Table | undefined;
}

/** Graph of a file. */
export interface TfliteGraph {
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
}

const NAMES: Readonly<Record<number, string>> = {
  1: "AVERAGE_POOL_2D",
  3: "CONV_2D",
  4: "DEPTHWISE_CONV_2D",
  6: "DEQUANTIZE",
  9: "FULLY_CONNECTED",
  14: "LOGISTIC",
  22: "RESHAPE",
  25: "SOFTMAX",
  40: "MEAN",
  43: "SQUEEZE",
  114: "QUANTIZE",
};

/** Whether bytes have the identifier of a TensorFlow Lite file. */
export function isTflite(bytes: Uint8Array): boolean {
  return [..."TFL3"].every((letter, i) => bytes[4 + i] === letter.charCodeAt(0));
}

/**
 * Reads the first graph of a file. Data of tensors are views of the bytes.
 *
 * @throws {RangeError} when the bytes end too early or are damaged
 */
export function readTflite(bytes: Uint8Array): TfliteGraph {
  const model = Table.root(bytes);
  const names = model.tables(1).map(operatorName);
  const data = model.tables(4).map((buffer) => buffer.bytes(0));
  const [graph] = model.tables(2);
  if (!graph) throw new RangeError("The file has no graph");
  const tensors = graph.tables(0).map((tensor): TfliteTensor => {
    const quantization = tensor.table(4);
    return {
      shape: tensor.i32s(0),
      type: tensor.i8(1),
      data: data[tensor.i32(2)] ?? new Uint8Array(0),
      scales: quantization?.f32s(2) ?? new Float32Array(0),
      zeroPoints: quantization?.i64s(3) ?? [],
      axis: quantization?.i32(6) ?? 0,
    };
  });
  const operators = graph.tables(3).map((operator): TfliteOperator => ({
    name: names[operator.i32(0)] ?? "an operator without a code",
    inputs: operator.i32s(1),
    outputs: operator.i32s(2),
    options: operator.table(4),
  }));
  return { tensors, operators };
}

function operatorName(code: Table): string {
  // Codes above 127 are in a later field alone.
  const number = Math.max(code.i8(0), code.i32(3));
  return NAMES[number] ?? `operator ${number}`;
}
