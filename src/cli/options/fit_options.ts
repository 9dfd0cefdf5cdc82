import { parseArgs } from "node:util";
import {
  checkFitOptions,
  defaultCandidates,
  type FitModelOptions,
  type FitTask,
  statedTask,
} from "../../fit/fit_options.ts";
import type { Learner } from "../../fit/learner.ts";
import type { Prior } from "../../fit/resolve_prior.ts";
import type { OpenDatasetOptions } from "../../input/open_dataset.ts";
import type { Pooling } from "../../pooling/pooling.ts";
import { DATASET_HELP, DATASET_OPTIONS, readDatasetOptions } from "./dataset_options.ts";
import { findEncoder } from "./find_encoder.ts";
import { wholeNumber } from "./parse_number.ts";
import { readShares } from "./parse_prior.ts";
import { asUsage } from "./usage_error.ts";

export const help: string = `babycry fit DATASET --out MODEL.json [options]

Fits a model on your recordings and evaluates it on held-out groups. Writes the model to MODEL.json
and its card to MODEL.md. Vectors of recordings are cached: a second run is quick, and an
interrupted run continues where it stopped.

${DATASET_HELP}
Task
  --task TASK        cry: detect --positive LABEL. reason: tell any labels apart. valence: positive
                     or distress. Default cry; with --encoder, valence if these are the labels,
                     else reason
  --positive LABEL   label that task cry detects; all other labels are negatives (default cry)
Features
  --front-end NAME   cry-features (default) or acoustic193
  --encoder NAME     instead: clap, ast, wav2vec2, or a manifest as a JSON file; may be repeated
  --pooling NAME     pooling of windows, for reason and valence: mean or mean_std (default mean_std
                     for a front end, mean for encoders)
  --augment KIND     train on augmented copies, too. phone: codecs, rooms, noise, other clips behind
                     (needs benz-amr-recorder); original: pitch, tempo, noise, time and level
Training. Of several values, cross-validation within the training folds chooses the best
  --head NAMES       linear (default), mlp, or linear,mlp
  --c NUMBERS        linear: inverse strength of the penalty (default 0.01 for cry, else
                     0.001,0.01,0.1,1)
  --hidden NUMBERS   mlp: number of units (default 32)
  --alpha NUMBERS    mlp: strength of the penalty (default 0.1)
Evaluation
  --folds N          number of folds of whole groups (default 5)
  --fold COLUMN      column of given folds, used if every clip has one (default fold)
  --recall SHARE     cry: recall of held-out positives at the threshold (default 0.95)
Output
  --prior SHARES     prior of the labels, for reason and valence: even (default for valence),
                     training (default for reason), or A=0.7,B=0.3; for cry it is even
  --coverage SHARE   coverage of the prediction sets (default 0.9); the model answers unknown if a
                     set is not one label. none: no sets
  --id NAME          name of the model (default my-TASK)
  --license TEXT     license of the weights (default unstated)
  --cache DIR        folder of cached vectors and models
  --no-cache         do not cache vectors
  --seed N           seed of all random choices (default 1)

Example: babycry fit clips/ --positive cry --out mine.json; babycry a.wav --model mine.json
`;

/** Command line of a fit. */
export interface FitCommand {
  /** Path of the dataset. */
  readonly path: string;
  /** Path of the manifest to write. */
  readonly out: string;
  readonly dataset: OpenDatasetOptions;
  readonly fit: FitModelOptions;
  /** Cache folder, instead of the platform's. */
  readonly cache: string | undefined;
  /** Whether vectors are cached. */
  readonly keep: boolean;
}

/** @throws {SyntaxError} when an option is invalid */
export async function readFitOptions(args: readonly string[]): Promise<FitCommand> {
  const { values, positionals: [path, ...more] } = parse(args);
  if (path === undefined || more.length > 0 || !values.out) {
    throw new SyntaxError(
      "Invalid arguments: expected one dataset, a folder or a manifest, and --out FILE",
    );
  }
  const dataset = readDatasetOptions(values);
  const encoders = await Promise.all(values.encoder.map(findEncoder));
  const chosen = {
    ...(values.task === undefined ? {} : { task: values.task as FitTask }),
    ...(values.positive === undefined ? {} : { positive: values.positive }),
    encoders,
  };
  const fit: FitModelOptions = {
    ...chosen,
    ...(dataset.labels ? { labels: dataset.labels } : {}),
    ...(values["front-end"] === undefined ? {} : { frontEnd: values["front-end"] }),
    ...(values.pooling === undefined ? {} : { pooling: values.pooling as Pooling }),
    ...(values.augment === undefined ? {} : { augment: values.augment as "phone" | "original" }),
    ...(values.prior === undefined ? {} : { prior: readPrior(values.prior) }),
    ...(values.id === undefined ? {} : { id: values.id }),
    candidates: readCandidates(values, statedTask(chosen) ?? "reason"),
    folds: wholeNumber("folds", values.folds, 2),
    foldColumn: values.fold,
    recall: number("recall", values.recall),
    coverage: values.coverage === "none" ? 0 : number("coverage", values.coverage),
    license: values.license,
    seed: wholeNumber("seed", values.seed, 0),
  };
  await asUsage((async () => await checkFitOptions(fit))());
  return { path, out: values.out, dataset, fit, cache: values.cache, keep: !values["no-cache"] };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...DATASET_OPTIONS,
      alpha: { type: "string", default: "0.1" },
      augment: { type: "string" },
      c: { type: "string" },
      cache: { type: "string" },
      coverage: { type: "string", default: "0.9" },
      encoder: { type: "string", multiple: true, default: [] as string[] },
      fold: { type: "string", default: "fold" },
      folds: { type: "string", default: "5" },
      "front-end": { type: "string" },
      head: { type: "string", default: "linear" },
      hidden: { type: "string", default: "32" },
      id: { type: "string" },
      license: { type: "string", default: "unstated" },
      "no-cache": { type: "boolean", default: false },
      out: { type: "string" },
      pooling: { type: "string" },
      positive: { type: "string" },
      prior: { type: "string" },
      recall: { type: "string", default: "0.95" },
      seed: { type: "string", default: "1" },
      task: { type: "string" },
    },
  });
}

function readCandidates(
  { head, c, hidden, alpha }: Pick<
    ReturnType<typeof parse>["values"],
    "head" | "c" | "hidden" | "alpha"
  >,
  task: FitTask,
): Learner[] {
  const linear = c === undefined
    ? defaultCandidates(task)
    : words(c).map((word): Learner => ({ type: "logistic_regression", C: number("c", word) }));
  const hiddenUnits = words(hidden).map((word) => wholeNumber("hidden", word, 1));
  const alphas = words(alpha).map((word) => number("alpha", word));
  return words(head).flatMap((name): Learner[] => {
    if (name === "linear") return linear;
    if (name !== "mlp") {
      throw new SyntaxError(`Invalid --head: expected linear or mlp, received ${name}`);
    }
    return hiddenUnits.flatMap((units) =>
      alphas.map((strength): Learner => ({ type: "mlp", hiddenUnits: units, alpha: strength }))
    );
  });
}

function readPrior(text: string): Prior {
  return text === "even" || text === "training"
    ? text
    : readShares("prior", text, "even, training, or LABEL=SHARE,LABEL=SHARE,...");
}

function words(text: string): string[] {
  return text.split(",").map((word) => word.trim());
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value)) return value;
  throw new SyntaxError(`Invalid --${name}: expected a number, received ${text}`);
}
