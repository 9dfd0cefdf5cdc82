import { LABEL_FORMATS, type LabelFormat } from "../output/label_export.ts";
import { checkOwner, type Given } from "./check_given.ts";
import { group, option, type OptionTable } from "./option_table.ts";
import { choice, nonNegative, text } from "./value_parsers.ts";

/** Values of {@link LABEL_OPTIONS}. */
export interface LabelValues {
  readonly "join-seconds": number;
  readonly export: LabelFormat | undefined;
  readonly out: string | undefined;
}

/** Options of `classify` for long recordings. */
export const LABEL_OPTIONS: OptionTable<LabelValues> = group("Long recordings", {
  "join-seconds": option(
    { ...nonNegative, placeholder: "SECONDS" },
    "Join crying with pauses up to this length to a bout, in the hourly summary and in label files",
    { default: "30" },
  ),
  export: option(
    choice(...LABEL_FORMATS),
    "Write a label file with the bouts of each recording: Audacity labels, a Praat TextGrid or " +
      "RTTM (needs --out)",
  ),
  out: option(text("DIR"), "Write the label files to this directory"),
});

/**
 * Checks that each option has an effect.
 *
 * @param form option that selects the form of the output; undefined for text
 * @throws {SyntaxError} when one has none
 */
export function checkLabelOptions(given: Given, form: string | undefined): void {
  checkOwner(given, "out", ["export"]);
  checkOwner(given, "export", ["out"]);
  if (form !== undefined) checkOwner(given, "export", ["join-seconds"]);
}
