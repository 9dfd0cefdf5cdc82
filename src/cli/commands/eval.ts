/**
 * `eval`: what a model is worth on recordings of groups that it has not heard.
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { collectDataset, type Dataset } from "../../data/dataset.ts";
import { countExcluded, describeExcluded } from "../../data/excluded.ts";
import { type Protocol, PROTOCOLS } from "../../eval/protocols.ts";
import { openFolderStore } from "../../store/folder_store.ts";
import { hostCacheFolder } from "../../store/cache_folder.ts";
import { createClassifier } from "../../pipeline.ts";
import type { Pooling } from "../../pooling/pooling.ts";
import { toJson } from "../../prediction/to_json.ts";
import type { ProgressOptions } from "../../types.ts";
import { asUsage } from "../options/usage_error.ts";
import { checkWritable } from "../options/check_writable.ts";
import { CLASSIFIER_OPTIONS, readClassifierOptions } from "../options/classifier_options.ts";
import {
  type DatasetRows,
  type FeatureRow,
  featureRows,
  predictionRows,
  type Row,
  withColumn,
} from "../../eval/dataset_rows.ts";
import { evaluationHtml } from "../../report/evaluation_html.ts";
import { evaluationText } from "../../report/evaluation_text.ts";
import type { EvaluationReport } from "../../fit/evaluation_report.ts";
import { CACHE_FOLDER, WINDOWS } from "../../fit/fit_input.ts";
import { findEncoder } from "../options/find_encoder.ts";
import { openEncoders } from "../../fit/open_encoders.ts";
import type { Host } from "../host.ts";
import {
  crossValidate,
  type EvaluatedRows,
  evaluatePredictions,
  labelsOf,
  type Settings,
} from "../../eval/evaluate_rows.ts";
import {
  DATASET_HELP,
  DATASET_OPTIONS,
  type OpenDataset,
  openDataset,
} from "../../input/open_dataset.ts";
import { createProgressDisplay } from "../output/progress_display.ts";
import { wholeNumber } from "../options/parse_number.ts";
import { readPredictions } from "../options/read_predictions.ts";
import { inferTask } from "../../eval/scored_prediction.ts";

export const help: string = `babycry eval DATASET [options]

Fits a logistic regression on features or vectors of an encoder and measures it on what it has not
heard; or measures a model that was fitted elsewhere, or what one has said. Beside it stands what is
reached without hearing anything.

${DATASET_HELP}  --positive LABEL   this label against all others
  --json             one JSON object
  --html FILE        a page with plots, too
  --folds N          (default 5)
  --seed N           (default 1)
  --coverage SHARE   of clips whose prediction set is to hold their label (default 0.9)

What is fitted here:
  --front-end NAME   cry-features (default) or acoustic193
  --encoder NAME     instead: clap, ast, wav2vec2, or a manifest as a JSON file; may be repeated
  --pooling NAME     of windows: mean, or moments, their mean and deviation (default moments for a
                     front end, mean for encoders)
  --protocol NAME    kfold (default): folds of whole groups; logo: one group at a time; split: the
                     sides of --column (default split), or all that is not train; held-out: the
                     kinds in --column, one at a time; leaky: a random split as is usual, and by how
                     much it flatters
  --column NAME      for split and held-out
  --c NUMBER         inverse strength of the penalty (default 0.001)
  --no-cache         features are computed anew, and not kept

A model as it is; the labels are positive and distress, or reasons, or --positive is a cry:
  --model ID|FILE    with --head, --dtype, --mode, --prior and --cache as classify has them
  --predictions FILE what classify printed with --json or --jsonl; or a CSV with a column path and
                     one for each label, with its probability. Its paths start in this directory

Example: babycry eval clips.csv --protocol kfold --html report.html
`;

/** Runs the command. */
export async function run(args: readonly string[], host: Host): Promise<number> {
  const { values, positionals: [path, ...more] } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...DATASET_OPTIONS,
      ...CLASSIFIER_OPTIONS,
      positive: { type: "string" },
      predictions: { type: "string" },
      encoder: { type: "string", multiple: true, default: [] as string[] },
      "front-end": { type: "string" },
      pooling: { type: "string" },
      protocol: { type: "string", default: "kfold" },
      column: { type: "string" },
      folds: { type: "string", default: "5" },
      c: { type: "string", default: "0.001" },
      seed: { type: "string", default: "1" },
      json: { type: "boolean", default: false },
      html: { type: "string" },
      "no-cache": { type: "boolean", default: false },
    },
  });
  if (path === undefined || more.length > 0) throw new SyntaxError("eval takes one dataset");
  const protocol = values.protocol as Protocol;
  if (!PROTOCOLS.includes(protocol)) {
    throw new SyntaxError(`--protocol is ${protocol}, wanted one of ${PROTOCOLS.join(", ")}`);
  }
  const column = values.column ?? (protocol === "split" ? "split" : undefined);
  if (protocol === "held-out" && column === undefined) {
    throw new SyntaxError("--protocol held-out needs --column NAME: the kinds to hold out");
  }
  const { encoder: encoders, "front-end": frontEnd = "cry-features" } = values;
  if (encoders.length > 0 && values["front-end"] !== undefined) {
    throw new SyntaxError("Both --front-end and --encoder came, wanted one");
  }
  const { pooling = encoders.length > 0 ? "mean" : "mean_std" } = values;
  if (pooling !== "mean" && pooling !== "mean_std") {
    throw new SyntaxError(`--pooling is ${pooling}, wanted mean or moments`);
  }
  if (values.model !== undefined && values.predictions !== undefined) {
    throw new SyntaxError("Both --model and --predictions came, wanted one");
  }
  const options = await readClassifierOptions(values, host.err);
  if (values.html !== undefined) await checkWritable(values.html);
  const settings: Settings = {
    protocol,
    column,
    folds: wholeNumber("folds", values.folds, 2),
    seed: wholeNumber("seed", values.seed, 0),
    C: number("c", values.c),
    coverage: options.coverage ?? 0.9,
    vectors: encoders.map((name) => basename(name, ".json")).join(" + ") || frontEnd,
  };
  const { out, err, signal } = host;
  const progress = createProgressDisplay(err);
  let stage = "reading";
  const work: ProgressOptions = {
    signal,
    onProgress: ({ done, total }) => progress.update(stage, done / total),
  };
  let report: EvaluationReport;
  try {
    const { positive, model, predictions } = values;
    const isFitted = model === undefined && predictions === undefined;
    const onDisk = await openDataset(path, values);
    const opened = isFitted && column !== undefined
      ? { ...onDisk, dataset: withColumn(onDisk.dataset, column) }
      : onDisk;
    const { found, judged } = isFitted
      ? await judgeFit(opened, positive, settings, {
        ...work,
        ...{ frontEnd, pooling, encoders: await Promise.all(encoders.map(findEncoder)) },
        cache: values.cache,
        keep: !values["no-cache"],
        onFit: () => void (stage = "fitting"),
      })
      : await judgeModel(opened, positive, settings, {
        ...work,
        name: predictions === undefined
          ? model!.map((one) => basename(one)).join(" + ")
          : basename(predictions),
        source: predictions === undefined
          ? await asUsage(createClassifier(options))
          : await readPredictions(predictions, opened.root),
      });
    report = {
      dataset: basename(path),
      ...judged,
      excluded: countExcluded([...opened.dataset.excluded, ...found.excluded]),
      warnings: [...warningsOf(found), ...thinLabels(judged)],
    };
  } finally {
    progress.clear();
  }
  if (values.html !== undefined) await writeFile(values.html, evaluationHtml(report));
  out.write(
    values.json ? `${JSON.stringify(toJson(plain(report)))}\n` : evaluationText(report),
  );
  return 0;
}

interface Outcome {
  readonly found: DatasetRows<Row>;
  readonly judged: EvaluatedRows;
}

async function judgeFit(
  { dataset, read }: OpenDataset,
  positive: string | undefined,
  settings: Settings,
  { cache, keep, onFit, ...how }: Parameters<typeof openEncoders>[0] & ProgressOptions & {
    readonly pooling: Pooling;
    readonly cache: string | undefined;
    readonly keep: boolean;
    readonly onFit: () => void;
  },
): Promise<Outcome> {
  const listening = await asUsage(openEncoders(how, cache));
  const windows = how.encoders.length > 0 ? { ...WINDOWS, fill: "zero" as const } : WINDOWS;
  const folder = `${cache ?? await hostCacheFolder()}/${CACHE_FOLDER}`;
  const store = keep ? { store: await openFolderStore(folder) } : {};
  let found: DatasetRows<FeatureRow>;
  try {
    found = await featureRows(dataset, read, { ...listening, windows }, { ...how, ...store });
  } finally {
    for (const encoder of listening.encoders) await encoder.dispose();
  }
  checkFound(found, dataset);
  const rows = found.rows.map((row): FeatureRow => ({
    ...row,
    label: positive === undefined || row.label === positive ? row.label : `no_${positive}`,
  }));
  onFit();
  return { found, judged: crossValidate(rows, labelsOf(rows, positive), settings, how) };
}

async function judgeModel(
  { dataset, read }: OpenDataset,
  positive: string | undefined,
  settings: Settings,
  { name, source, ...work }: ProgressOptions & {
    readonly name: string;
    readonly source: Parameters<typeof predictionRows>[2];
  },
): Promise<Outcome> {
  const question = inferTask(new Set(dataset.clips.map(({ label }) => label)), positive);
  try {
    const found = await predictionRows(dataset, read, source, question, work);
    checkFound(found, dataset);
    labelsOf(found.rows, positive);
    const known = Object.keys(found.rows[0]!.prediction.probabilities);
    return { found, judged: evaluatePredictions(found.rows, known, name, settings) };
  } finally {
    if ("dispose" in source) await source.dispose();
  }
}

/** @throws {RangeError} when nothing was found, with why */
function checkFound({ rows, excluded }: DatasetRows<Row>, dataset: Dataset): void {
  if (rows.length > 0) return;
  const why = describeExcluded([...dataset.excluded, ...excluded]);
  throw new RangeError(`Evaluating: no clip can be used${why}`);
}

function warningsOf({ used, damaged }: DatasetRows<Row>): string[] {
  return [
    ...collectDataset(used).warnings.map(({ message }) => message),
    ...(damaged.length > 0
      ? [`${damaged.length} of ${used.length} clips could be decoded only in part: ${damaged[0]}`]
      : []),
  ];
}

/** Labels that some folds must be without. */
function thinLabels({ classes, folds }: EvaluatedRows): string[] {
  return classes.filter(({ clips, groups }) => clips > 0 && groups < folds).map((
    { label, groups },
  ) =>
    `${label} has clips of ${groups} ${groups === 1 ? "group" : "groups"} for ${folds} folds: ` +
    "some are without it"
  );
}

/** Typed arrays as lists. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new SyntaxError(`--${name} is ${text}, wanted a number above 0`);
}
