/**
 * `eval`: evaluates a model on a dataset, or cross-validates one.
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { crossValidate, type CrossValidateOptions } from "../../eval/cross_validate.ts";
import { evaluateModel } from "../../eval/evaluate_model.ts";
import type { EvaluationReport } from "../../fit/evaluation_report.ts";
import { CACHE_FOLDER } from "../../fit/fit_input.ts";
import type { OpenDataset } from "../../input/open_dataset.ts";
import { createClassifier } from "../../pipeline.ts";
import { toJson } from "../../prediction/to_json.ts";
import { evaluationHtml } from "../../report/evaluation_html.ts";
import { evaluationText } from "../../report/evaluation_text.ts";
import { hostCacheFolder } from "../../store/cache_folder.ts";
import { openFolderStore } from "../../store/folder_store.ts";
import { openModelStore } from "../../store/model_store.ts";
import type { EvaluationProgress } from "../../eval/progress.ts";
import { type Command, defineCommand } from "../command.ts";
import type { Output } from "../host.ts";
import { assignOptions } from "../options/assign_options.ts";
import { checkOutput, checkWritable } from "../options/check_writable.ts";
import { DATASET_DESCRIPTION, openDatasetOf } from "../options/dataset_options.ts";
import {
  checkEvalOptions,
  EVAL_OPTIONS,
  type EvalValues,
  toEvaluationOptions,
} from "../options/eval_options.ts";
import { toFlatOptions } from "../options/model_options.ts";
import { readPredictions } from "../options/read_predictions.ts";
import { asUsage } from "../options/usage_error.ts";
import { withoutUndefined } from "../options/without_undefined.ts";
import { createProgressDisplay } from "../output/progress_display.ts";
import { evaluateEventsOf } from "./_evaluate_events.ts";

/** Evaluates a model, saved predictions or a cross-validated model. */
export const evaluate: Command = defineCommand({
  name: "eval",
  operands: "DATASET",
  description:
    `Evaluate a model on a dataset that it was not fitted on, or saved predictions, with audio-free
baselines for comparison. Without --model and --predictions, cross-validate a logistic regression on
features or on the vectors of encoders.

${DATASET_DESCRIPTION}

The labels of the dataset select the task: valence for the labels positive and distress, cry with a
label to detect (--positive), else reason.

With --events, evaluate detected events: recall, false events per hour and latency.`,
  options: EVAL_OPTIONS,
  example: "eval clips.csv --protocol kfold --html report.html",
  async run(values, [path], host, given) {
    checkEvalOptions(given);
    const { events, html, json } = values;
    if (events !== undefined) return await evaluateEventsOf({ ...values, events }, path!, host);
    const { out, err, signal } = host;
    const options = await toEvaluationOptions(values);
    if (html !== undefined) await checkWritable(html);
    const progress = createProgressDisplay(err);
    let report: EvaluationReport;
    try {
      const dataset = await openDatasetOf(path!, values, host);
      if (html !== undefined) await checkOutput("--html", html, path!, dataset);
      const work = {
        signal,
        onProgress: ({ stage, done, total }: EvaluationProgress) =>
          progress.update(stage, done / total),
      };
      report = await evaluateDataset(values, dataset, { ...options, ...work }, err);
    } finally {
      progress.clear();
    }
    if (html !== undefined) await writeFile(html, evaluationHtml(report));
    out.write(json ? `${JSON.stringify(toJson(report))}\n` : evaluationText(report));
    return 0;
  },
});

async function evaluateDataset(
  values: EvalValues,
  dataset: OpenDataset,
  options: CrossValidateOptions,
  err: Output,
): Promise<EvaluationReport> {
  const { model, predictions, cache } = values;
  const { positive, folds, seed, signal, onProgress } = options;
  const shared = withoutUndefined({ positive, folds, seed, signal, onProgress });
  if (predictions !== undefined) {
    const saved = await readPredictions(predictions, dataset);
    return await evaluateModel(dataset, saved, { ...shared, name: basename(predictions) });
  }
  if (model.length === 0) {
    const folder = cache ?? await hostCacheFolder();
    const store = values["no-cache"]
      ? {}
      : { store: await openFolderStore(`${folder}/${CACHE_FOLDER}`) };
    const source = await openModelStore({ folder });
    return await crossValidate(dataset, { ...options, ...store, source });
  }
  const modelOptions = await assignOptions(await toFlatOptions(values, err));
  const classifier = await asUsage(createClassifier(modelOptions));
  try {
    const name = model.map((one) => basename(one)).join(" + ");
    return await evaluateModel(dataset, classifier, { ...shared, name });
  } finally {
    await classifier.dispose();
  }
}
