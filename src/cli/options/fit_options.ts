import { FEATURE_OPTIONS } from "./feature_options.ts";
import {
  checkFitOptions,
  defaultCandidates,
  type FitModelOptions,
  statedTask,
} from "../../fit/fit_options.ts";
import type { Learner } from "../../fit/learner.ts";
import type { Prior } from "../../fit/resolve_prior.ts";
import { DATASET_OPTIONS, type DatasetValues } from "./dataset_options.ts";
import { findEncoder } from "./find_encoder.ts";
import { flag, group, option, type OptionTable } from "./option_table.ts";
import { asUsage } from "./usage_error.ts";
import {
  choice,
  integer,
  labeledShares,
  list,
  nonNegative,
  positive,
  share,
  text,
  type ValueParser,
} from "./value_parsers.ts";
import { withoutUndefined } from "./without_undefined.ts";

/** Values of {@link FIT_OPTIONS}. */
export interface FitValues extends DatasetValues {
  readonly task: "cry" | "valence" | "reason" | undefined;
  readonly positive: string | undefined;
  readonly "front-end": "cry-features" | "acoustic193" | undefined;
  readonly encoder: readonly string[];
  readonly pooling: "mean" | "mean_std" | undefined;
  readonly augment: "phone" | "original" | undefined;
  readonly head: readonly ("linear" | "mlp")[];
  readonly c: readonly number[] | undefined;
  readonly hidden: readonly number[] | undefined;
  readonly alpha: readonly number[] | undefined;
  readonly folds: number;
  readonly fold: string | undefined;
  readonly recall: number | undefined;
  readonly out: string;
  readonly prior: Prior | undefined;
  readonly coverage: number;
  readonly id: string | undefined;
  readonly license: string;
  readonly cache: string | undefined;
  readonly "no-cache": boolean;
  readonly seed: number;
}

const prior: ValueParser<Prior> = {
  placeholder: "PRIOR",
  expected: `even, training, or ${labeledShares.expected}`,
  parse: (text) => text === "even" || text === "training" ? text : labeledShares.parse(text),
};

const coverage: ValueParser<number> = {
  placeholder: "SHARE|none",
  expected: `none or ${share.expected}`,
  parse: (text) => text === "none" ? 0 : share.parse(text),
};

/** Options of the command `fit`. */
export const FIT_OPTIONS: OptionTable<FitValues> = {
  out: option(text("FILE"), "Write the model to FILE, and its card beside it", { required: true }),
  ...DATASET_OPTIONS,
  labels: { ...DATASET_OPTIONS.labels, defaultText: "all; positive and distress for valence" },
  ...group("Task", {
    task: option(
      choice("cry", "valence", "reason"),
      "Fit this task: cry detects one label, valence distinguishes positive and distress, reason " +
        "distinguishes any labels",
      {
        defaultText:
          "cry; with --encoder, valence for the labels positive and distress, else reason",
      },
    ),
    positive: option(
      text("LABEL"),
      "Detect this label in task cry; all other labels are negatives",
      { defaultText: "cry" },
    ),
  }),
  ...group("Features", {
    ...FEATURE_OPTIONS,
    pooling: option(
      choice("mean", "mean_std"),
      "Pool windows by their mean, or their mean and standard deviation, in tasks reason and valence",
      { defaultText: "mean_std for a front end, mean for encoders" },
    ),
    augment: option(
      choice("phone", "original"),
      "Train on augmented copies, too: with codecs, rooms, noise and other clips in the background " +
        "(phone; needs the package benz-amr-recorder), or with changed pitch, tempo, noise, time " +
        "and level (original)",
      { defaultText: "none" },
    ),
  }),
  ...group("Training (cross-validation within the training folds selects among several values)", {
    head: option(list(choice("linear", "mlp"), "NAMES"), "Try these heads: linear, mlp", {
      default: "linear",
    }),
    c: option(list(positive, "NUMBERS"), "Try these inverse penalty strengths of linear", {
      defaultText: "0.01 for cry, else 0.001,0.01,0.1,1",
    }),
    hidden: option(list(integer(1), "NUMBERS"), "Try these numbers of units of mlp", {
      defaultText: "32",
    }),
    alpha: option(list(nonNegative, "NUMBERS"), "Try these penalty strengths of mlp", {
      defaultText: "0.1",
    }),
  }),
  ...group("Evaluation", {
    folds: option(integer(2), "Use this many folds of whole groups", { default: "5" }),
    fold: option(text("COLUMN"), "Read folds from this column, if every clip has one", {
      defaultText: "fold",
    }),
    recall: option(share, "Set the threshold of task cry to this held-out recall", {
      defaultText: "0.95",
    }),
    seed: option(integer(0), "Seed all random choices", { default: "1" }),
  }),
  ...group("Model", {
    prior: option(
      prior,
      "Set the prior of the labels in tasks reason and valence: even, training, or A=0.7,B=0.3",
      { defaultText: "training for reason, even for valence" },
    ),
    coverage: option(
      coverage,
      "Set the coverage of prediction sets; the answer is unknown if a set is not a single label",
      { default: "0.9" },
    ),
    id: option(text("NAME"), "Name the model", { defaultText: "my-TASK" }),
    license: option(text("TEXT"), "State the license of the weights", { default: "unstated" }),
  }),
  ...group("Cache", {
    cache: option(text("DIR"), "Use this cache directory of vectors and downloaded models", {
      defaultText: "BABYCRY_CACHE or the cache directory of the platform",
    }),
    "no-cache": flag("Do not keep vectors"),
  }),
};

/**
 * Converts values of {@link FIT_OPTIONS} for `fitModel`.
 *
 * @throws {SyntaxError} when options exclude each other
 */
export async function toFitOptions(values: FitValues): Promise<FitModelOptions> {
  const { labels, pooling, augment, prior, id, folds, recall, coverage, license, seed } = values;
  const task = withoutUndefined({ task: values.task, positive: values.positive });
  const encoders = await Promise.all(values.encoder.map(findEncoder));
  const options: FitModelOptions = {
    ...task,
    ...withoutUndefined({ labels, frontEnd: values["front-end"], pooling, augment, prior, id }),
    ...withoutUndefined({ foldColumn: values.fold, recall }),
    ...{ encoders, folds, coverage, license, seed },
    candidates: candidatesOf(values, statedTask({ ...task, encoders }) ?? "reason"),
  };
  await asUsage((async () => await checkFitOptions(options))());
  return options;
}

function candidatesOf(
  { head, c, hidden, alpha }: FitValues,
  task: NonNullable<FitValues["task"]>,
): Learner[] {
  const linear = c?.map((C): Learner => ({ type: "logistic_regression", C })) ??
    defaultCandidates(task);
  for (
    const [name, values, of] of [["c", c, "linear"], ["hidden", hidden, "mlp"], [
      "alpha",
      alpha,
      "mlp",
    ]] as const
  ) {
    if (values === undefined || head.includes(of)) continue;
    throw new SyntaxError(
      `Invalid --${name}: expected ${of} among the heads (--head), received ${head.join(",")}`,
    );
  }
  const mlp = (hidden ?? [32]).flatMap((hiddenUnits) =>
    (alpha ?? [0.1]).map((alpha): Learner => ({ type: "mlp", hiddenUnits, alpha }))
  );
  return head.flatMap((name) => name === "linear" ? linear : mlp);
}
