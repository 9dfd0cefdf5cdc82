/**
 * What prepares a feature vector, step by step.
 *
 * @module
 */
import type { Fields } from "../fields.ts";

/** `(x - mean) / scale`, feature by feature. */
export interface StandardScalerStep {
  /** Which kind this is. */
  readonly type: "standard_scaler";
  /** Subtracted, a feature each. */
  readonly mean: readonly number[];
  /** Divides, a feature each. */
  readonly scale: readonly number[];
}

/** `x * scale + offset`, feature by feature, and limited to `clip` unless that is null. */
export interface AffineStep {
  /** Which kind this is. */
  readonly type: "affine";
  /** Multiplies, a feature each. */
  readonly scale: readonly number[];
  /** Added, a feature each. */
  readonly offset: readonly number[];
  /** Lower and upper limit. */
  readonly clip: readonly [number, number] | null;
}

/** `((x - mean) . component) / scale` for each component. */
export interface PcaStep {
  /** Which kind this is. */
  readonly type: "pca";
  /** Subtracted, a feature each. */
  readonly mean: readonly number[];
  /** `[components][features]`. */
  readonly components: readonly (readonly number[])[];
  /** Divides, a component each. */
  readonly scale: readonly number[];
}

/** Keeps the features at `index`, in that order. */
export interface SelectStep {
  /** Which kind this is. */
  readonly type: "select";
  /** Which features to keep. */
  readonly index: readonly number[];
}

/** Divides by the vector's norm; a vector of zeros stays. */
export interface NormalizerStep {
  /** Which kind this is. */
  readonly type: "normalizer";
  /** Which norm. */
  readonly norm: "l1" | "l2" | "max";
}

/** Any step. */
export type StepJson =
  | StandardScalerStep
  | AffineStep
  | PcaStep
  | SelectStep
  | NormalizerStep;

/** A step ready to run. */
interface Step {
  /** Length of what {@link apply} gives. */
  readonly outputs: number;
  apply(x: Float64Array): Float64Array;
}

const STEPS: Readonly<Record<StepJson["type"], (fields: Fields, inputs: number) => Step>> = {
  standard_scaler(fields, inputs) {
    const mean = fields.vector("mean", inputs);
    const scale = readScale(fields, inputs);
    return { outputs: inputs, apply: (x) => x.map((v, i) => (v - mean[i]!) / scale[i]!) };
  },
  affine(fields, inputs) {
    const scale = fields.vector("scale", inputs);
    const offset = fields.vector("offset", inputs);
    const clip = fields.takeNull("clip") ? [-Infinity, Infinity] : fields.vector("clip", 2);
    const [low, high] = [clip[0]!, clip[1]!];
    if (low > high) fields.fail("clip", "a lower and an upper limit", `${low} and ${high}`);
    const apply = (x: Float64Array) =>
      x.map((v, i) => Math.min(high, Math.max(low, v * scale[i]! + offset[i]!)));
    return { outputs: inputs, apply };
  },
  pca(fields, inputs) {
    const mean = fields.vector("mean", inputs);
    const { data, rows } = fields.matrix("components", undefined, inputs);
    const scale = readScale(fields, rows);
    const apply = (x: Float64Array) =>
      scale.map((size, r) => {
        let sum = 0;
        for (let i = 0; i < inputs; i++) sum += (x[i]! - mean[i]!) * data[r * inputs + i]!;
        return sum / size;
      });
    return { outputs: rows, apply };
  },
  select(fields, inputs) {
    const index = fields.integers("index", undefined, 0, inputs - 1);
    if (index.length === 0) fields.fail("index", "one feature or more", "a list of 0");
    return { outputs: index.length, apply: (x) => Float64Array.from(index, (i) => x[i]!) };
  },
  normalizer(fields, inputs) {
    const norm = NORMS[fields.choice("norm", ["l1", "l2", "max"])];
    const apply = (x: Float64Array) => {
      const size = norm(x);
      return size === 0 ? x : x.map((v) => v / size);
    };
    return { outputs: inputs, apply };
  },
};

const NORMS = {
  l1: (x: Float64Array) => x.reduce((sum, v) => sum + Math.abs(v), 0),
  l2: (x: Float64Array) => Math.sqrt(x.reduce((sum, v) => sum + v * v, 0)),
  max: (x: Float64Array) => x.reduce((most, v) => Math.max(most, Math.abs(v)), 0),
};

/** Checks a step and prepares it. */
export function readStep(fields: Fields, inputs: number): Step {
  const type = fields.choice("type", Object.keys(STEPS) as StepJson["type"][]);
  const step = STEPS[type](fields, inputs);
  fields.end();
  return step;
}

function readScale(fields: Fields, length: number): Float64Array {
  const scale = fields.vector("scale", length);
  const zero = scale.indexOf(0);
  return zero < 0 ? scale : fields.fail(`scale[${zero}]`, "a number other than 0", "0");
}
