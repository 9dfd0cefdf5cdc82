import { fitPriorScale, scaleProbabilities } from "../fit/calibration/prior_scale.ts";
import { fitLogisticRegression, predictProbability } from "../fit/logistic_regression.ts";
import { pickRows, setRows, zeros } from "../fit/rows.ts";
import { fitStandardScaler, standardize } from "../fit/standard_scaler.ts";
import type { Matrix, ProgressOptions } from "../types.ts";
import type { Fold } from "../metrics/baselines.ts";

/** Predictions of held-out rows. */
export interface HeldOut {
  /** Row numbers of the held-out rows, each once. */
  readonly rows: Int32Array;
  /** Calibrated probabilities, `[rows, classes]`. */
  readonly probability: Matrix;
  /** Class-balanced probabilities before calibration, `[rows, classes]`. */
  readonly score: Matrix;
  /** Class shares of the training rows, `[rows, classes]`. */
  readonly prior: Matrix;
}

/** Options of {@link heldOutProbabilities}. */
export interface HeldOutOptions extends ProgressOptions {
  /** Number of classes. */
  readonly classes: number;
  /** Inverse strength of the L2 penalty, above 0. */
  readonly C: number;
}

/**
 * Fits a standardized, class-balanced logistic regression on each fold and predicts its held-out
 * rows: `p ~ prior * balanced ^ scale`, with the prior of the training rows and the scale that fits
 * the held-out rows of all other folds best. A scale of 0 predicts the prior.
 *
 * @throws {RangeError} when the training rows of a fold have fewer than two classes
 */
export async function heldOutProbabilities(
  x: Matrix,
  y: Int32Array,
  folds: readonly Fold[],
  options: HeldOutOptions,
): Promise<HeldOut> {
  const { classes, signal, onProgress } = options;
  const rows = Int32Array.from(folds.flatMap(({ test }) => test));
  const [score, prior] = [zeros(rows.length, classes), zeros(rows.length, classes)];
  const places: number[][] = [];
  let end = 0;
  for (const fold of folds) {
    // Let other tasks run, so that an abort can arrive.
    await new Promise<void>((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    const own = fold.test.map(() => end++);
    places.push(own);
    const predicted = predictFold(x, y, fold, options);
    setRows(score, own, predicted.score);
    setRows(prior, own, predicted.prior);
    onProgress?.({ done: places.length, total: folds.length });
  }
  const labels = rows.map((row) => y[row]!);
  return { rows, score, prior, probability: calibrate(score, prior, labels, places) };
}

/** Fits the training rows of a fold and predicts its test rows, before calibration. */
function predictFold(
  x: Matrix,
  y: Int32Array,
  { name, train, test }: Fold,
  { classes, C }: HeldOutOptions,
): Pick<HeldOut, "score" | "prior"> {
  const known = [...new Set(train.map((row) => y[row]!))].sort((a, b) => a - b);
  if (known.length < 2) {
    throw new RangeError(
      `Fitting without ${name}: expected training rows of two or more classes, received ` +
        `${train.length} rows of ${known.length}`,
    );
  }
  const training = pickRows(x, train);
  const scaler = fitStandardScaler(training);
  const model = fitLogisticRegression({
    x: standardize(training, scaler),
    y: train.map((row) => known.indexOf(y[row]!)),
    classes: known.length,
  }, { C, classWeight: "balanced" });
  const { data } = predictProbability(model, standardize(pickRows(x, test), scaler));
  const shares = known.map((c) => train.filter((row) => y[row] === c).length / train.length);
  const [score, prior] = [zeros(test.length, classes), zeros(test.length, classes)];
  test.forEach((_, i) =>
    known.forEach((c, k) => {
      score.data[i * classes + c] = data[i * known.length + k]!;
      prior.data[i * classes + c] = shares[k]!;
    })
  );
  return { score, prior };
}

/**
 * Scales the scores of each fold by the rows of the other folds.
 *
 * @param places rows of each fold
 */
function calibrate(
  score: Matrix,
  prior: Matrix,
  labels: Int32Array,
  places: readonly (readonly number[])[],
): Matrix {
  const probability = zeros(score.rows, score.columns);
  for (const own of places) {
    // A single fold has no other rows to fit the scale on.
    const others = places.length === 1 ? own : places.filter((one) => one !== own).flat();
    const known = others.map((row) => labels[row]!);
    const scale = fitPriorScale(pickRows(score, others), pickRows(prior, others), known);
    setRows(
      probability,
      own,
      scaleProbabilities(pickRows(score, own), pickRows(prior, own), scale),
    );
  }
  return probability;
}
