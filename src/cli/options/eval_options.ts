import { FEATURE_OPTIONS } from "./feature_options.ts";
import { checkCrossValidation, type CrossValidateOptions } from "../../eval/cross_validate.ts";
import type { EvaluateEventsOptions } from "../../eval/events/evaluate_events.ts";
import { type Protocol, PROTOCOLS } from "../../eval/protocols.ts";
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
  ...group("Cross-validation (without --model and --predictions)", {
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
  }),
};

/** Options that only the evaluation of events has. */
const OF_EVENTS = ["collar", "length-share", "segment"] as const;

/**
 * Converts values of {@link EVAL_OPTIONS} for `evaluateEvents`.
 *
 * @throws {SyntaxError} when an option does not belong to the evaluation of events
 */
export function toEventOptions(
  values: EvalValues,
): EvaluateEventsOptions & { readonly positive: string } {
  for (const name of ["html", "predictions", "column", "front-end", "pooling"] as const) {
    if (values[name] === undefined) continue;
    throw new SyntaxError(`Both --events and --${name} given; use one`);
  }
  return {
    positive: values.positive ?? "cry",
    ...withoutUndefined({
      collarSeconds: values.collar,
      lengthShare: values["length-share"],
      segmentSeconds: values.segment,
    }),
  };
}

/** Options that only a model has. */
const OF_A_MODEL = ["head", "dtype", "mode", "window", "hop", "top-k", "prior"] as const;

/**
 * Converts values of {@link EVAL_OPTIONS} for `crossValidate` and `evaluateModel`.
 *
 * @throws {SyntaxError} when options exclude each other
 */
export async function toEvaluationOptions(values: EvalValues): Promise<CrossValidateOptions> {
  for (const name of OF_A_MODEL) {
    if (values[name] === undefined || values.model.length > 0) continue;
    throw new SyntaxError(`Invalid --${name}: expected --model with it, received none`);
  }
  for (const name of OF_EVENTS) {
    if (values[name] === undefined) continue;
    throw new SyntaxError(`Invalid --${name}: expected --events with it, received none`);
  }
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
