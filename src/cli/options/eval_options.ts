import { basename } from "node:path";
import { parseArgs } from "node:util";
import { checkCrossValidation, type CrossValidateOptions } from "../../eval/cross_validate.ts";
import type { Protocol } from "../../eval/protocols.ts";
import type { OpenDatasetOptions } from "../../input/open_dataset.ts";
import type { FlatOptions } from "./assign_options.ts";
import type { Pooling } from "../../pooling/pooling.ts";
import type { Output } from "../host.ts";
import { CLASSIFIER_OPTIONS, readClassifierOptions } from "./classifier_options.ts";
import { DATASET_HELP, DATASET_OPTIONS, readDatasetOptions } from "./dataset_options.ts";
import { findEncoder } from "./find_encoder.ts";
import { wholeNumber } from "./parse_number.ts";
import { asUsage } from "./usage_error.ts";

export const help: string = `babycry eval DATASET [options]

Evaluates a model on groups that are held out from its fit, beside audio-free baselines. Without
--model and --predictions it cross-validates a logistic regression on features, or on the vectors of
encoders.

${DATASET_HELP}  --positive LABEL   label to detect, against all others (default with --model: the label that a cry
                     model was fitted to detect)
  --json             print JSON
  --html FILE        write a page with charts
  --folds N          (default 5)
  --seed N           (default 1)
  --coverage SHARE   coverage of prediction sets (default 0.9)

Cross-validation
  --front-end NAME   cry-features (default) or acoustic193
  --encoder NAME     instead: clap, ast, wav2vec2, or a manifest as a JSON file; may be repeated
  --pooling NAME     of windows: mean or mean_std (default mean_std for a front end, mean for
                     encoders)
  --protocol NAME    kfold (default): folds of whole groups; logo: one group at a time; split: the
                     sides of --column (default split), or all sides but train; held-out: the kinds
                     in --column, one at a time; leaky: a random split, compared with kfold
  --column NAME      for split and held-out
  --c NUMBER         inverse strength of the L2 penalty (default 0.001)
  --no-cache         do not cache features

Evaluation of a model, on recordings that it was not fitted on. Labels positive and distress are of
valence, a label to detect is of a cry model, other labels are reasons
  --model ID|FILE    with --head, --dtype, --mode, --prior and --cache as for classify
  --predictions FILE output of classify with --json or --jsonl; or a CSV with the column path and a
                     column of probabilities for each label. Paths are relative to this directory

Example: babycry eval clips.csv --protocol kfold --html report.html
`;

/** Command line of an evaluation. */
export interface EvalCommand {
  /** Path of the dataset. */
  readonly path: string;
  readonly dataset: OpenDatasetOptions;
  /** Model or predictions to evaluate; undefined for a cross-validation. */
  readonly model:
    | { readonly name: string; readonly classifier: FlatOptions }
    | { readonly name: string; readonly predictions: string }
    | undefined;
  /** Options of the evaluation; those of a cross-validation only without a model. */
  readonly options: CrossValidateOptions;
  /** Cache folder, instead of the platform's. */
  readonly cache: string | undefined;
  /** Whether features are cached. */
  readonly keep: boolean;
  readonly json: boolean;
  /** Path of the page to write. */
  readonly html: string | undefined;
}

/**
 * Reads the command line.
 *
 * @param notes receives a line for each model that was converted
 * @throws {SyntaxError} when an option is invalid
 * @throws {ModelError} when a file holds no valid manifest
 */
export async function readEvalOptions(
  args: readonly string[],
  notes: Pick<Output, "write">,
): Promise<EvalCommand> {
  const { values, positionals: [path, ...more] } = parse(args);
  if (path === undefined || more.length > 0) {
    throw new SyntaxError("Invalid arguments: expected one dataset");
  }
  const { model, predictions, cache, json, html } = values;
  if (model !== undefined && predictions !== undefined) {
    throw new SyntaxError("Invalid options: expected --model or --predictions, received both");
  }
  const classifier = await readClassifierOptions(values, notes);
  const options: CrossValidateOptions = {
    ...(values.positive === undefined ? {} : { positive: values.positive }),
    ...(values["front-end"] === undefined ? {} : { frontEnd: values["front-end"] }),
    ...(values.pooling === undefined ? {} : { pooling: values.pooling as Pooling }),
    ...(values.column === undefined ? {} : { column: values.column }),
    ...(classifier.coverage === undefined ? {} : { coverage: classifier.coverage }),
    encoders: await Promise.all(values.encoder.map(findEncoder)),
    protocol: values.protocol as Protocol,
    folds: wholeNumber("folds", values.folds, 2),
    seed: wholeNumber("seed", values.seed, 0),
    C: Number(values.c || NaN),
  };
  await asUsage((async () => await checkCrossValidation(options))());
  return {
    path,
    dataset: readDatasetOptions(values),
    model: model
      ? { name: model.map((one) => basename(one)).join(" + "), classifier }
      : predictions === undefined
      ? undefined
      : { name: basename(predictions), predictions },
    options,
    cache,
    keep: !values["no-cache"],
    json,
    html,
  };
}

function parse(args: readonly string[]) {
  return parseArgs({
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
}
