import type { ConvNetwork } from "../networks.ts";
import { loadRival } from "./load.ts";
import { type Bytes, integer, integers, OnnxGraph } from "./onnx_file.ts";

/** Name of ONNX Runtime in rows. */
export const ONNX_RUNTIME = "onnxruntime-web 1.30.0";

/** ONNX Runtime for WebAssembly on one thread. @returns the network of a file: input `x` to its output */
export async function onnxSession(
  file: Bytes,
): Promise<(data: Float32Array, shape: readonly number[]) => Promise<Float32Array>> {
  const ort = await loadRival("npm:onnxruntime-web@1.30.0/wasm");
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(file);
  return async (data, shape) => {
    const outputs = await session.run({ x: new ort.Tensor("float32", data, shape) });
    return outputs[session.outputNames[0]].data;
  };
}

/** The network in ONNX Runtime, in float32. */
export async function onnxNetwork(
  network: ConvNetwork,
): Promise<(image: Float32Array) => Promise<number>> {
  const run = await onnxSession(onnxModel(network));
  return async (image) => (await run(image, [1, 1, ...network.input]))[0]!;
}

function onnxModel({ input, channels, rows }: ConvNetwork): Bytes {
  const graph = new OnnxGraph();
  let last = "x";
  for (const [i, outputs] of channels.entries()) {
    const weights = graph.tensor([outputs, channels[i - 1] ?? 1, 3, 3], rows[i]!.weights);
    const biases = graph.tensor([outputs], rows[i]!.biases);
    last = graph.node("Conv", [last, weights, biases], [integers("pads", 1, 1, 1, 1)]);
    last = graph.node("Relu", [last]);
    if (i + 1 === channels.length) break;
    const size = [integers("kernel_shape", 2, 2), integers("strides", 2, 2)];
    last = graph.node("MaxPool", [last], size);
  }
  const over = [integers("axes", 2, 3), integer("keepdims", 0)];
  const means = graph.node("ReduceMean", [last], over);
  const vector = [means, graph.node("ReduceMax", [last], over)];
  last = graph.node("Concat", vector, [integer("axis", 1)]);
  const weights = graph.tensor([1, 2 * channels.at(-1)!], rows.at(-1)!.weights);
  const biases = graph.tensor([1], rows.at(-1)!.biases);
  last = graph.node("Gemm", [last, weights, biases], [integer("transB", 1)]);
  return graph.file(["x", [1, 1, ...input]], [last, [1, 1]]);
}
