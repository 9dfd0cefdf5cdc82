/**
 * Options that select models and configure them.
 *
 * @module
 */
import type { Output } from "../host.ts";
import type { FlatOptions } from "./assign_options.ts";
import { findModel } from "./find_model.ts";
import { group, option, type OptionTable, repeated } from "./option_table.ts";
import { choice, integer, labeledShares, seconds, share, text } from "./value_parsers.ts";
import { withoutUndefined } from "./without_undefined.ts";

/** Values of {@link MODEL_OPTIONS}. */
export interface ModelValues {
  readonly model: readonly string[];
  readonly head: string | undefined;
  readonly dtype: "fp32" | "int8" | undefined;
  readonly mode: string | undefined;
  readonly window: number | undefined;
  readonly hop: number | undefined;
  readonly "top-k": number | undefined;
  readonly prior: Readonly<Record<string, number>> | undefined;
  readonly coverage: number | undefined;
  readonly cache: string | undefined;
}

/** Options of commands that use a model. */
export const MODEL_OPTIONS: OptionTable<ModelValues> = group("Model", {
  model: repeated(
    text("MODEL"),
    "Use this model: cry-detect, cry-valence and cry-pain (experimental), cry-reason, " +
      "cry-detect-plus, cry-valence-plus (experimental), valence, cry-resnet, deepinfant, " +
      "acoustic193, yamnet, or a JSON file with one or more manifests. One model per task",
    { defaultText: "the embedded cry-detect, cry-valence and cry-reason" },
  ),
  head: option(text("HEAD"), "Use this head of valence: single_logreg or fusion_logreg", {
    defaultText: "single_logreg",
  }),
  dtype: option(choice("fp32", "int8"), "Set the precision of the encoders of valence", {
    defaultText: "fp32",
  }),
  mode: option(
    text("MODE"),
    "Use this mode of cry-resnet (trained, or lambda as in its service) or deepinfant (whole for " +
      "the first 7 s, or windows)",
    { defaultText: "trained for cry-resnet, whole for deepinfant" },
  ),
  window: option(seconds, "Set the window length of deepinfant in the mode windows", {
    defaultText: "0.975",
  }),
  hop: option(seconds, "Set the distance between the starts of these windows", {
    defaultText: "the window length",
  }),
  "top-k": option(integer(1), "List this many reasons, or tags of yamnet", {
    defaultText: "3 reasons, 5 tags",
  }),
  prior: option(
    labeledShares,
    "Assume these frequencies of the labels (cry and no_cry for cry-detect), for a model with a " +
      "calibration",
    { defaultText: "the model's" },
  ),
  coverage: option(
    share,
    "Compute prediction sets with this coverage, for a model that has them; the answer is unknown " +
      "if a set is not a single label",
    { defaultText: "the model's; none for cry-detect and cry-valence" },
  ),
  cache: option(text("DIR"), "Use this cache directory of downloaded models", {
    defaultText: "BABYCRY_CACHE or the cache directory of the platform",
  }),
});

/**
 * Converts values of {@link MODEL_OPTIONS}.
 *
 * @param notes receives a line for each model that was converted
 * @throws {ModelError} when a file has no valid manifest
 */
export async function toFlatOptions(
  { model, window, hop, "top-k": topK, cache, head, dtype, mode, prior, coverage }: ModelValues,
  notes: Pick<Output, "write">,
): Promise<FlatOptions> {
  const models = (await Promise.all(model.map((word) => findModel(word, notes)))).flat();
  const source = cache === undefined
    ? undefined
    : await (await import("../../store/model_store.ts")).openModelStore({ folder: cache });
  return withoutUndefined({
    model: models.length > 1 ? models : models[0],
    ...{ head, dtype, mode, prior, coverage, source },
    windowSeconds: window,
    hopSeconds: hop,
    topK,
  });
}
