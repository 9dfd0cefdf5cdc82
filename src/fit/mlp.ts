/**
 * Multilayer perceptron with one hidden layer, fitted by Adam on mini-batches with early stopping.
 *
 * @module
 */
import { stratifiedGroupFolds } from "../data/stratified_group_folds.ts";
import { checkNumber, checkWork } from "../check_option.ts";
import { createRandom, type Random } from "../random.ts";
import type { Matrix, ProgressOptions } from "../types.ts";
import { createNet, initial, type Net, places, type Shape } from "./_mlp_net.ts";
import { checkFinite, rowWeights } from "./_row_weights.ts";
import { zeros } from "./rows.ts";

/** Options of {@link fitMlp}, with the names and defaults of scikit-learn where it has them. */
export interface MlpOptions extends ProgressOptions {
  /** Number of units of the hidden layer, 1 or more. */
  readonly hiddenUnits: number;
  /** Strength of the L2 penalty, 0 or more. Default 1e-4. */
  readonly alpha?: number;
  /** Seed of the initial weights, the order of rows and the validation split. */
  readonly seed: number;
  /** `balanced` weights a class by `n / (k * n_class)`. Default null: equal weights. */
  readonly classWeight?: "balanced" | null;
  /** Weight of each row, `[rows]`; multiplies the class weight. Default all 1. */
  readonly sampleWeight?: ArrayLike<number>;
  /** Step size of Adam. Default 1e-3. */
  readonly learningRate?: number;
  /** Number of rows per step. Default 200, or fewer to make eight steps per epoch. */
  readonly batchRows?: number;
  /** Largest number of epochs. Default 500. */
  readonly epochsMax?: number;
}

/** Layer of a perceptron, `x * weight + bias`. */
export interface Layer {
  /** Weights, `[inputs, outputs]`. */
  readonly weight: Matrix;
  /** Biases, `[outputs]`. */
  readonly bias: Float64Array;
}

/** Fitted perceptron: ReLU between its layers, a sigmoid for one output, softmax for several. */
export interface Mlp {
  /** Hidden layer and output layer; the latter has 1 or `classes` outputs. */
  readonly layers: readonly [Layer, Layer];
  /** Number of classes, at least 2. */
  readonly classes: number;
  /** Number of epochs. */
  readonly epochs: number;
  /** Lowest weighted log loss of the rows for early stopping. */
  readonly validationLoss: number;
}

const ACTION = "Fitting a perceptron";
/** Number of folds, one of which is held out for early stopping. */
const VALIDATION_FOLDS = 6;
/** Number of epochs without a lower validation loss that ends the fit. */
const PATIENCE = 10;
const IMPROVEMENT = 1e-4;
/** Computing time in milliseconds after which other tasks of the program run. */
const TURN_MS = 40;
const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

/**
 * Fits a perceptron. A sixth of the groups is held out for early stopping; the result has the
 * weights with the lowest loss there. The same seed gives the same weights on the same runtime.
 *
 * @param data.x `[rows, columns]`, standardized
 * @param data.y class of each row, 0 to `classes - 1`, every class present
 * @param data.groups group of each row, two or more groups; a group stays on one side of the split
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
  const { x, y, classes } = data;
  const { hiddenUnits, seed, epochsMax = 500, signal, onProgress } = options;
  const weights = check(data, options);
  const { train, validation } = split(data, seed);
  const batchRows = options.batchRows ?? Math.min(200, Math.ceil(train.length / 8));
  const random = createRandom("perceptron", seed);
  const shape = { columns: x.columns, hiddenUnits, outputs: classes === 2 ? 1 : classes };
  const parameters = initial(shape.columns, hiddenUnits, shape.outputs, random);
  const net = createNet(shape);
  const gradient = new Float64Array(parameters.length);
  const step = createAdam(parameters, gradient, net, options);
  const weightMean = weights.reduce((sum, w) => sum + w, 0) / weights.length;

  let best = { parameters: parameters.slice(), loss: Infinity, epoch: 0 };
  let epoch = 0;
  let turnEnds = performance.now() + TURN_MS;
  for (let stale = 0; epoch < epochsMax && stale < PATIENCE;) {
    shuffle(train, random);
    for (let at = 0; at < train.length; at += batchRows) {
      const rows = train.subarray(at, at + batchRows);
      gradient.fill(0);
      net.gradient(parameters, gradient, x, y, rows, weights, 1 / (rows.length * weightMean));
      step(rows.length);
    }
    epoch++;
    const loss = net.loss(parameters, x, y, validation, weights);
    stale = loss < best.loss - IMPROVEMENT ? 0 : stale + 1;
    if (loss < best.loss) best = { parameters: parameters.slice(), loss, epoch };
    onProgress?.({ done: epoch, total: epochsMax });
    if (performance.now() >= turnEnds) {
      // Lets other tasks run, so that an abort can arrive.
      await new Promise<void>((resolve) => setTimeout(resolve));
      turnEnds = performance.now() + TURN_MS;
    }
    signal?.throwIfAborted();
  }
  const layers = layersOf(best.parameters, shape);
  return { layers, classes, epochs: epoch, validationLoss: best.loss };
}

/** @throws {RangeError | TypeError} as {@link fitMlp} does. @returns weights of the rows */
function check(data: Parameters<typeof fitMlp>[0], options: MlpOptions): Float64Array {
  const { x, y, groups } = data;
  const { hiddenUnits, seed, alpha = 0, learningRate = 1, epochsMax = 1, batchRows = 1 } = options;
  if (y.length !== x.rows || groups.length !== x.rows) {
    throw new RangeError(
      `${ACTION}: expected a label and a group for each of ${x.rows} rows, received ${y.length} ` +
        `labels and ${groups.length} groups`,
    );
  }
  checkNumber(ACTION, "hiddenUnits", hiddenUnits, { min: 1, integer: true });
  checkNumber(ACTION, "alpha", alpha, { min: 0 });
  checkNumber(ACTION, "seed", seed);
  checkNumber(ACTION, "learningRate", learningRate, { above: 0 });
  checkNumber(ACTION, "epochsMax", epochsMax, { min: 1, integer: true });
  checkNumber(ACTION, "batchRows", batchRows, { min: 1, integer: true });
  checkWork(ACTION, options);
  const weights = rowWeights(ACTION, data, options);
  checkFinite(ACTION, x.data);
  return weights;
}

/** Creates a function that moves the parameters by one step of Adam along the gradient. */
function createAdam(
  parameters: Float64Array,
  gradient: Float64Array,
  net: Pick<Net, "isBias">,
  { alpha = 1e-4, learningRate = 1e-3 }: MlpOptions,
): (rows: number) => void {
  const [first, second] = [gradient.slice(), gradient.slice()];
  let steps = 0;
  return (rows) => {
    const penalty = alpha / rows;
    steps++;
    const rate = learningRate * Math.sqrt(1 - BETA2 ** steps) / (1 - BETA1 ** steps);
    for (let i = 0; i < parameters.length; i++) {
      const g = gradient[i]! + (net.isBias(i) ? 0 : penalty * parameters[i]!);
      first[i] = BETA1 * first[i]! + (1 - BETA1) * g;
      second[i] = BETA2 * second[i]! + (1 - BETA2) * g * g;
      parameters[i]! -= rate * first[i]! / (Math.sqrt(second[i]!) + EPSILON);
    }
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
    throw new RangeError(
      "Fitting a perceptron: expected two or more groups for early stopping, received one",
    );
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
