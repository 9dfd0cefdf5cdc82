/**
 * Which model answers, and how: the options that commands share.
 *
 * @module
 */
import { readFile, stat } from "node:fs/promises";
import { ModelError } from "../../errors.ts";
import type { ModelReference } from "../../models/model_options.ts";
import type { ModelManifest } from "../../models/manifest.ts";
import type { FlatOptions } from "./assign_options.ts";
import { describe } from "../../fields.ts";
import type { Output } from "../host.ts";
import { readShares } from "./parse_prior.ts";

/** How the options are given, for `parseArgs`. */
export const CLASSIFIER_OPTIONS = {
  cache: { type: "string" },
  coverage: { type: "string" },
  dtype: { type: "string" },
  head: { type: "string" },
  mode: { type: "string" },
  model: { type: "string", multiple: true },
  prior: { type: "string" },
  "top-k": { type: "string" },
  window: { type: "string" },
  hop: { type: "string" },
} as const;

/** What the help says of them. */
export const CLASSIFIER_HELP =
  `  --model MODEL      cry-detect, cry-valence (experimental) and cry-reason, which are in the package
                     and the default together; valence, cry-resnet, deepinfant, acoustic193, or a
                     JSON file with a manifest or several. May be repeated, for another task each
  --head HEAD        of valence: single_logreg (default) or fusion_logreg
  --dtype TYPE       of valence's encoders: fp32 (default) or int8
  --mode MODE        how the recording is heard; of cry-resnet: trained (default) or lambda, as it
                     is served; of deepinfant: whole (default, the first 7 s) or windows
  --window SECONDS   length of a window, of a mode that leaves it open, as deepinfant's windows
  --hop SECONDS      from one window to the next; default a window
  --top-k N          reasons to list, default 3
  --prior A=P,B=P    shares of the labels before anything is heard, of a model with a calibration;
                     of cry-detect: cry=0.5,no_cry=0.5
  --coverage SHARE   of recordings whose set of labels is to hold the true one, of a model with such
                     sets; where a set is not one label, the answer is unknown. Default: cry-detect
                     and cry-valence decide by their thresholds, without sets
  --cache DIR        where babycry models keeps weights; default BABYCRY_CACHE, else the platform's
`;

/**
 * Reads the options.
 *
 * @param notes receives a line for each model that was converted
 * @throws {SyntaxError} when an option has a wrong value
 * @throws {ModelError} when a file holds no valid manifest
 */
export async function readClassifierOptions(
  { model, head, dtype, mode, window, hop, cache, "top-k": topK, prior, coverage }:
    & { readonly [Name in Exclude<keyof typeof CLASSIFIER_OPTIONS, "model">]?: string | undefined }
    & { readonly model?: readonly string[] | undefined },
  notes: Pick<Output, "write">,
): Promise<FlatOptions> {
  if (topK !== undefined && !/^-?\d+$/.test(topK)) {
    throw new SyntaxError(`--top-k is ${topK}, wanted a whole number`);
  }
  if (coverage !== undefined && !(Number(coverage) > 0 && Number(coverage) < 1)) {
    throw new SyntaxError(`--coverage is ${coverage}, wanted a share between 0 and 1`);
  }
  if (dtype !== undefined && dtype !== "fp32" && dtype !== "int8") {
    throw new SyntaxError(`--dtype is ${dtype}, wanted fp32 or int8`);
  }
  return {
    ...(model === undefined ? {} : { model: await findModels(model, notes) }),
    ...(head === undefined ? {} : { head }),
    ...(dtype === undefined ? {} : { dtype }),
    ...(mode === undefined ? {} : { mode }),
    ...(window === undefined ? {} : { windowSeconds: readSeconds("--window", window) }),
    ...(hop === undefined ? {} : { hopSeconds: readSeconds("--hop", hop) }),
    ...(topK === undefined ? {} : { topK: Number(topK) }),
    ...(prior === undefined
      ? {}
      : { prior: readShares("prior", prior, "LABEL=SHARE,LABEL=SHARE,...") }),
    ...(coverage === undefined ? {} : { coverage: Number(coverage) }),
    ...(cache === undefined ? {} : {
      source: await (await import("../../store/model_store.ts")).openModelStore({
        folder: cache,
      }),
    }),
  };
}

function readSeconds(name: string, text: string): number {
  if (Number(text) > 0 && Number(text) < Infinity) return Number(text);
  throw new SyntaxError(`${name} is ${text}, wanted seconds above 0`);
}

async function findModels(
  names: readonly string[],
  notes: Pick<Output, "write">,
): Promise<NonNullable<FlatOptions["model"]>> {
  const found: ModelReference[] = (await Promise.all(
    names.map((name) => findModel(name, notes)),
  )).flat();
  return found.length === 1 ? found[0]! : found;
}

/** A model's name, or the manifests in a file. */
async function findModel(
  model: string,
  notes: Pick<Output, "write">,
): Promise<(string | ModelManifest)[]> {
  const { models } = await import("../../models/registry.ts");
  if (models.some(({ id }) => id === model) || !await namesFile(model)) return [model];
  const { loadManifest } = await import("../../models/load_manifest.ts");
  const fail = (message: string, cause: unknown): never => {
    throw new ModelError(`${model}: ${message}`, { modelId: model, cause });
  };
  const text = await readFile(model, "utf8");
  try {
    const found: unknown = JSON.parse(text);
    return [found].flat().map((one) => {
      const { model: loaded, changes } = loadManifest(one);
      if (changes.length > 0) {
        notes.write(
          `${model}: converted ${loaded.id}, which an earlier version saved: ${
            changes.join(", ")
          }\n`,
        );
      }
      return loaded;
    });
  } catch (cause) {
    if (cause instanceof SyntaxError) fail(`expected JSON, received ${describe(text)}`, cause);
    if (cause instanceof ModelError) fail(cause.message, cause);
    throw cause;
  }
}

async function namesFile(word: string): Promise<boolean> {
  return /\.json$|[/\\]/.test(word) ||
    await stat(word).then((found) => found.isFile(), () => false);
}
