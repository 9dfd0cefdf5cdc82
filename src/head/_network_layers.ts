import type { Fields } from "../fields.ts";

/** What goes from layer to layer. */
export type Shape = ImageShape | { readonly length: number };

/** Channels last. */
export interface ImageShape {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/** What comes in, standardised if it has to be. */
export interface InputLayer {
  readonly type: "input";
  readonly shape: Shape;
  /** One a value of a row; undefined leaves values as they are. */
  readonly standardize?: { readonly mean: Float32Array; readonly scale: Float32Array };
}

/** Weights `[outputs][inputs...]`, each times the scale of its output. */
interface Rows {
  readonly weights: Int8Array;
  readonly scales: Float32Array;
  readonly biases: Float32Array;
  readonly relu: boolean;
}

/** A layer that was checked; `shape` is what comes out. */
export type Layer =
  | ({
    readonly type: "conv3x3";
    readonly from: ImageShape;
    readonly stride: number;
    /** Before it is pooled. */
    readonly computed: ImageShape;
    readonly pool: boolean;
    readonly shape: ImageShape;
  } & Rows)
  | { readonly type: "mean_max_pool"; readonly from: ImageShape; readonly shape: Shape }
  | { readonly type: "squared_norm"; readonly inputs: number; readonly shape: Shape }
  | ({ readonly type: "dense"; readonly inputs: number; readonly shape: Shape } & Rows);

/** Values between layers are at most that many, so that a size that lies fills no memory. */
const VALUES_MAX = 1 << 20;

/** A network that was checked. */
export interface Layers {
  readonly input: InputLayer;
  readonly layers: readonly Layer[];
  /** Values that the last one gives. */
  readonly outputCount: number;
}

/** Checks the layers of a network, and what comes in. */
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
      if (i > 0) layer.fail("type", "standardize as the first layer only", `it as layer ${i}`);
      input = { ...input, standardize: readStandardize(layer, columns ?? rows) };
    } else {
      if (type === "max_pool") layers.push(pooled(layer, layers.pop()));
      else layers.push(LAYERS[type](layer, shape));
      shape = layers.at(-1)!.shape;
    }
    layer.end();
  }
  if (layers.length === 0) fields.fail("layers", "one layer or more that computes", "none");
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
    if (from.channels === 1) fields.fail("type", BEHIND_CONV3X3, "mean_max_pool elsewhere");
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

/** Expected of pools, in words. */
const BEHIND_CONV3X3 = "a pool directly behind a conv3x3";

function imageOf(fields: Fields, shape: Shape): ImageShape {
  return "length" in shape ? fields.fail("type", "a layer of vectors", "one of images") : shape;
}

function lengthOf(fields: Fields, shape: Shape): number {
  return "length" in shape
    ? shape.length
    : fields.fail("type", "a layer of images", "one of vectors");
}

/** The convolution that a pool is behind, with it. */
function pooled(fields: Fields, before: Layer | undefined): Layer {
  if (before?.type !== "conv3x3" || before.pool) {
    fields.fail("type", BEHIND_CONV3X3, "max_pool elsewhere");
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

/** @param width weights of an output */
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
