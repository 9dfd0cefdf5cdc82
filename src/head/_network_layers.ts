import type { Fields } from "../fields.ts";

/** Shape of the values between two layers: an image or a vector. */
export type Shape = ImageShape | { readonly length: number };

/** Shape of an image, channels last. */
export interface ImageShape {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/** Input of a network, with its optional standardization. */
export interface InputLayer {
  readonly type: "input";
  readonly shape: Shape;
  /** Mean and scale of each column; absent for no standardization. */
  readonly standardize?: { readonly mean: Float32Array; readonly scale: Float32Array };
}

/** Weights `[outputs][inputs...]`; each is multiplied by the scale of its output. */
interface Rows {
  readonly weights: Int8Array;
  readonly scales: Float32Array;
  readonly biases: Float32Array;
  readonly relu: boolean;
}

/** Checked layer; `shape` is the shape of its output. */
export type Layer =
  | ({
    readonly type: "conv3x3";
    readonly from: ImageShape;
    readonly stride: number;
    /** Shape of the output before pooling. */
    readonly computed: ImageShape;
    readonly pool: boolean;
    readonly shape: ImageShape;
  } & Rows)
  | { readonly type: "mean_max_pool"; readonly from: ImageShape; readonly shape: Shape }
  | { readonly type: "squared_norm"; readonly inputs: number; readonly shape: Shape }
  | ({ readonly type: "dense"; readonly inputs: number; readonly shape: Shape } & Rows);

/** Maximum number of values between layers, which limits the memory of invalid models. */
const VALUES_MAX = 1 << 20;

/** Layers of a checked network. */
export interface Layers {
  readonly input: InputLayer;
  readonly layers: readonly Layer[];
  /** Number of outputs of the last layer. */
  readonly outputCount: number;
}

/** Reads and checks the input and the layers of a network. */
export function readLayers(fields: Fields): Layers {
  const size = fields.integers("input", undefined, 1, 4096);
  if (size.length !== 1 && size.length !== 2) {
    fields.fail("input", "a length, or rows and columns", `a list of ${size.length}`);
  }
  const [rows = 0, columns] = size;
  let shape: Shape = columns === undefined ? { length: rows } : { rows, columns, channels: 1 };
  let input: InputLayer = { type: "input", shape };
  const layers: Layer[] = [];
  for (const [i, layer] of fields.objects("layers").entries()) {
    const type = layer.choice("type", TYPES);
    if (type === "standardize") {
      if (i > 0) {
        layer.fail("type", "standardize as the first layer only", `standardize as layer ${i}`);
      }
      input = { ...input, standardize: readStandardize(layer, columns ?? rows) };
    } else {
      if (type === "max_pool") layers.push(pooled(layer, layers.pop()));
      else layers.push(LAYERS[type](layer, shape));
      shape = layers.at(-1)!.shape;
    }
    layer.end();
  }
  if (layers.length === 0) fields.fail("layers", "at least one layer besides standardize", "none");
  const outputCount = "length" in shape
    ? shape.length
    : fields.fail("layers", "a vector from the last layer", "an image");
  return { input, layers, outputCount };
}

const LAYERS: Readonly<
  Record<
    "conv3x3" | "mean_max_pool" | "dense" | "squared_norm",
    (fields: Fields, from: Shape) => Layer
  >
> = {
  conv3x3(fields, before) {
    const from = imageOf(fields, before);
    const outputs = fields.integer("outputs", 8, 4096);
    if (outputs % 8 !== 0) fields.fail("outputs", "a multiple of 8", String(outputs));
    const stride = fields.integer("stride", 1, 2);
    const size = (length: number) => Math.ceil(length / stride);
    const shape = { rows: size(from.rows), columns: size(from.columns), channels: outputs };
    const values = shape.rows * shape.columns * outputs;
    if (values > VALUES_MAX) {
      fields.fail("outputs", `at most ${VALUES_MAX} values in all`, String(values));
    }
    const rows = readRows(fields, outputs, 9 * from.channels);
    return { type: "conv3x3", from, stride, computed: shape, pool: false, shape, ...rows };
  },
  mean_max_pool(fields, shape) {
    const from = imageOf(fields, shape);
    if (from.channels === 1) fields.fail("type", AFTER_CONV3X3, "mean_max_pool elsewhere");
    return { type: "mean_max_pool", from, shape: { length: 2 * from.channels } };
  },
  dense(fields, shape) {
    const inputs = lengthOf(fields, shape);
    const outputs = fields.integer("outputs", 1, 4096);
    const rows = readRows(fields, outputs, inputs);
    return { type: "dense", inputs, shape: { length: outputs }, ...rows };
  },
  squared_norm: (fields, shape) => ({
    type: "squared_norm",
    inputs: lengthOf(fields, shape),
    shape: { length: 1 },
  }),
};

const TYPES = [
  "standardize",
  "max_pool",
  "conv3x3",
  "mean_max_pool",
  "dense",
  "squared_norm",
] as const;

/** Expected position of pooling layers, for errors. */
const AFTER_CONV3X3 = "a pooling layer directly after conv3x3";

function imageOf(fields: Fields, shape: Shape): ImageShape {
  return "length" in shape
    ? fields.fail("type", "a layer that takes a vector", "a layer that takes an image")
    : shape;
}

function lengthOf(fields: Fields, shape: Shape): number {
  return "length" in shape
    ? shape.length
    : fields.fail("type", "a layer that takes an image", "a layer that takes a vector");
}

/** Merges a pooling layer into the convolution before it. */
function pooled(fields: Fields, before: Layer | undefined): Layer {
  if (before?.type !== "conv3x3" || before.pool) {
    fields.fail("type", AFTER_CONV3X3, "max_pool elsewhere");
  }
  const { rows, columns, channels } = before.shape;
  if (rows < 2 || columns < 2) {
    fields.fail("type", "an image of 2 x 2 or more before a max_pool", `${rows} x ${columns}`);
  }
  const shape = { rows: Math.floor(rows / 2), columns: Math.floor(columns / 2), channels };
  return { ...before, shape, pool: true };
}

function readStandardize(fields: Fields, length: number) {
  const mean = readFloats(fields, "mean", length);
  const scale = readFloats(fields, "scale", length);
  const zero = scale.indexOf(0);
  return zero < 0 ? { mean, scale } : fields.fail(`scale[${zero}]`, "a number other than 0", "0");
}

/** Reads the weights of a layer. @param width number of weights per output */
function readRows(fields: Fields, outputs: number, width: number): Rows {
  return {
    weights: new Int8Array(fields.base64("weights", outputs * width).buffer),
    scales: readFloats(fields, "scales", outputs),
    biases: readFloats(fields, "biases", outputs),
    relu: fields.boolean("relu"),
  };
}

function readFloats(fields: Fields, name: string, length: number): Float32Array {
  const view = new DataView(fields.base64(name, 4 * length).buffer);
  return Float32Array.from({ length }, (_, i) => {
    const value = view.getFloat32(4 * i, true);
    return Number.isFinite(value)
      ? value
      : fields.fail(`${name}[${i}]`, "a finite number", String(value));
  });
}
