import type { ConvNetwork } from "../networks.ts";
import { loadRival } from "./load.ts";

/** Name of {@link onnxNetwork} in rows. */
export const ONNX_RUNTIME = "onnxruntime-web 1.30.0";

/** The network in ONNX Runtime for WebAssembly, in float32 on one thread. */
export async function onnxNetwork(
  network: ConvNetwork,
): Promise<(image: Float32Array) => Promise<number>> {
  const ort = await loadRival("npm:onnxruntime-web@1.30.0/wasm");
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(onnxModel(network));
  return async (image) => {
    const x = new ort.Tensor("float32", image, [1, 1, ...network.input]);
    const { y } = await session.run({ x });
    return y.data[0];
  };
}

/** The network as an ONNX file. @see https://github.com/onnx/onnx/blob/v1.18.0/onnx/onnx.proto */
function onnxModel({ input, channels, rows }: ConvNetwork): Uint8Array {
  const nodes: Bytes[] = [];
  const tensors: Bytes[] = [];
  const node = (type: string, inputs: string[], output: string, attributes: Bytes[] = []) =>
    nodes.push([
      ...inputs.flatMap((name) => text(1, name)),
      ...[...text(2, output), ...text(4, type)],
      ...attributes.flatMap((attribute) => field(5, attribute)),
    ]);
  const tensor = (name: string, shape: number[], values: Float32Array) =>
    tensors.push([
      ...shape.flatMap((size) => number(1, size)),
      ...[...number(2, FLOAT), ...text(8, name)],
      ...field(9, [...new Uint8Array(values.buffer)]),
    ]);
  let last = "x";
  for (const [i, outputs] of channels.entries()) {
    tensor(`w${i}`, [outputs, channels[i - 1] ?? 1, 3, 3], rows[i]!.weights);
    tensor(`b${i}`, [outputs], rows[i]!.biases);
    node("Conv", [last, `w${i}`, `b${i}`], `conv${i}`, [integers("pads", 1, 1, 1, 1)]);
    node("Relu", [`conv${i}`], last = `relu${i}`);
    if (i + 1 === channels.length) break;
    const size = [integers("kernel_shape", 2, 2), integers("strides", 2, 2)];
    node("MaxPool", [last], `pool${i}`, size);
    last = `pool${i}`;
  }
  const over = [integers("axes", 2, 3), integer("keepdims", 0)];
  node("ReduceMean", [last], "mean", over);
  node("ReduceMax", [last], "most", over);
  node("Concat", ["mean", "most"], "vector", [integer("axis", 1)]);
  tensor("w", [1, 2 * channels.at(-1)!], rows.at(-1)!.weights);
  tensor("b", [1], rows.at(-1)!.biases);
  node("Gemm", ["vector", "w", "b"], "y", [integer("transB", 1)]);
  const graph = [
    ...nodes.flatMap((bytes) => field(1, bytes)),
    ...text(2, "network"),
    ...tensors.flatMap((bytes) => field(5, bytes)),
    ...field(11, valueInfo("x", [1, 1, ...input])),
    ...field(12, valueInfo("y", [1, 1])),
  ];
  return Uint8Array.from([...number(1, 8), ...field(8, number(2, 13)), ...field(7, graph)]);
}

const FLOAT = 1;
type Bytes = number[];

function valueInfo(name: string, shape: readonly number[]): Bytes {
  const dimensions = shape.flatMap((size) => field(1, number(1, size)));
  return [...text(1, name), ...field(2, field(1, [...number(1, FLOAT), ...field(2, dimensions)]))];
}

function integer(name: string, value: number): Bytes {
  return [...text(1, name), ...number(3, value), ...number(20, 2)];
}

function integers(name: string, ...values: number[]): Bytes {
  return [...text(1, name), ...values.flatMap((value) => number(8, value)), ...number(20, 7)];
}

// Fields in the encoding of Protocol Buffers.
function number(id: number, value: number): Bytes {
  return [...varint(id << 3), ...varint(value)];
}

function field(id: number, bytes: Bytes): Bytes {
  return [...varint((id << 3) | 2), ...varint(bytes.length), ...bytes];
}

function text(id: number, value: string): Bytes {
  return field(id, [...new TextEncoder().encode(value)]);
}

function varint(value: number): Bytes {
  const bytes: Bytes = [];
  for (; value >= 128; value >>>= 7) bytes.push(value & 127 | 128);
  return [...bytes, value];
}
