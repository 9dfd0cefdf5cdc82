/**
 * Weights of YAMNet from a TensorFlow Lite file, found by the structure of its graph.
 *
 * @module
 */
import { ModelError } from "../../errors.ts";
import { isInstance } from "../../instance_of.ts";
import { foreignContent } from "../_check_graph.ts";
import { type Architecture, YAMNET } from "./architecture.ts";
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

/** Layer with weights in float32; results are limited to `floor` and `ceiling`. */
export interface FloatLayer {
  /** Row-major: `[outputs][inputs]` of a product, `[outputs][3][3]` of the first convolution, `[3][3][channels]`. */
  readonly weights: Float32Array;
  /** `[outputs]` */
  readonly biases: Float32Array;
  readonly floor: number;
  readonly ceiling: number;
}

/** Product with weights in int8, each row times its scale. */
export interface Int8Layer extends Omit<FloatLayer, "weights"> {
  /** `[outputs][inputs]` */
  readonly weights: Int8Array;
  /** `[outputs]` */
  readonly scales: Float32Array;
}

/** Product of each position with a matrix. */
export type ProductLayer = FloatLayer | Int8Layer;

/** Weights of the network. Those in int8 are views of the file's bytes. */
export interface YamnetWeights {
  readonly conv: FloatLayer;
  readonly blocks: readonly {
    readonly depthwise: FloatLayer;
    readonly pointwise: ProductLayer;
  }[];
  readonly classifier: ProductLayer;
}

/**
 * Finds the layers from the last, `LOGISTIC`, back to the first convolution. Names and order of tensors do
 * not matter, nor does a front end before the convolution.
 *
 * @param bytes TensorFlow Lite file; weights are int8 or float32
 * @throws {ModelError} when the bytes are cut short or another network
 */
export function readYamnet(bytes: Uint8Array, architecture: Architecture = YAMNET): YamnetWeights {
  if (!isInstance(bytes, "Uint8Array")) {
    throw new TypeError(`Reading yamnet failed: expected a Uint8Array, received ${typeof bytes}`);
  }
  if (!isTflite(bytes)) {
    const received = foreignContent(bytes) ?? "bytes without its mark TFL3";
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

function fail(message: string): never {
  throw new ModelError(`Reading yamnet failed: ${message}`, { modelId: "yamnet" });
}

/** Operators that hand on values as they are. */
const PASSING = ["RESHAPE", "SQUEEZE", "QUANTIZE", "DEQUANTIZE"];
/** Limits by the number of a fused activation in the format. */
const LIMITS: Readonly<Record<number, readonly [floor: number, ceiling: number]>> = {
  0: [-Infinity, Infinity],
  1: [0, Infinity],
  3: [0, 6],
};

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
    const first = this.#convolution(conv, [channels, 3, 3, 1], 2, "first convolution");
    const layers = blocks.map(({ stride, outputs }, i) => {
      const { depthwise, pointwise } = found[i]!;
      const what = `of block ${i + 1}`;
      size = size.map((length) => length / stride);
      const spatial = this.#depthwise(depthwise, inputs, stride, `depthwise convolution ${what}`);
      const name = `pointwise convolution ${what}`;
      this.#checkConvolution(pointwise, 1, name, [0, 1, 2, 4, 5]);
      const product = this.#product(pointwise, [outputs, 1, 1, inputs], 3, name);
      this.#checkShape(pointwise.outputs[0], [1, ...size, outputs], `output ${what}`);
      inputs = outputs;
      return { depthwise: spatial, pointwise: product };
    });
    return {
      conv: first,
      blocks: layers,
      classifier: this.#product(classifier, [classes, inputs], 0, "classifier"),
    };
  }

  /** Operators with weights, found from the last to the first. */
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

  #convolution(
    operator: TfliteOperator,
    shape: readonly number[],
    stride: number,
    what: string,
  ): FloatLayer {
    this.#checkConvolution(operator, stride, what, [0, 1, 2, 4, 5]);
    return this.#floatLayer(operator, shape, 0, 3, what);
  }

  #depthwise(
    operator: TfliteOperator,
    channels: number,
    stride: number,
    what: string,
  ): FloatLayer {
    this.#checkConvolution(operator, stride, what, [0, 1, 2, 5, 6]);
    return this.#floatLayer(operator, [1, 3, 3, channels], 3, 4, what);
  }

  /** @param fields numbers of the fields for padding, strides and dilations */
  #checkConvolution(
    { options }: TfliteOperator,
    stride: number,
    what: string,
    [padding, width, height, dilationWidth, dilationHeight]: readonly number[],
  ): void {
    const received = {
      padding: options?.i8(padding!) === 0 ? "SAME" : "VALID",
      strides: [options?.i32(width!), options?.i32(height!)],
      dilations: [options?.i32(dilationWidth!, 1), options?.i32(dilationHeight!, 1)],
    };
    const expected = { padding: "SAME", strides: [stride, stride], dilations: [1, 1] };
    const show = (value: typeof received) => JSON.stringify(value).replace(/["{}]/g, "");
    if (show(received) !== show(expected)) {
      fail(`expected ${show(expected)} in the ${what}, received ${show(received)}`);
    }
  }

  /** @param activation number of the field for the fused activation */
  #product(
    operator: TfliteOperator,
    shape: readonly number[],
    activation: number,
    what: string,
  ): ProductLayer {
    const tensor = this.#constant(operator.inputs[1], shape, what);
    if (tensor.type !== INT8 || tensor.zeroPoints.some((point) => point !== 0)) {
      return this.#floatLayer(operator, shape, 0, activation, what);
    }
    const { buffer, byteOffset, length } = tensor.data;
    return {
      weights: new Int8Array(buffer, byteOffset, length),
      scales: scalesOf(tensor, 0, what),
      ...this.#biasAndLimits(operator, shape[0]!, activation, what),
    };
  }

  #floatLayer(
    operator: TfliteOperator,
    shape: readonly number[],
    axis: number,
    activation: number,
    what: string,
  ): FloatLayer {
    return {
      weights: valuesOf(this.#constant(operator.inputs[1], shape, what), axis, what),
      ...this.#biasAndLimits(operator, shape[axis]!, activation, what),
    };
  }

  #biasAndLimits(
    { inputs, options }: TfliteOperator,
    outputs: number,
    field: number,
    what: string,
  ) {
    const number = options?.i8(field) ?? 0;
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
    fail(
      `expected [${shape.join(", ")}] for the ${what}, received ` +
        (tensor ? `[${tensor.shape.join(", ")}]` : "no tensor"),
    );
  }
}

/** Values in float32. */
function valuesOf(tensor: TfliteTensor, axis: number, what: string): Float32Array {
  const values = storedValues(tensor);
  if (tensor.type !== FLOAT32) {
    const scales = scalesOf(tensor, axis, what);
    const { shape, zeroPoints } = tensor;
    const step = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
    for (let i = 0; i < values.length; i++) {
      const channel = Math.floor(i / step) % shape[axis]!;
      const zeroPoint = zeroPoints[zeroPoints.length > 1 ? channel : 0] ?? 0;
      values[i] = (values[i]! - zeroPoint) * scales[channel]!;
    }
  }
  if (values.every(Number.isFinite)) return values;
  fail(`expected finite values in the ${what}, received one that is not`);
}

function storedValues({ type, data }: TfliteTensor): Float32Array {
  // A copy is aligned.
  const { buffer } = data.slice();
  if (type === FLOAT32) return new Float32Array(buffer);
  return Float32Array.from(type === INT32 ? new Int32Array(buffer) : new Int8Array(buffer));
}

/** Scales, one for each index of `axis`. */
function scalesOf(
  { scales, shape, axis: own }: TfliteTensor,
  axis: number,
  what: string,
): Float32Array {
  const length = shape[axis]!;
  const isValid = (scales.length === 1 || (scales.length === length && own === axis)) &&
    scales.every((scale) => scale >= 0 && scale < Infinity);
  if (!isValid) {
    fail(
      `expected finite scales, one or ${length} on axis ${axis}, for the ${what}, received ` +
        `${scales.length} on axis ${own}`,
    );
  }
  return Float32Array.from({ length }, (_, i) => scales[scales.length > 1 ? i : 0]!);
}
