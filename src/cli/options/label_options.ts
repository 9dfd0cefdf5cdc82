import { LABEL_FORMATS, type LabelFormat } from "../output/label_export.ts";
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

/** Checks that the options belong together. @throws {SyntaxError} when one is missing */
export function checkLabelOptions({ export: format, out }: LabelValues): void {
  if (format !== undefined && out === undefined) {
    throw new SyntaxError("Missing --out, needed by --export");
  }
  if (format === undefined && out !== undefined) {
    throw new SyntaxError("Missing --export, needed by --out");
  }
}
