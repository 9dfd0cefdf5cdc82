import { option, type OptionTable, repeated } from "./option_table.ts";
import { choice, text } from "./value_parsers.ts";

interface FeatureValues {
  readonly "front-end": "cry-features" | "acoustic193" | undefined;
  readonly encoder: readonly string[];
}

/** Options of `fit` and `eval` that choose the features. */
export const FEATURE_OPTIONS: OptionTable<FeatureValues> = {
  "front-end": option(
    choice("cry-features", "acoustic193"),
    "Use the features of this front end",
    { defaultText: "cry-features" },
  ),
  encoder: repeated(
    text("NAME"),
    "Use the vectors of this encoder instead of --front-end: clap, ast, wav2vec2, yamnet, or a " +
      "JSON file with a manifest",
  ),
};
