import type { Matrix } from "../types.ts";
import { dense } from "./_dense.ts";
import { linkInputs, type ReadModel } from "./_model.ts";
import { applyLink, sigmoid } from "./links.ts";

/** Multilayer perceptron. */
export interface MlpModel {
  /** Type of the model. */
  readonly type: "mlp";
  /** Activation of all layers but the last. */
  readonly activation: "relu" | "tanh" | "logistic" | "identity";
  /** Link function of the last layer. */
  readonly output: "softmax" | "logistic";
  /** Layers from the input to the output, one or more. */
  readonly layers: readonly {
    /** Weights, `[inputs][outputs]`. */
    readonly weight: readonly (readonly number[])[];
    /** Biases, `[outputs]`. */
    readonly bias: readonly number[];
  }[];
}

const ACTIVATIONS = {
  relu: (v: number) => Math.max(v, 0),
  tanh: Math.tanh,
  logistic: sigmoid,
  identity: (v: number) => v,
};

/** Reads a multilayer perceptron. */
export const readMlp: ReadModel = (fields, inputs, classes) => {
  const names = Object.keys(ACTIVATIONS) as MlpModel["activation"][];
  const activation = ACTIVATIONS[fields.choice("activation", names)];
  const link = fields.choice("output", ["softmax", "logistic"]) === "softmax"
    ? "softmax"
    : "sigmoid";
  let width = inputs;
  const layers = fields.objects("layers").map((layer) => {
    const weight = transpose(layer.matrix("weight", width));
    const bias = layer.vector("bias", weight.rows);
    layer.end();
    width = weight.rows;
    return { weight, bias };
  });
  if (layers.length === 0) fields.fail("layers", "one layer or more", "a list of 0");
  const logitCount = linkInputs(fields, "output", link, classes);
  if (width !== logitCount) {
    const last = `layers[${layers.length - 1}].weight`;
    fields.fail(last, `${logitCount} outputs for ${classes} classes`, String(width));
  }
  const logits = (x: Float64Array): Float64Array => {
    let values = x;
    for (const [i, { weight, bias }] of layers.entries()) {
      values = dense(weight, bias, values);
      if (i + 1 < layers.length) values = values.map((v) => activation(v));
    }
    return values;
  };
  return { logits, logitCount, probabilities: (x) => applyLink(link, logits(x)) };
};

function transpose({ data, rows, columns }: Matrix): Matrix {
  const out = new Float64Array(data.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) out[c * rows + r] = data[r * columns + c]!;
  }
  return { data: out, rows: columns, columns: rows };
}
