import { parseArgs } from "node:util";
import type { FitSettings, FitTask } from "../../fit/fit_input.ts";
import type { Learner } from "../../fit/learner.ts";
import { DATASET_HELP, DATASET_OPTIONS } from "../../input/open_dataset.ts";
import { wholeNumber } from "./parse_number.ts";

const TASKS: readonly FitTask[] = ["cry", "valence", "reason"];
const HEADS = ["linear", "mlp"];

export const help: string = `babycry fit DATASET --out MODEL.json [options]

Fits a model on your recordings, and measures it on groups that it has not heard. Beside MODEL.json
it writes a card, MODEL.md. What was computed of a recording is kept: a second run is quick, and one
that was cut off goes on where it stopped.

${DATASET_HELP}
What the model answers
  --task TASK        cry: whether windows hold --positive LABEL, and then the recording. reason:
                     which of any labels. valence: positive or distress. Default cry; with --encoder
                     reason, or valence where these two are the labels
  --positive LABEL   what task cry detects; all other labels are negatives (default cry)
What it hears
  --front-end NAME   cry-features (default) or acoustic193
  --encoder NAME     instead: clap, ast, wav2vec2, or a manifest as a JSON file; may be repeated
  --pooling NAME     of windows, for reason and valence: mean, or moments, their mean and deviation
                     (default moments for a front end, mean for encoders)
  --augment KIND     learn from changed copies, too. phone: codecs, rooms, noise, other clips behind
                     (needs benz-amr-recorder); original: pitch, tempo, noise, time and level
How it learns. Of several values the best is chosen, on folds that it is not judged on
  --head NAMES       linear (default), mlp, or linear,mlp
  --c NUMBERS        linear: inverse strength of the penalty (default 0.01 for cry, else
                     0.001,0.01,0.1,1)
  --hidden NUMBERS   mlp: units (default 32)
  --alpha NUMBERS    mlp: strength of the penalty (default 0.1)
How it is measured
  --folds N          grouped folds (default 5)
  --fold COLUMN      of folds that are given for every clip (default fold)
  --recall SHARE     cry: of held-out positives that the threshold lets pass (default 0.95)
What it says
  --prior SHARES     of labels before anything is heard, for reason and valence: even (default for
                     valence), training (default for reason), or A=0.7,B=0.3; for cry they are even
  --coverage SHARE   of its prediction sets (default 0.9); it does not answer where a set is not one
                     label. none: no sets, it always answers
  --id NAME          its name (default my-TASK)
  --license TEXT     of the weights (default: unstated)
  --cache DIR        where vectors and models are kept
  --no-cache         vectors are not kept
  --seed N           (default 1)

Example: babycry fit clips/ --positive cry --out mine.json; babycry a.wav --model mine.json
`;

/** @throws {SyntaxError} when an option is not what it should be */
export function readFitOptions(args: readonly string[]): FitSettings {
  const { values, positionals: [path, ...more] } = parseArgs({
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
  if (path === undefined || more.length > 0 || !values.out) {
    throw new SyntaxError("fit takes one dataset, a folder or a manifest, and --out FILE");
  }
  const { encoder: encoders, "front-end": frontEnd } = values;
  if (encoders.length > 0 && frontEnd !== undefined) {
    throw new SyntaxError("fit takes --front-end or --encoder, not both");
  }
  const task = values.task === undefined
    ? values.positive !== undefined || encoders.length === 0 ? "cry" : undefined
    : choice("task", values.task, TASKS);
  if (task === "cry" && encoders.length > 0) {
    throw new SyntaxError(
      "--encoder is for --task reason and valence, wanted a --front-end for cry",
    );
  }
  if (task !== "cry" && values.positive !== undefined) {
    throw new SyntaxError(`--positive is for --task cry, not ${task}`);
  }
  if (task === "cry" && values.prior !== undefined) {
    throw new SyntaxError("--prior is for --task reason and valence; for cry it is even");
  }
  const linear = numbers("c", values.c ?? (task === "cry" ? "0.01" : "0.001,0.01,0.1,1"), 0);
  const hidden = values.hidden.split(",").map((text) => wholeNumber("hidden", text, 1));
  const alphas = numbers("alpha", values.alpha, 0);
  const candidates = values.head.split(",").flatMap((name): Learner[] =>
    choice("head", name, HEADS) === "linear"
      ? linear.map((C) => ({ type: "logistic_regression", C }))
      : hidden.flatMap((hiddenUnits) =>
        alphas.map((alpha): Learner => ({ type: "mlp", hiddenUnits, alpha }))
      )
  );
  const { root, file, label, group, session, labels } = values;
  return {
    ...{ root, file, label, group, session, labels },
    path,
    out: values.out,
    task,
    positive: values.positive ?? "cry",
    frontEnd: frontEnd ?? "cry-features",
    encoders,
    pooling: values.pooling === undefined
      ? encoders.length > 0 ? "mean" : "mean_std"
      : choice("pooling", values.pooling, ["mean", "mean_std"] as const),
    candidates,
    augment: values.augment === undefined
      ? undefined
      : choice("augment", values.augment, ["phone", "original"] as const),
    folds: wholeNumber("folds", values.folds, 2),
    foldColumn: values.fold,
    recall: share("recall", values.recall),
    prior: values.prior,
    coverage: values.coverage === "none" ? 0 : share("coverage", values.coverage),
    id: values.id,
    license: values.license,
    cache: values.cache,
    keep: !values["no-cache"],
    seed: wholeNumber("seed", values.seed, 0),
  };
}

function choice<T extends string>(name: string, value: string, known: readonly T[]): T {
  if (known.includes(value as T)) return value as T;
  throw new SyntaxError(`--${name} is ${value}, wanted ${known.join(" or ")}`);
}

function numbers(name: string, text: string, above: number): number[] {
  return text.split(",").map((word) => {
    const value = Number(word);
    if (word.trim() !== "" && Number.isFinite(value) && value > above) return value;
    throw new SyntaxError(`--${name} is ${text}, wanted a number above ${above}`);
  });
}

function share(name: string, text: string): number {
  const value = Number(text);
  if (value > 0 && value < 1) return value;
  throw new SyntaxError(`--${name} is ${text}, wanted a share between 0 and 1`);
}
