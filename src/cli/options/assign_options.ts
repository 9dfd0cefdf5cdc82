import type { ClassifierOptions } from "../../classifier.ts";
import type { ModelManifest } from "../../models/manifest.ts";
import {
  type ModelReference,
  type ModelSpec,
  optionsOfTask,
  type ReasonOptions,
  type ValenceOptions,
} from "../../models/model_options.ts";

/** Options of the command line, not yet assigned to models. */
export interface FlatOptions extends ClassifierOptions, ValenceOptions, ReasonOptions {
  /** Model, or list of models. Default: the embedded models. */
  readonly model?: ModelReference | readonly ModelReference[];
}

/**
 * Assigns each option to the model of its task, and a prior to the model with its labels.
 *
 * @throws {SyntaxError} when no model has the option
 */
export async function assignOptions(
  { model, source, coverage, ...options }: FlatOptions,
): Promise<ClassifierOptions & { readonly models: readonly ModelSpec[] }> {
  const { embeddedModels, loadModel } = await import("../../models/registry.ts");
  const references = [model ?? embeddedModels].flat() as ModelReference[];
  const specs = await Promise.all(references.map(async (model) => ({
    model,
    manifest: typeof model === "string" ? await loadModel(model) : model,
    options: {} as Record<string, unknown>,
  })));
  for (const [name, value] of Object.entries(options)) {
    const owner = specs.find(({ manifest }) => !manifest || hasOption(manifest, name, value)) ??
      // The only model reports which labels it has.
      (name === "prior" && specs.length === 1 ? specs[0] : undefined);
    if (!owner) {
      const ids = specs.map(({ manifest }) => manifest?.id).join(", ");
      const shown = name === "prior" ? `${name} of ${Object.keys(value).join(", ")}` : name;
      throw new SyntaxError(
        `Loading ${ids}: expected a model with the option ${shown}, received none`,
      );
    }
    owner.options[name] = value;
  }
  return {
    ...(source === undefined ? {} : { source }),
    ...(coverage === undefined ? {} : { coverage }),
    models: specs.map(({ model, options }) => ({ model, ...options })),
  };
}

function hasOption({ task, calibration }: ModelManifest, name: string, value: unknown): boolean {
  if (!optionsOfTask(task).includes(name)) return false;
  if (name !== "prior") return true;
  const labels = task === "cry" ? ["cry", "no_cry"] : Object.keys(calibration?.prior ?? {});
  return Object.keys(value as object).some((label) => labels.includes(label));
}
