import type { FittedModel } from "../fit/fit_model.ts";
import { learnerName } from "../fit/learner.ts";
import type { ConformalManifest } from "../models/manifest.ts";
import { evaluationText, formatEstimate } from "./evaluation_text.ts";

/** Formats a fitted model as text: its evaluation, then the details of the fit. */
export function fitText(fitted: FittedModel): string {
  const { report, foldColumn, encodedClips, computedClips } = fitted;
  const lines = [
    choiceText(fitted),
    ...fitDetails(fitted),
    ...(foldColumn === undefined ? [] : [`folds from the column ${foldColumn}`]),
    fitted.model.training?.["augmented"] === undefined
      ? `${encodedClips} clips, ${computedClips} computed, others from the cache`
      : `${encodedClips} clips and augmented copies used, ${computedClips} clips computed`,
  ];
  return `${evaluationText(report)}\n${lines.join("\n")}\n`;
}

function choiceText({ chosen, chosenByFold }: FittedModel): string {
  const others = chosenByFold.filter((one) => one !== chosen);
  if (others.length === 0) return `every fold chose ${learnerName(chosen)}`;
  return `${chosenByFold.length - others.length} of ${chosenByFold.length} folds chose ` +
    `${learnerName(chosen)}, others ${[...new Set(others.map(learnerName))].join("; ")}`;
}

/**
 * Lists details that an evaluation report does not have: threshold, conditions, kinds, calibration.
 */
export function fitDetails({ model, heldOut, conditions = {}, kinds = [] }: FittedModel): string[] {
  return [
    ...(model.task === "cry" ? [thresholdText(heldOut.labels[1]!, model.threshold)] : []),
    ...Object.entries(conditions).map(([condition, { auc, recall, falsePositiveRate }]) =>
      `${condition.padEnd(8)} AUC ${formatEstimate(auc)}  recall ${
        formatEstimate(recall)
      }  false positives ${formatEstimate(falsePositiveRate)}`
    ),
    ...kinds.map(({ kind, recordings, passed }) => {
      const shares = Object.entries(passed).map(([condition, share]) =>
        `${condition} ${(100 * share).toFixed(0).padStart(3)} %`
      );
      return `  ${kind.padEnd(24)} ${String(recordings).padStart(4)}  positive: ${
        shares.join(", ")
      }`;
    }),
    ...(model.task !== "cry" && model.calibration
      ? [calibrationText(model.calibration.scale, model.calibration.prior)]
      : []),
    ...fullSets(model.conformal),
  ];
}

function thresholdText(positive: string, threshold: number): string {
  return `${positive} if the probability is ${threshold.toFixed(3)} or more, for an even prior`;
}

function calibrationText(scale: number, prior: Readonly<Record<string, number>>): string {
  const shares = Object.entries(prior).map(([label, share]) => `${label} ${share.toFixed(3)}`);
  return `calibration: prior times probability to the power of ${scale}, prior ${
    shares.join(", ")
  }`;
}

/** Lists the labels that every prediction set of a model contains. */
function fullSets(conformal: ConformalManifest | undefined): string[] {
  if (conformal?.coverage === undefined) return [];
  const { coverage, scores } = conformal;
  return Object.entries(scores).flatMap(([label, { length }]) =>
    1 / (length + 1) > 1 - coverage + 1e-12
      ? [
        `every prediction set includes ${label}: ${length} groups allow a coverage of ` +
        (length / (length + 1)).toFixed(2),
      ]
      : []
  );
}
