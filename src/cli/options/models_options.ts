import type { Given } from "./check_given.ts";
import { entriesOf, flag, group, option, type OptionTable } from "./option_table.ts";
import { choice, list, text } from "./value_parsers.ts";

/** Values of {@link MODELS_OPTIONS}. */
export interface ModelsValues {
  readonly cache: string | undefined;
  readonly json: boolean;
  readonly dtype: "fp32" | "int8";
  readonly hub: string | undefined;
  readonly token: string | undefined;
  readonly offline: boolean;
  readonly as: string | undefined;
  readonly manifest: string | undefined;
  readonly classes: readonly string[] | undefined;
  readonly tensor: string | undefined;
}

/** Options of the command `models`. */
export const MODELS_OPTIONS: OptionTable<ModelsValues> = {
  cache: option(text("DIR"), "Use this cache directory of downloaded models", {
    defaultText: "BABYCRY_CACHE or the cache directory of the platform",
  }),
  ...group("Options of list", { json: flag("Print JSON") }),
  ...group("Options of pull", {
    dtype: option(choice("fp32", "int8"), "Pull this precision", { default: "fp32" }),
    hub: option(text("URL"), "Download from this mirror of the Hugging Face Hub", {
      defaultText: "HF_ENDPOINT or https://huggingface.co",
    }),
    token: option(
      text("TOKEN"),
      "Authenticate with this token; the variable HF_TOKEN hides it from other users of the computer",
      { defaultText: "HF_TOKEN" },
    ),
    offline: flag("Fail instead of downloading"),
  }),
  ...group("Options of import", {
    as: option(text("MODEL[/FILE]"), "Keep the file under this name", {
      defaultText: "the file name, or the id in the manifest",
    }),
    manifest: option(text("FILE"), "Read the manifest of an ONNX file from FILE", {
      defaultText: "the JSON file of the same name beside it",
    }),
    classes: option(list(text(""), "A,B,..."), "Set the labels of a head in safetensors", {
      defaultText: "the metadata of the file",
    }),
    tensor: option(text("NAME"), "Use this tensor as the weight of a head in safetensors", {
      defaultText: "the only weight",
    }),
  }),
};

/** Checks that the options are of the action. @throws {SyntaxError} when one is of another */
export function checkModelsOptions(given: Given, action: string | undefined): void {
  for (const [name, { group }] of entriesOf(MODELS_OPTIONS)) {
    const owner = group?.replace("Options of ", "");
    if (!given.has(name) || owner === undefined || owner === action) continue;
    throw new SyntaxError(`Invalid --${name}: expected models ${owner}, received models ${action}`);
  }
}
