import type { ModelManifest } from "../models/manifest.ts";
import {
  checkModelOptions,
  type ReasonOptions,
  type Task,
  type ValenceOptions,
} from "../models/model_options.ts";
import type { ModelSource } from "../types.ts";
import { createCryScorer } from "./cry/cry_scorer.ts";
import { createReasonScorer } from "./reason/reason_scorer.ts";
import type { Scorer } from "./scorer.ts";
import { createTagsScorer } from "./tags/tags_scorer.ts";
import { createValenceScorer } from "./valence/valence_scorer.ts";

/** Model with its options. */
export interface ConfiguredModel {
  /** Manifest, checked. */
  readonly manifest: ModelManifest;
  /** Options of the model's task. */
  readonly options: ValenceOptions & ReasonOptions;
}

/** Order of evaluation: `valence` and `reason` depend on `cry`. */
const ORDER: readonly Task[] = ["cry", "valence", "reason", "tags"];

/**
 * Creates the scorers of some models, in the order in which they run.
 *
 * @param models manifests checked by `checkManifest`
 * @param shared.source provider of files for models without one of their own
 * @param shared.detector manifest of the cry detector that is added when a model requires one and
 *   `models` has none
 * @throws {TypeError} when an option has the wrong type, or its model does not have it
 * @throws {RangeError} when there are no models, two have one task, or an option is out of range
 */
export function createScorers(
  models: readonly ConfiguredModel[],
  shared: { readonly source: ModelSource; readonly detector: ModelManifest },
): Scorer[] {
  const ids = models.map(({ manifest }) => manifest.id).join(", ");
  const tasks = models.map(({ manifest }) => manifest.task);
  if (models.length === 0 || new Set(tasks).size < tasks.length) {
    throw new RangeError(
      `Loading models: expected one or more, each of another task, received ${ids || "none"}`,
    );
  }
  for (const { manifest, options } of models) checkModelOptions(manifest, options);
  const scorers = models.toSorted((a, b) =>
    ORDER.indexOf(a.manifest.task) - ORDER.indexOf(b.manifest.task)
  ).map((model) => createScorer(model, shared.source));
  const needsCry = models.some(({ manifest }) =>
    manifest.abstention?.min_cry_probability !== undefined
  );
  return needsCry && !tasks.includes("cry")
    ? [createScorer({ manifest: shared.detector, options: {} }, shared.source), ...scorers]
    : scorers;
}

function createScorer({ manifest, options }: ConfiguredModel, source: ModelSource): Scorer {
  switch (manifest.task) {
    case "cry":
      return createCryScorer(manifest, { source, ...options });
    case "valence":
      return createValenceScorer(manifest, { source, ...options });
    case "reason":
      return createReasonScorer(manifest, { source, ...options });
    case "tags":
      return createTagsScorer(manifest, { source, ...options });
  }
}
