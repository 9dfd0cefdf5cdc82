import type { Architecture } from "../../src/encoder/yamnet/architecture.ts";
import type { ProductLayer, YamnetWeights } from "../../src/encoder/yamnet/weights.ts";
import { type Bytes, integer, integers, OnnxGraph } from "./onnx_file.ts";
import { onnxSession } from "./onnx_network.ts";

/** YAMNet in ONNX Runtime, in float32: patches, `[n, rows, columns]`, to scores, `[n, classes]`. */
export async function onnxYamnet(
  weights: YamnetWeights,
  architecture: Architecture,
): Promise<(patches: Float32Array) => Promise<Float32Array>> {
  const { rows, columns } = architecture;
  const run = await onnxSession(onnxModel(weights, architecture));
  return (patches) => run(patches, [patches.length / (rows * columns), 1, rows, columns]);
}

function onnxModel(
  { conv, blocks, classifier }: YamnetWeights,
  { rows, columns, channels, blocks: sizes, classes }: Architecture,
): Bytes {
  const graph = new OnnxGraph();
  const convolve = (
    input: string,
    { weights, biases }: { weights: Float32Array; biases: Float32Array },
    shape: readonly number[],
    attributes: readonly Bytes[] = [],
  ) => {
    const constants = [
      graph.tensor(shape, weights),
      graph.tensor([shape[0]!], biases),
    ];
    return graph.node("Relu", [graph.node("Conv", [input, ...constants], attributes)]);
  };
  /** SAME padding of a 3x3 kernel on an image of even size. */
  const spatial = (stride: number) => [
    integers("strides", stride, stride),
    stride === 1 ? integers("pads", 1, 1, 1, 1) : integers("pads", 0, 0, 1, 1),
  ];
  let last = convolve("x", conv, [channels, 1, 3, 3], spatial(2));
  let inputs = channels;
  for (const [i, { depthwise, pointwise }] of blocks.entries()) {
    const { stride, outputs } = sizes[i]!;
    const { biases } = depthwise;
    const weights = transpose(depthwise.weights, 9, inputs);
    const attributes = [...spatial(stride), integer("group", inputs)];
    last = convolve(last, { weights, biases }, [inputs, 1, 3, 3], attributes);
    last = convolve(last, dequantized(pointwise), [outputs, inputs, 1, 1]);
    inputs = outputs;
  }
  last = graph.node("Flatten", [graph.node("GlobalAveragePool", [last])]);
  const { weights, biases } = dequantized(classifier);
  const constants = [
    graph.tensor([classes, inputs], weights),
    graph.tensor([classes], biases),
  ];
  last = graph.node("Gemm", [last, ...constants], [integer("transB", 1)]);
  last = graph.node("Sigmoid", [last]);
  return graph.file(["x", ["n", 1, rows, columns]], [last, ["n", classes]]);
}

function dequantized(layer: ProductLayer) {
  const { biases } = layer;
  const inputs = layer.weights.length / biases.length;
  const scaleOf = (i: number) => "scales" in layer ? layer.scales[Math.floor(i / inputs)]! : 1;
  const weights = Float32Array.from(
    { length: layer.weights.length },
    (_, i) => layer.weights[i]! * scaleOf(i),
  );
  return { weights, biases };
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
}
