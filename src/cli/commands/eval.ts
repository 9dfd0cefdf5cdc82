/**
 * `eval`: evaluates a model on a dataset, or cross-validates one.
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import { crossValidate } from "../../eval/cross_validate.ts";
import { evaluateModel } from "../../eval/evaluate_model.ts";
import type { EvaluationWork } from "../../eval/progress.ts";
import type { EvaluationReport } from "../../fit/evaluation_report.ts";
import { CACHE_FOLDER } from "../../fit/fit_input.ts";
import { type OpenDataset, openDataset } from "../../input/open_dataset.ts";
import { createClassifier } from "../../pipeline.ts";
import { toJson } from "../../prediction/to_json.ts";
import { evaluationHtml } from "../../report/evaluation_html.ts";
import { evaluationText } from "../../report/evaluation_text.ts";
import { hostCacheFolder } from "../../store/cache_folder.ts";
import { openFolderStore } from "../../store/folder_store.ts";
import { openModelStore } from "../../store/model_store.ts";
import type { Host } from "../host.ts";
import { assignOptions } from "../options/assign_options.ts";
import { checkWritable } from "../options/check_writable.ts";
import { type EvalCommand, readEvalOptions } from "../options/eval_options.ts";
import { readPredictions } from "../options/read_predictions.ts";
import { asUsage } from "../options/usage_error.ts";
import { createProgressDisplay } from "../output/progress_display.ts";

export { help } from "../options/eval_options.ts";

/** Runs the command. */
export async function run(args: readonly string[], { out, err, signal }: Host): Promise<number> {
  const command = await readEvalOptions(args, err);
  const { path, json, html } = command;
  if (html !== undefined) await checkWritable(html);
  const progress = createProgressDisplay(err);
  let report: EvaluationReport;
  try {
    report = await evaluateDataset(command, await openDataset(path, command.dataset), {
      signal,
      onProgress: ({ stage, done, total }) => progress.update(stage, done / total),
    });
  } finally {
    progress.clear();
  }
  if (html !== undefined) await writeFile(html, evaluationHtml(report));
  out.write(json ? `${JSON.stringify(toJson(report))}\n` : evaluationText(report));
  return 0;
}

async function evaluateDataset(
  { model, options, cache, keep }: EvalCommand,
  dataset: OpenDataset,
  work: EvaluationWork,
): Promise<EvaluationReport> {
  if (!model) {
    const folder = cache ?? await hostCacheFolder();
    const store = keep ? { store: await openFolderStore(`${folder}/${CACHE_FOLDER}`) } : {};
    const source = await openModelStore({ folder });
    return await crossValidate(dataset, { ...options, ...work, ...store, source });
  }
  const { name } = model;
  if ("predictions" in model) {
    const predictions = await readPredictions(model.predictions, dataset);
    return await evaluateModel(dataset, predictions, { ...options, ...work, name });
  }
  const classifier = await asUsage(
    assignOptions(model.classifier).then((options) => createClassifier(options)),
  );
  try {
    return await evaluateModel(dataset, classifier, { ...options, ...work, name });
  } finally {
    await classifier.dispose();
  }
}
