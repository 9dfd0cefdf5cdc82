/**
 * Evaluation report of a fit.
 *
 * @module
 */
import { collectDataset, type Dataset } from "../data/dataset.ts";
import { countExcluded } from "../data/excluded.ts";
import { audioFreeBaselines } from "../metrics/baselines.ts";
import { evaluate } from "../metrics/evaluate.ts";
import type { EvaluationReport } from "./evaluation_report.ts";
import type { FitInput, FittedTask, TrainingData } from "./fit_input.ts";
import type { FitSettings } from "./fit_options.ts";
import { learnerName } from "./learner.ts";

/** Evaluates the held-out predictions of a fit and baselines on the same folds. */
export function fitReport(
  { name, dataset }: { readonly name: string; readonly dataset: Dataset },
  { data, extractors }: FitInput,
  { heldOut, chosen }: FittedTask,
  { seed, candidates }: FitSettings,
): EvaluationReport {
  const { clips, labels, y, groups, folds, excluded } = data;
  const rows = [...clips.keys()];
  const each = [...new Set(folds)].sort((a, b) => a - b).map((fold) => ({
    name: String(fold),
    train: rows.filter((row) => folds[row] !== fold),
    test: rows.filter((row) => folds[row] === fold),
  }));
  const facts = data.windows.slice(0, clips.length).map(({ encodings }) => encodings[0]!.metadata);
  const sessions = clips.map((clip) => clip.session);
  return {
    dataset: name,
    protocol: candidates.length > 1 ? "nested kfold" : "kfold",
    folds: each.length,
    ...evaluate(heldOut, { seed }),
    baselines: audioFreeBaselines({ y, classes: labels.length, facts, groups, sessions }, each),
    model: `${learnerName(chosen)} on ${extractors.encoders.map(({ id }) => id).join(" + ")}`,
    excluded: countExcluded(excluded),
    warnings: warningsOf(dataset, data),
  };
}

function warningsOf(dataset: Dataset, { clips, labels, y, groups, folds, windows }: TrainingData) {
  const count = Math.max(...folds) + 1;
  const warnings = collectDataset(clips).warnings.map(({ message }) => message);
  for (const [c, label] of labels.entries()) {
    const own = new Set(groups.filter((_, row) => y[row] === c)).size;
    if (own < count) {
      warnings.push(`${label} has clips of ${own} groups, fewer than the ${count} folds`);
    }
  }
  const damaged = windows.slice(0, clips.length).filter(({ encodings }) => encodings[0]!.damage);
  const [first] = damaged;
  if (first) {
    warnings.push(
      `${damaged.length} of ${clips.length} clips are damaged and decoded only in part, such as ` +
        `${clips[first.row]!.path}: ${first.encodings[0]!.damage}`,
    );
  }
  const labelOf = new Map<string, string>();
  for (const { path, label } of dataset.clips) {
    if ((labelOf.get(path) ?? label) !== label) warnings.push(`${path} has two labels`);
    labelOf.set(path, label);
  }
  return warnings;
}
