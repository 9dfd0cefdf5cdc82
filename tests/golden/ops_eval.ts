/**
 * Ops of the pack `models`: metrics, folds, calibration.
 *
 * @module
 */
import {
  averagePrecision,
  bestClasses,
  brierScore,
  calibrationError,
  classificationReport,
  confusionMatrix,
  groupBootstrap,
  leaveOneGroupOut,
  logLoss,
  oneVsRest,
  precisionRecallCurve,
  rocAuc,
  rocCurve,
  stratifiedGroupFolds,
} from "@babycry/babycry/eval";
import { applyPlatt, applyTemperature, fitPlatt, fitTemperature } from "@babycry/babycry/fit";
import type { Given } from "./given.ts";
import { type Compute, matrix, rows, vector } from "./op.ts";

export const EVAL_OPS: Readonly<Record<string, Compute>> = {
  metrics(given) {
    const y = given.array("y").data;
    const probability = matrix(given, "probability");
    const classes = given.number("classes");
    const best = bestClasses(probability);
    const confusion = confusionMatrix(y, best, classes);
    const figures = classificationReport(confusion, classes);
    const { macro, weighted } = figures;
    const column = (c: number) => Array.from(y, (_, row) => probability.data[row * classes + c]!);
    const bins = given.number("ece_bins");
    const confidence = Array.from(best, (c, row) => probability.data[row * classes + c]!);
    const isOne = Array.from(y, (label) => label === 1);
    const all = {
      confusion: { data: confusion, shape: [classes, classes] },
      accuracy: vector([figures.accuracy]),
      balanced_accuracy: vector([figures.balancedAccuracy]),
      precision: vector(figures.precision),
      recall: vector(figures.recall),
      f1: vector(figures.f1),
      support: vector(figures.support),
      macro: vector([macro.precision, macro.recall, macro.f1]),
      weighted: vector([weighted.precision, weighted.recall, weighted.f1]),
      mcc: vector([figures.matthews]),
      cohen_kappa: vector([figures.cohenKappa]),
      log_loss: vector([logLoss(probability, y)]),
      brier_sum: vector([brierScore(probability, y)]),
      ece: vector([calibrationError(confidence, Array.from(best, (c, i) => c === y[i]), bins)]),
    };
    if (classes > 2) {
      const auc = oneVsRest(probability, y, rocAuc);
      return {
        ...all,
        roc_auc_ovr_macro: vector([auc.macro]),
        roc_auc_ovr_weighted: vector([auc.weighted]),
        average_precision_macro: vector([oneVsRest(probability, y, averagePrecision).macro]),
      };
    }
    const score = column(1);
    const roc = rocCurve(y, score);
    const { precision, recall } = precisionRecallCurve(y, score);
    return {
      ...all,
      roc_auc: vector([rocAuc(y, score)]),
      average_precision: vector([averagePrecision(y, score)]),
      brier: vector([brierScore(probability, y) / 2]),
      roc_fpr: vector(roc.falsePositiveRate),
      roc_tpr: vector(roc.truePositiveRate),
      pr_precision: vector(precision),
      pr_recall: vector(recall),
      ece_positive: vector([calibrationError(score, isOne, bins)]),
    };
  },
  leave_one_group_out(given) {
    return { fold: vector(leaveOneGroupOut(given.array("groups").data)) };
  },
  stratified_group_kfold(given) {
    const y = given.array("y").data;
    const groups = words(given, "groups");
    const options = { folds: given.number("folds"), classes: given.number("classes"), seed: 1 };
    const folds = stratifiedGroupFolds(y, groups, options);
    const own = shareDeviation(y, folds, options);
    const pairs = new Set(groups.map((group, row) => `${group} ${folds[row]}`));
    return {
      // One number per row: the only fold in which the row is tested.
      times_tested: vector(Int32Array.from(folds, (fold) => Number(fold >= 0))),
      groups_in_two_folds: vector([pairs.size - new Set(groups).size]),
      // The reference is an upper bound.
      share_deviation: vector([Math.max(own, given.reference("share_deviation").data[0]!)]),
    };
  },
  temperature_scaling(given) {
    const logits = matrix(given, "logits");
    const y = given.array("y").data;
    const temperature = fitTemperature(logits, y);
    const probability = applyTemperature(logits, temperature);
    return {
      temperature: vector([temperature]),
      probability: rows(probability),
      log_loss_before: vector([logLoss(applyTemperature(logits, 1), y)]),
      log_loss_after: vector([logLoss(probability, y)]),
    };
  },
  platt_scaling(given) {
    const score = given.array("score").data;
    const scaling = fitPlatt(score, given.array("y").data);
    return {
      a_b: vector([scaling.a, scaling.b]),
      probability: vector(applyPlatt(scaling, score)),
    };
  },
  bootstrap_ci(given) {
    const [y, predicted] = [given.array("y").data, given.array("predicted").data];
    const classes = Math.max(...y, ...predicted) + 1;
    const balancedAccuracy = (rows: readonly number[]) => {
      const confusion = confusionMatrix(
        rows.map((row) => y[row]!),
        rows.map((row) => predicted[row]!),
        classes,
      );
      return classificationReport(confusion, classes).balancedAccuracy;
    };
    const options = { resamples: given.number("resamples"), seed: 1 };
    const { estimate, interval } = groupBootstrap(
      words(given, "groups"),
      balancedAccuracy,
      options,
    );
    return { estimate: vector([estimate]), interval: vector(interval) };
  },
};

/** Computes the largest difference of a class's share in a fold from its share in all rows. */
function shareDeviation(
  y: ArrayLike<number>,
  foldOf: Int32Array,
  { folds, classes }: { readonly folds: number; readonly classes: number },
): number {
  const shares = (inside: (row: number) => boolean) => {
    const labels = Array.from(y).filter((_, row) => inside(row));
    return Array.from(
      { length: classes },
      (_, c) => labels.filter((label) => label === c).length / Math.max(1, labels.length),
    );
  };
  const whole = shares(() => true);
  const each = Array.from(
    { length: folds },
    (_, fold) =>
      shares((row) => foldOf[row] === fold).map((share, c) => Math.abs(share - whole[c]!)),
  );
  return Math.max(...each.flat());
}

function words(given: Given, name: string): string[] {
  return Array.from(given.array(name).data, String);
}
