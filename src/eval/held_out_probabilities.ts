import { fitPriorScale, scaleProbabilities } from "../fit/calibration/prior_scale.ts";
import { fitLogisticRegression, predictProbability } from "../fit/logistic_regression.ts";
import { pickRows, zeros } from "../fit/rows.ts";
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
 * Fits a standardized, class-balanced logistic regression on each fold and predicts its held-out rows:
 * `p ~ prior * balanced ^ scale`, with the prior of the training rows and the scale that fits the
 * held-out rows of all other folds best. A scale of 0 predicts the prior.
 *
 * @throws {RangeError} when the training rows of a fold have fewer than two classes
 */
export function heldOutProbabilities(
  x: Matrix,
  y: Int32Array,
  folds: readonly Fold[],
  options: HeldOutOptions,
): HeldOut {
  const { classes, C, signal, onProgress } = options;
  const rows = Int32Array.from(folds.flatMap(({ test }) => test));
  const [balanced, prior] = [zeros(rows.length, classes), zeros(rows.length, classes)];
  const foldOf = new Int32Array(rows.length);
  let at = 0;
  folds.forEach(({ name, train, test }, f) => {
    signal?.throwIfAborted();
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
    test.forEach((_, i) => {
      foldOf[at] = f;
      known.forEach((c, k) => {
        balanced.data[at * classes + c] = data[i * known.length + k]!;
        prior.data[at * classes + c] = shares[k]!;
      });
      at++;
    });
    onProgress?.({ done: f + 1, total: folds.length });
  });
  const labels = rows.map((row) => y[row]!);
  const probability = zeros(rows.length, classes);
  folds.forEach((_, f) => {
    const place = Array.from(foldOf.keys());
    const mine = place.filter((i) => foldOf[i] === f);
    // A single fold has no other rows to fit the scale on.
    const others = folds.length === 1 ? mine : place.filter((i) => foldOf[i] !== f);
    const known = Array.from(others, (i) => labels[i]!);
    const scale = fitPriorScale(pickRows(balanced, others), pickRows(prior, others), known);
    const { data } = scaleProbabilities(pickRows(balanced, mine), pickRows(prior, mine), scale);
    mine.forEach((i, k) => {
      probability.data.set(data.subarray(k * classes, (k + 1) * classes), i * classes);
    });
  });
  return { rows, probability, score: balanced, prior };
}
