/**
 * A small multilayer perceptron: one hidden layer, Adam on mini-batches, early stopping.
 *
 * @module
 */
import { stratifiedGroupFolds } from "../data/stratified_group_folds.ts";
import { checkNumber, checkWork } from "../check_option.ts";
import { createRandom, type Random } from "../random.ts";
import type { Matrix, ProgressOptions } from "../types.ts";
import { createNet, initial, places, type Shape } from "./_mlp_net.ts";
import { checkFinite, rowWeights } from "./_row_weights.ts";
import { zeros } from "./rows.ts";

/** Options of {@link fitMlp}; names and defaults are scikit-learn's where it has them. */
export interface MlpOptions extends ProgressOptions {
  /** Units of the hidden layer. */
  readonly hiddenUnits: number;
  /** Strength of the penalty, 0 and up. Default 1e-4. */
  readonly alpha?: number;
  /** Makes the start, the order of rows and the validation split repeatable. */
  readonly seed: number;
  /** `balanced` weighs a class by `n / (k * n_class)`. Default null, all alike. */
  readonly classWeight?: "balanced" | null;
  /** Weight of each row, `[rows]`; multiplies the class weight. Default all 1. */
  readonly sampleWeight?: ArrayLike<number>;
  /** Step of Adam. Default 1e-3. */
  readonly learningRate?: number;
  /** Rows of a step. Default 200, or so many fewer that an epoch has eight steps. */
  readonly batchRows?: number;
  /** Default 500. */
  readonly epochsMax?: number;
}

/** One layer: `x weight + bias`. */
export interface Layer {
  /** `[inputs, outputs]`. */
  readonly weight: Matrix;
  /** `[outputs]`. */
  readonly bias: Float64Array;
}

/** A fitted perceptron: ReLU between its layers; a sigmoid behind one output, softmax behind several. */
export interface Mlp {
  /** The hidden layer, then the one of 1 or `classes` outputs. */
  readonly layers: readonly [Layer, Layer];
  /** Distinct labels, at least 2. */
  readonly classes: number;
  /** Turns through the rows that were made. */
  readonly epochs: number;
  /** Weighted log loss of the rows that were kept for early stopping, at its lowest. */
  readonly validationLoss: number;
}

/** Every so manieth group is kept for early stopping. */
const VALIDATION_FOLDS = 6;
/** So many epochs without a lower validation loss end it. */
const PATIENCE = 10;
const IMPROVEMENT = 1e-4;
/** Computing goes on for this long before other work of the program gets its turn. */
const TURN_MS = 40;
const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

/**
 * Fits a perceptron. A sixth of the groups is kept aside; the weights are those with the lowest loss
 * there. The same seed gives the same weights on the same runtime.
 *
 * @param data.x `[rows, columns]`, standardised
 * @param data.y class of each row, 0 to `classes - 1`, every class present
 * @param data.groups rows that must stay on one side of the validation split, two groups or more
 * @throws {RangeError} when sizes disagree, a class is absent or an option is out of range
 * @throws {TypeError} when a value of `x` is not finite
 * @see Kingma and Ba, "Adam: a method for stochastic optimization", 2015;
 *   sklearn.neural_network.MLPClassifier 1.9
 */
export async function fitMlp(
  data: {
    readonly x: Matrix;
    readonly y: ArrayLike<number>;
    readonly groups: readonly string[];
    readonly classes: number;
  },
  options: MlpOptions,
): Promise<Mlp> {
  const doing = "Fitting a perceptron";
  const { x, y, groups, classes } = data;
  const { hiddenUnits, alpha = 1e-4, seed, learningRate = 1e-3, epochsMax = 500 } = options;
  if (y.length !== x.rows || groups.length !== x.rows) {
    throw new RangeError(
      `${doing}: ${x.rows} rows, ${y.length} labels and ${groups.length} groups came`,
    );
  }
  checkNumber(doing, "hiddenUnits", hiddenUnits, { min: 1, integer: true });
  checkNumber(doing, "alpha", alpha, { min: 0 });
  checkNumber(doing, "seed", seed);
  checkNumber(doing, "learningRate", learningRate, { above: 0 });
  checkNumber(doing, "epochsMax", epochsMax, { min: 1, integer: true });
  checkWork(doing, options);
  const weights = rowWeights(doing, data, options);
  checkFinite(doing, x.data);

  const { train, validation } = split(data, seed);
  const batchRows = options.batchRows ?? Math.min(200, Math.ceil(train.length / 8));
  checkNumber(doing, "batchRows", batchRows, { min: 1, integer: true });
  const random = createRandom("perceptron", seed);
  const outputs = classes === 2 ? 1 : classes;
  const parameters = initial(x.columns, hiddenUnits, outputs, random);
  const shape = { columns: x.columns, hiddenUnits, outputs };
  const net = createNet(shape);
  const gradient = new Float64Array(parameters.length);
  const [first, second] = [gradient.slice(), gradient.slice()];
  const weightMean = weights.reduce((sum, w) => sum + w, 0) / weights.length;

  let best = { parameters: parameters.slice(), loss: Infinity, epoch: 0 };
  let epoch = 0;
  let steps = 0;
  let turnEnds = performance.now() + TURN_MS;
  for (let stale = 0; epoch < epochsMax && stale < PATIENCE;) {
    shuffle(train, random);
    for (let at = 0; at < train.length; at += batchRows) {
      const rows = train.subarray(at, at + batchRows);
      gradient.fill(0);
      net.gradient(parameters, gradient, x, y, rows, weights, 1 / (rows.length * weightMean));
      const penalty = alpha / rows.length;
      steps++;
      const rate = learningRate * Math.sqrt(1 - BETA2 ** steps) / (1 - BETA1 ** steps);
      for (let i = 0; i < parameters.length; i++) {
        const g = gradient[i]! + (net.isBias(i) ? 0 : penalty * parameters[i]!);
        first[i] = BETA1 * first[i]! + (1 - BETA1) * g;
        second[i] = BETA2 * second[i]! + (1 - BETA2) * g * g;
        parameters[i]! -= rate * first[i]! / (Math.sqrt(second[i]!) + EPSILON);
      }
    }
    epoch++;
    const loss = net.loss(parameters, x, y, validation, weights);
    stale = loss < best.loss - IMPROVEMENT ? 0 : stale + 1;
    if (loss < best.loss) best = { parameters: parameters.slice(), loss, epoch };
    options.onProgress?.({ done: epoch, total: epochsMax });
    if (performance.now() >= turnEnds) {
      // A turn for others, so that a signal can come.
      await new Promise<void>((resolve) => setTimeout(resolve));
      turnEnds = performance.now() + TURN_MS;
    }
    options.signal?.throwIfAborted();
  }
  return {
    layers: layersOf(best.parameters, shape),
    classes,
    epochs: epoch,
    validationLoss: best.loss,
  };
}

function split(
  { y, groups, classes }: {
    readonly y: ArrayLike<number>;
    readonly groups: readonly string[];
    readonly classes: number;
  },
  seed: number,
): { train: Int32Array; validation: Int32Array } {
  const folds = Math.min(VALIDATION_FOLDS, new Set(groups).size);
  if (folds < 2) {
    throw new RangeError("Fitting a perceptron: one group came, wanted two for early stopping");
  }
  const fold = stratifiedGroupFolds(y, groups, { folds, classes, seed });
  const rows = Int32Array.from(fold.keys());
  return {
    train: rows.filter((row) => fold[row] !== 0),
    validation: rows.filter((row) => fold[row] === 0),
  };
}

function layersOf(p: Float64Array, shape: Shape): [Layer, Layer] {
  const { columns, hiddenUnits, outputs } = shape;
  const { hiddenBias, output, outputBias, end } = places(shape);
  const layer = (from: number, inputs: number, count: number, bias: number, to: number): Layer => {
    const weight = zeros(inputs, count);
    weight.data.set(p.subarray(from, bias));
    return { weight, bias: p.slice(bias, to) };
  };
  return [
    layer(0, columns, hiddenUnits, hiddenBias, output),
    layer(output, hiddenUnits, outputs, outputBias, end),
  ];
}

function shuffle(rows: Int32Array, random: Random): void {
  for (let i = rows.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [rows[i], rows[j]] = [rows[j]!, rows[i]!];
  }
}
