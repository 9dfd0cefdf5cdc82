/**
 * Small networks with seeded weights as TensorFlow Lite files, and what they compute, in float64.
 *
 * @module
 */
import type { Architecture } from "../../../src/encoder/yamnet/architecture.ts";
import { noise } from "../../features/_reference.ts";
import { type Field, flatBuffer, vectorOf } from "./_flat_buffer.ts";
import {
  convolve,
  convolveDepthwise,
  convolvePointwise,
  type Image,
  type Layer,
  meansOf,
  multiply,
} from "./_reference_network.ts";

/** Network with all kinds of layers; its first half of rows is shared by patches up to the second block. */
export const TINY: Architecture = {
  rows: 32,
  columns: 16,
  channels: 8,
  blocks: [{ stride: 1, outputs: 16 }, { stride: 2, outputs: 8 }, { stride: 1, outputs: 24 }],
  classes: 5,
};

/** How a file is laid out. */
export interface Layout {
  readonly weights: "int8" | "float32";
  /** One scale for all outputs of a product. Default: a scale each. */
  readonly perTensor?: boolean;
  /** Zero point of products. Default 0. */
  readonly zeroPoint?: number;
  /** Biases in int32. Default: float32. */
  readonly int32Biases?: boolean;
  /** `RELU` is 1, `RELU6` is 3. Default 1. */
  readonly activation?: number;
  /** Whether tensors come in reverse order, with other names. */
  readonly reversed?: boolean;
  /** Whether operators before the first convolution make its input. */
  readonly frontEnd?: boolean;
  /** Changes the graph before it is written. */
  readonly change?: (graph: Graph) => void;
}

interface Tensor {
  shape: number[];
  type: number;
  data: Uint8Array;
  scales: number[];
  zeroPoints: number[];
  axis: number;
}

interface Operator {
  code: number;
  inputs: number[];
  outputs: number[];
  options: Field[];
}

/** Graph before it is written. */
export interface Graph {
  readonly tensors: Tensor[];
  readonly operators: Operator[];
}

/** File, and the results of its network for a patch `[rows, columns]`. */
export interface TfliteFile {
  readonly bytes: Uint8Array;
  readonly reference: (patch: ArrayLike<number>) => { logits: number[]; embedding: number[] };
}

const [FLOAT32, INT32, INT8] = [0, 2, 9];

/** Makes a file. */
export function tfliteFile(
  layout: Layout,
  { rows, columns, channels, blocks, classes }: Architecture = TINY,
): TfliteFile {
  const graph: Graph = { tensors: [], operators: [] };
  const { activation = 1 } = layout;
  let seed = 1;
  const add = (shape: number[], constant: Partial<Tensor> = {}): number =>
    graph.tensors.push({
      ...{ shape, type: FLOAT32, data: new Uint8Array(0), scales: [], zeroPoints: [], axis: 0 },
      ...constant,
    }) - 1;
  const addOperator = (code: number, inputs: number[], shape: number[], options: Field[] = []) => {
    const output = add(shape);
    graph.operators.push({ code, inputs, outputs: [output], options });
    return output;
  };
  /** Adds weights, whose gain is about 1 with ReLU, and biases. */
  const addLayer = (shape: number[], axis: number, isProduct: boolean) => {
    const outputs = shape[axis]!;
    const size = shape.reduce((product, n) => product * n, 1);
    const quantized = isProduct && layout.weights === "int8";
    const zeroPoint = quantized ? layout.zeroPoint ?? 0 : 0;
    const values = Float32Array.from(
      noise(size, seed++),
      (v) => 2.4 * v * Math.sqrt(outputs / size),
    );
    const stored = Int8Array.from(noise(size, seed++), (v) => Math.floor(127 * v));
    const scales = Array.from(noise(layout.perTensor ? 1 : outputs, seed++), (v) => {
      return Math.fround((2 + v) * Math.sqrt(outputs / size) / 100);
    });
    const inner = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
    const channel = (i: number) => layout.perTensor ? 0 : Math.floor(i / inner) % outputs;
    const weights = quantized
      ? add(shape, {
        type: INT8,
        data: new Uint8Array(stored.buffer),
        scales,
        zeroPoints: scales.map(() => zeroPoint),
        axis,
      })
      : add(shape, { data: new Uint8Array(values.buffer) });
    const bias = Float32Array.from(noise(outputs, seed++), (v) => v / 4);
    const integers = Int32Array.from(bias, (v) => Math.round(v * 2 ** 20));
    const biases = layout.int32Biases
      ? add([outputs], {
        type: INT32,
        data: new Uint8Array(integers.buffer),
        scales: [2 ** -20],
        zeroPoints: [0],
      })
      : add([outputs], { data: new Uint8Array(bias.buffer) });
    const layer: Layer = {
      weights: quantized
        ? Array.from(stored, (v, i) => (v - zeroPoint) * scales[channel(i)]!)
        : [...values],
      biases: layout.int32Biases ? Array.from(integers, (v) => v / 2 ** 20) : [...bias],
    };
    return { inputs: [weights, biases], layer };
  };

  let last = add([1, rows, columns, 1]);
  let size = [rows / 2, columns / 2];
  const conv = addLayer([channels, 3, 3, 1], 0, false);
  const strides = (stride: number): Field[] => [0, { i32: stride }, { i32: stride }];
  last = addOperator(3, [last, ...conv.inputs], [1, ...size, channels], [
    ...strides(2),
    activation,
  ]);
  let inputs = channels;
  const layers = blocks.map(({ stride, outputs }) => {
    size = size.map((n) => n / stride);
    const depthwise = addLayer([1, 3, 3, inputs], 3, false);
    const shape = [1, ...size, inputs];
    const options = [...strides(stride), { i32: 1 }, activation];
    last = addOperator(4, [last, ...depthwise.inputs], shape, options);
    const pointwise = addLayer([outputs, 1, 1, inputs], 0, true);
    const product = [...strides(1), activation];
    last = addOperator(3, [last, ...pointwise.inputs], [1, ...size, outputs], product);
    inputs = outputs;
    return { stride, depthwise: depthwise.layer, pointwise: pointwise.layer };
  });
  last = addOperator(40, [last, add([2], { type: INT32 })], [1, inputs]);
  const classifier = addLayer([classes, inputs], 0, true);
  last = addOperator(9, [last, ...classifier.inputs], [1, classes], [0]);
  addOperator(14, [last], [1, classes]);
  if (layout.frontEnd) {
    const [first] = graph.operators;
    const mel = addLayer([columns, 20], 0, true);
    const bands = addOperator(9, [add([rows, 20]), ...mel.inputs], [rows, columns], [0]);
    const logMel = addOperator(73, [bands], [rows, columns]);
    first!.inputs[0] = addOperator(22, [logMel], [1, rows, columns, 1]);
    graph.operators.unshift(...graph.operators.splice(-3));
  }
  if (layout.reversed) reverse(graph);
  layout.change?.(graph);
  const limit = activation === 3 ? 6 : Infinity;
  return {
    bytes: write(graph, layout.reversed ? "renamed" : "yamnet"),
    reference(patch) {
      let image: Image = { rows, columns, channels: 1, data: Array.from(patch) };
      image = convolve(image, conv.layer, 2, channels, limit);
      for (const { stride, depthwise, pointwise } of layers) {
        image = convolveDepthwise(image, depthwise, stride, limit);
        image = convolvePointwise(image, pointwise, limit);
      }
      const embedding = meansOf(image);
      const vector = { rows: 1, columns: 1, channels: image.channels, data: embedding };
      const logits = multiply(vector, classifier.layer);
      return { logits, embedding };
    },
  };
}

/** Reverses the order of the tensors. */
function reverse({ tensors, operators }: Graph): void {
  tensors.reverse();
  const other = (index: number) => tensors.length - 1 - index;
  for (const operator of operators) {
    operator.inputs = operator.inputs.map(other);
    operator.outputs = operator.outputs.map(other);
  }
}

function write({ tensors, operators }: Graph, name: string): Uint8Array {
  const codes = [...new Set(operators.map(({ code }) => code))];
  const i32s = (values: readonly number[]) => vectorOf(Int32Array.from(values));
  const graph: Field[] = [
    {
      tables: tensors.map(({ shape, type, scales, zeroPoints, axis }, i) => [
        ...[i32s(shape), type, { i32: i + 1 }],
        vectorOf(new TextEncoder().encode(`${name}/${i}`)),
        scales.length === 0 ? undefined : {
          table: [
            ...[undefined, undefined, vectorOf(Float32Array.from(scales))],
            // Zero points have 64 bits.
            {
              ...vectorOf(Int32Array.from(zeroPoints.flatMap((point) => [point, point >> 31]))),
              length: zeroPoints.length,
            },
            ...[undefined, undefined, { i32: axis }],
          ],
        },
      ]),
    },
    i32s([]),
    i32s([]),
    {
      tables: operators.map(({ code, inputs, outputs, options }) => [
        ...[{ i32: codes.indexOf(code) }, i32s(inputs), i32s(outputs), 1, { table: options }],
      ]),
    },
  ];
  const buffers = [new Uint8Array(0), ...tensors.map(({ data }) => data)];
  return flatBuffer([
    { i32: 3 },
    { tables: codes.map((code) => [Math.min(code, 127), undefined, { i32: 1 }, { i32: code }]) },
    { tables: [graph] },
    undefined,
    { tables: buffers.map((data) => [vectorOf(data)]) },
  ], "TFL3");
}
