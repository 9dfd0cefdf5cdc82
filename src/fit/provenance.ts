import { sha256 } from "../data/sha256.ts";
import type { Estimate } from "../metrics/group_bootstrap.ts";
import { VERSION } from "../version.ts";
import type { EvaluationReport } from "./evaluation_report.ts";
import type { FittedTask, TrainingData } from "./fit_input.ts";
import type { FitSettings } from "./fit_options.ts";
import type { Learner } from "./learner.ts";
import { recordingHashes } from "./recording_hashes.ts";

const DIGITS = 4;

/** Describes the origin of a model: data, settings, and metrics on held-out groups. */
export async function provenance(
  { clips, labels, y, groups, fileSha256, excluded }: TrainingData,
  { task, positive, seed, candidates, augment }: FitSettings,
  report: EvaluationReport,
  { chosen, chosenByFold }: FittedTask,
): Promise<Record<string, unknown>> {
  const lines = clips.map(({ path, label, startSeconds, endSeconds }, row) =>
    JSON.stringify([path, label, groups[row], startSeconds, String(endSeconds), fileSha256[row]])
  );
  const best = report.baselines.reduce((top, rule) =>
    rule.balancedAccuracy > top.balancedAccuracy ? rule : top
  );
  const majority = report.baselines.find(({ rule }) => rule === "majority")!;
  return {
    babycry: VERSION,
    ...(task === "cry" ? { positive } : {}),
    recording_hashes: recordingHashes(fileSha256),
    data_sha256: await sha256(new TextEncoder().encode(lines.join("\n"))),
    recordings: clips.length,
    labels: Object.fromEntries(
      labels.map((label, c) => [label, y.filter((one) => one === c).length]),
    ),
    groups: new Set(groups).size,
    excluded: excluded.length,
    folds: report.folds,
    seed,
    ...(augment ? { augmented: augment } : {}),
    candidates: candidates.map(settingsOf),
    chosen: settingsOf(chosen),
    ...(candidates.length > 1
      ? { chosen_by_fold: chosenByFold.map((one) => candidates.indexOf(one)) }
      : {}),
    metrics: Object.fromEntries(
      Object.entries(report.metrics).map(([name, figure]) => [snake(name), rounded(figure)]),
    ),
    p: report.p,
    majority: {
      accuracy: round(majority.accuracy),
      balanced_accuracy: round(majority.balancedAccuracy),
    },
    prior: {
      accuracy: round(report.prior.accuracy),
      log_loss: round(report.prior.logLoss),
      brier: round(report.prior.brier),
    },
    best_baseline: { rule: best.rule, balanced_accuracy: round(best.balancedAccuracy) },
  };
}

function settingsOf(learner: Learner): Record<string, unknown> {
  return learner.type === "mlp"
    ? { type: learner.type, hidden_units: learner.hiddenUnits, alpha: learner.alpha }
    : { type: learner.type, c: learner.C };
}

function rounded({ estimate, interval }: Estimate): { estimate: number; interval: number[] } {
  return { estimate: round(estimate), interval: interval.map(round) };
}

function round(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
