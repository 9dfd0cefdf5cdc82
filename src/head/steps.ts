/**
 * Preprocessing steps of feature vectors.
 *
 * @module
 */
import type { Fields } from "../fields.ts";

/** Standardization of each feature: `(x - mean) / scale`. */
export interface StandardScalerStep {
  /** Type of the step. */
  readonly type: "standard_scaler";
  /** Mean of each feature. */
  readonly mean: readonly number[];
  /** Scale of each feature, not 0. */
  readonly scale: readonly number[];
}

/** Affine map of each feature: `x * scale + offset`, clipped to `clip` unless that is null. */
export interface AffineStep {
  /** Type of the step. */
  readonly type: "affine";
  /** Factor of each feature. */
  readonly scale: readonly number[];
  /** Offset of each feature. */
  readonly offset: readonly number[];
  /** Lower and upper limit; null for none. */
  readonly clip: readonly [number, number] | null;
}

/** Principal component projection: `((x - mean) · component) / scale` for each component. */
export interface PcaStep {
  /** Type of the step. */
  readonly type: "pca";
  /** Mean of each feature. */
  readonly mean: readonly number[];
  /** Components, `[components][features]`. */
  readonly components: readonly (readonly number[])[];
  /** Scale of each component, not 0. */
  readonly scale: readonly number[];
}

/** Selection of features by index, in the given order. */
export interface SelectStep {
  /** Type of the step. */
  readonly type: "select";
  /** Indices of the features to keep, one or more. */
  readonly index: readonly number[];
}

/** Division by the vector's norm; a vector of zeros is unchanged. */
export interface NormalizerStep {
  /** Type of the step. */
  readonly type: "normalizer";
  /** Norm: sum of magnitudes, Euclidean, or largest magnitude. */
  readonly norm: "l1" | "l2" | "max";
}

/** Step of any type. */
export type StepJson =
  | StandardScalerStep
  | AffineStep
  | PcaStep
  | SelectStep
  | NormalizerStep;

/** Step that is checked and ready to run. */
interface Step {
  /** Length of the output of {@link apply}. */
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
  max: (x: Float64Array) => x.reduce((max, v) => Math.max(max, Math.abs(v)), 0),
};

/** Reads and checks a step. @param inputs number of features that it receives */
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
