import { FEATURE_OPTIONS } from "./feature_options.ts";
import { checkCrossValidation, type CrossValidateOptions } from "../../eval/cross_validate.ts";
import type { EvaluateEventsOptions } from "../../eval/events/evaluate_events.ts";
import { type Protocol, PROTOCOLS } from "../../eval/protocols.ts";
import { checkAlone, checkOwner, type Given } from "./check_given.ts";
import { DATASET_OPTIONS, type DatasetValues } from "./dataset_options.ts";
import { findEncoder } from "./find_encoder.ts";
import { MODEL_OPTIONS, type ModelValues } from "./model_options.ts";
import { flag, group, option, type OptionTable, repeated } from "./option_table.ts";
import { asUsage } from "./usage_error.ts";
import {
  choice,
  fraction,
  integer,
  nonNegative,
  positive,
  seconds,
  share,
  text,
} from "./value_parsers.ts";
import { withoutUndefined } from "./without_undefined.ts";

/** Values of {@link EVAL_OPTIONS}. */
export interface EvalValues extends DatasetValues, ModelValues {
  readonly json: boolean;
  readonly html: string | undefined;
  readonly positive: string | undefined;
  readonly folds: number;
  readonly seed: number;
  readonly predictions: string | undefined;
  readonly protocol: Protocol;
  readonly column: string | undefined;
  readonly "front-end": "cry-features" | "acoustic193" | undefined;
  readonly encoder: readonly string[];
  readonly pooling: "mean" | "mean_std" | undefined;
  readonly c: number;
  readonly "no-cache": boolean;
  readonly events: string | undefined;
  readonly collar: number | undefined;
  readonly "length-share": number | undefined;
  readonly segment: number | undefined;
}

const CROSS_VALIDATION_OPTIONS = group("Cross-validation (without --model and --predictions)", {
  protocol: option(
    choice(...PROTOCOLS),
    "Hold out folds of whole groups (kfold), one group at a time (logo), each side in --column, or " +
      "each but train (split), one kind in --column at a time (held-out), or random clips, compared " +
      "with kfold (leaky)",
    { default: "kfold" },
  ),
  column: option(text("COLUMN"), "Read sides or kinds from this column", {
    defaultText: "split for the protocol split",
  }),
  ...FEATURE_OPTIONS,
  pooling: option(
    choice("mean", "mean_std"),
    "Pool windows by their mean, or their mean and standard deviation",
    { defaultText: "mean_std for a front end, mean for encoders" },
  ),
  c: option(positive, "Set the inverse strength of the L2 penalty", { default: "0.001" }),
  "no-cache": flag("Do not keep vectors"),
});

/** Options of the command `eval`. */
export const EVAL_OPTIONS: OptionTable<EvalValues> = {
  ...group("Output", {
    json: flag("Print JSON"),
    html: option(text("FILE"), "Write an HTML page with charts to FILE"),
  }),
  ...DATASET_OPTIONS,
  ...MODEL_OPTIONS,
  ...group("Evaluation", {
    model: repeated(text("MODEL"), "Evaluate this model, a name or a file as in classify --help", {
      defaultText: "cross-validation",
    }),
    predictions: option(
      text("FILE"),
      "Evaluate the output of classify --json or --jsonl, or a CSV table with the column path and a " +
        "column of probabilities for each label; paths are relative to the working directory",
    ),
    positive: option(text("LABEL"), "Detect this label, against all others", {
      defaultText: "with --model, the label that the cry model was fitted to detect",
    }),
    folds: option(integer(2), "Use this many folds", { default: "5" }),
    seed: option(integer(0), "Seed folds and intervals", { default: "1" }),
    coverage: option(share, "Set the coverage of prediction sets", {
      defaultText: "0.9; with --model, the model's",
    }),
  }),
  ...group("Events", {
    events: option(
      text("TRUTH"),
      "Evaluate detected events against the labeled sounds in TRUTH. DATASET is then an event list, " +
        "the output of classify --json or --jsonl, or with --model the directory of the recordings. " +
        "TRUTH and event lists are tables with the columns path, start_seconds, end_seconds, label " +
        "and optionally snr_db and duration_seconds, or labels of Audacity",
    ),
    collar: option(nonNegative, "Accept this difference of starts and ends, in seconds", {
      defaultText: "5",
    }),
    "length-share": option(fraction, "Accept this difference of ends, as a share of the length", {
      defaultText: "0.5",
    }),
    segment: option(seconds, "Compare segments of this length", { defaultText: "1" }),
  }),
  ...CROSS_VALIDATION_OPTIONS,
};

const OF_EVENTS = ["collar", "length-share", "segment"];
/** Options of cross-validation. Without it no vectors are kept, with or without `--no-cache`. */
const OF_CROSS_VALIDATION = Object.keys(CROSS_VALIDATION_OPTIONS)
  .filter((name) => name !== "no-cache");
/** Options that only a model has. */
const OF_A_MODEL = ["head", "dtype", "mode", "window", "hop", "top-k", "prior"];
const NOT_OF_EVENTS = [
  ...["html", "predictions", "folds", "seed"],
  ...["root", "file", "label", "group", "session", "labels"],
  ...OF_CROSS_VALIDATION,
];

/** Checks that each option has an effect. @throws {SyntaxError} when one has none */
export function checkEvalOptions(given: Given): void {
  checkAlone(given, "events", NOT_OF_EVENTS);
  checkOwner(given, "events", OF_EVENTS);
  checkOwner(
    given,
    "model",
    given.has("events") ? [...OF_A_MODEL, "coverage", "cache", "ffmpeg"] : OF_A_MODEL,
  );
  checkAlone(given, "model", ["predictions", ...OF_CROSS_VALIDATION]);
  checkAlone(given, "predictions", [...OF_CROSS_VALIDATION, "coverage", "cache"]);
}

/** Converts values of {@link EVAL_OPTIONS} for `evaluateEvents`. */
export function toEventOptions(
  values: EvalValues,
): EvaluateEventsOptions & { readonly positive: string } {
  return {
    positive: values.positive ?? "cry",
    ...withoutUndefined({
      collarSeconds: values.collar,
      lengthShare: values["length-share"],
      segmentSeconds: values.segment,
    }),
  };
}

/**
 * Converts values of {@link EVAL_OPTIONS} for `crossValidate` and `evaluateModel`.
 *
 * @throws {SyntaxError} when options exclude each other
 */
export async function toEvaluationOptions(values: EvalValues): Promise<CrossValidateOptions> {
  const { positive, pooling, column, coverage, protocol, folds, seed, c } = values;
  const options: CrossValidateOptions = {
    ...withoutUndefined({ positive, frontEnd: values["front-end"], pooling, column, coverage }),
    encoders: await Promise.all(values.encoder.map(findEncoder)),
    ...{ protocol, folds, seed },
    C: c,
  };
  await asUsage((async () => await checkCrossValidation(options))());
  return options;
}
