/**
 * Weights of YAMNet from a TensorFlow Lite file, found by the structure of its graph.
 *
 * @module
 */
import { ModelError } from "../../errors.ts";
import { isInstance } from "../../instance_of.ts";
import { foreignContent } from "../_check_graph.ts";
import { type Architecture, YAMNET } from "./architecture.ts";
import { fail, scalesOf, valuesOf } from "./_constants.ts";
import {
  FLOAT32,
  INT32,
  INT8,
  isTflite,
  readTflite,
  type TfliteGraph,
  type TfliteOperator,
  type TfliteTensor,
} from "./_tflite.ts";
import type { FloatLayer, ProductLayer, YamnetWeights } from "./weights.ts";

export { isTflite };

/**
 * Reads the weights of YAMNet. Follows the graph from its `LOGISTIC` operator back to the first
 * convolution; names and order of tensors do not matter, nor does a front end before the convolution.
 *
 * @param bytes TensorFlow Lite file with weights in int8 or float32
 * @returns weights; those in int8 are views of `bytes`
 * @throws {TypeError} when `bytes` is not a Uint8Array
 * @throws {ModelError} when the file is damaged or holds another network
 */
export function readYamnet(bytes: Uint8Array, architecture: Architecture = YAMNET): YamnetWeights {
  if (!isInstance(bytes, "Uint8Array")) {
    throw new TypeError(`Reading yamnet failed: expected a Uint8Array, received ${typeof bytes}`);
  }
  if (!isTflite(bytes)) {
    const received = foreignContent(bytes) ?? "bytes without the identifier TFL3";
    fail(`expected a TensorFlow Lite file, received ${received}; download or copy the file again`);
  }
  try {
    return new GraphReader(readTflite(bytes)).weights(architecture);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ModelError(
      `Reading yamnet failed: expected a complete file, received ${bytes.length} bytes that are ` +
        "cut short or damaged; download or copy the file again",
      { modelId: "yamnet", cause },
    );
  }
}

/** Operators that pass values through. */
const PASSING = ["RESHAPE", "SQUEEZE", "QUANTIZE", "DEQUANTIZE"];
/** Limits by the number of a fused activation in the format. */
const LIMITS: Readonly<Record<number, readonly [floor: number, ceiling: number]>> = {
  0: [-Infinity, Infinity],
  1: [0, Infinity],
  3: [0, 6],
};

/** Numbers of fields in the settings of operators. */
interface OptionFields {
  readonly activation: number;
}
const CONV_2D = { activation: 3, dilations: [4, 5] } as const;
const DEPTHWISE_CONV_2D = { activation: 4, dilations: [5, 6] } as const;
const FULLY_CONNECTED = { activation: 0 } as const;

class GraphReader {
  readonly #tensors: readonly TfliteTensor[];
  readonly #operators: readonly TfliteOperator[];
  readonly #producers: ReadonlyMap<number, TfliteOperator>;

  constructor({ tensors, operators }: TfliteGraph) {
    this.#tensors = tensors;
    this.#operators = operators;
    this.#producers = new Map(
      operators.flatMap((operator) => operator.outputs.map((output) => [output, operator])),
    );
  }

  weights({ rows, columns, channels, blocks, classes }: Architecture): YamnetWeights {
    const { conv, found, classifier } = this.#chain(blocks.length);
    this.#checkShape(conv.inputs[0], [1, rows, columns, 1], "input of the network");
    let size = [rows / 2, columns / 2];
    let inputs = channels;
    const what = "first convolution";
    this.#checkConvolution(conv, CONV_2D, 2, what);
    const first = this.#floatLayer(conv, [channels, 3, 3, 1], 0, CONV_2D, what);
    const layers = blocks.map(({ stride, outputs }, i) => {
      const { depthwise, pointwise } = found[i]!;
      size = size.map((length) => length / stride);
      const spatial = `depthwise convolution ${i + 1}`, product = `pointwise convolution ${i + 1}`;
      this.#checkConvolution(depthwise, DEPTHWISE_CONV_2D, stride, spatial);
      this.#checkConvolution(pointwise, CONV_2D, 1, product);
      this.#checkShape(pointwise.outputs[0], [1, ...size, outputs], `output of ${product}`);
      const shape = [outputs, 1, 1, inputs];
      const layer = {
        depthwise: this.#floatLayer(depthwise, [1, 3, 3, inputs], 3, DEPTHWISE_CONV_2D, spatial),
        pointwise: this.#product(pointwise, shape, CONV_2D, product),
      };
      inputs = outputs;
      return layer;
    });
    return {
      conv: first,
      blocks: layers,
      classifier: this.#product(classifier, [classes, inputs], FULLY_CONNECTED, "classifier"),
    };
  }

  /** Operators with weights, found from the last back to the first. */
  #chain(blocks: number) {
    const last = this.#operators.filter(({ name }) => name === "LOGISTIC");
    if (last.length !== 1) {
      fail(`expected a network with one LOGISTIC, received ${last.length}`);
    }
    const classifier = this.#before(last[0]!, "FULLY_CONNECTED");
    let operator = this.#before(classifier, "MEAN", "AVERAGE_POOL_2D");
    const found: { depthwise: TfliteOperator; pointwise: TfliteOperator }[] = [];
    for (let i = 0; i < blocks; i++) {
      const pointwise = this.#before(operator, "CONV_2D");
      operator = this.#before(pointwise, "DEPTHWISE_CONV_2D");
      found.unshift({ depthwise: operator, pointwise });
    }
    return { conv: this.#before(operator, "CONV_2D"), found, classifier };
  }

  /** Operator that computes the first input of another. */
  #before(operator: TfliteOperator, ...expected: readonly string[]): TfliteOperator {
    let before = this.#producers.get(operator.inputs[0]!);
    for (let n = 0; before && PASSING.includes(before.name) && n < this.#operators.length; n++) {
      before = this.#producers.get(before.inputs[0]!);
    }
    if (before && expected.includes(before.name)) return before;
    fail(
      `expected ${expected.join(" or ")} before ${operator.name}, received ` +
        `${before?.name ?? "the input"}: this is another network`,
    );
  }

  #checkConvolution(
    { options }: TfliteOperator,
    { dilations: [width, height] }: typeof CONV_2D | typeof DEPTHWISE_CONV_2D,
    stride: number,
    what: string,
  ): void {
    const received = {
      padding: options?.i8(0) === 0 ? "SAME" : "VALID",
      strides: [options?.i32(1), options?.i32(2)],
      dilations: [options?.i32(width, 1), options?.i32(height, 1)],
    };
    const expected = { padding: "SAME", strides: [stride, stride], dilations: [1, 1] };
    const show = (value: typeof received) => JSON.stringify(value).replace(/["{}]/g, "");
    if (show(received) !== show(expected)) {
      fail(`expected ${show(expected)} in the ${what}, received ${show(received)}`);
    }
  }

  #product(
    operator: TfliteOperator,
    shape: readonly number[],
    fields: OptionFields,
    what: string,
  ): ProductLayer {
    const tensor = this.#constant(operator.inputs[1], shape, what);
    if (tensor.type !== INT8 || tensor.zeroPoints.some((point) => point !== 0)) {
      return this.#floatLayer(operator, shape, 0, fields, what);
    }
    const { buffer, byteOffset, length } = tensor.data;
    return {
      weights: new Int8Array(buffer, byteOffset, length),
      scales: scalesOf(tensor, 0, what),
      ...this.#biasAndLimits(operator, shape[0]!, fields, what),
    };
  }

  #floatLayer(
    operator: TfliteOperator,
    shape: readonly number[],
    axis: number,
    fields: OptionFields,
    what: string,
  ): FloatLayer {
    return {
      weights: valuesOf(this.#constant(operator.inputs[1], shape, what), axis, what),
      ...this.#biasAndLimits(operator, shape[axis]!, fields, what),
    };
  }

  #biasAndLimits(
    { inputs, options }: TfliteOperator,
    outputs: number,
    { activation }: OptionFields,
    what: string,
  ) {
    const number = options?.i8(activation) ?? 0;
    const limits = LIMITS[number];
    if (!limits) fail(`expected no activation, RELU or RELU6 in the ${what}, received ${number}`);
    const [floor, ceiling] = limits;
    const bias = this.#constant(inputs[2], [outputs], `bias of the ${what}`);
    return { biases: valuesOf(bias, 0, `bias of the ${what}`), floor, ceiling };
  }

  /** Constant of a shape with all its bytes. */
  #constant(index: number | undefined, shape: readonly number[], what: string): TfliteTensor {
    const tensor = this.#checkShape(index, shape, what);
    if (![FLOAT32, INT32, INT8].includes(tensor.type)) {
      fail(`expected int8, int32 or float32 in the ${what}, received type ${tensor.type}`);
    }
    const bytes = (tensor.type === INT8 ? 1 : 4) * shape.reduce((product, n) => product * n, 1);
    if (tensor.data.length === bytes) return tensor;
    fail(`expected ${bytes} bytes for the ${what}, received ${tensor.data.length}`);
  }

  #checkShape(index: number | undefined, shape: readonly number[], what: string): TfliteTensor {
    const tensor = this.#tensors[index ?? -1];
    if (tensor && `${tensor.shape}` === `${shape}`) return tensor;
    const received = tensor ? `[${tensor.shape.slice(0, 8).join(", ")}]` : "no tensor";
    fail(`expected [${shape.join(", ")}] for the ${what}, received ${received}`);
  }
}
