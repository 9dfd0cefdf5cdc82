import type { DatasetOptions } from "../../input/open_dataset.ts";
import { group, option, type OptionTable } from "./option_table.ts";
import { text } from "./value_parsers.ts";

/** Paragraph of the help text about the operand `DATASET`. */
export const DATASET_DESCRIPTION: string =
  "DATASET is a directory with one subdirectory per label, a directory of files named like those of " +
  "ESC-50 or DonateACry, or a table (CSV or JSON Lines) with the columns path and label, and " +
  "optionally group, session, split, start_seconds and end_seconds.";

/** Options of commands that read a dataset. */
export const DATASET_OPTIONS: OptionTable<DatasetOptions> = group("Dataset", {
  root: option(text("DIR"), "Resolve the paths of a table from DIR", {
    defaultText: "the directory of the table",
  }),
  file: option(text("COLUMN"), "Read paths from this column", { default: "path" }),
  label: option(text("COLUMN"), "Read labels from this column", { default: "label" }),
  group: option(text("COLUMN"), "Read groups (babies, donors, sources) from this column", {
    default: "group",
  }),
  session: option(text("COLUMN"), "Read sessions (recordings made in one go) from this column", {
    default: "session",
  }),
  labels: option(text("A,B,..."), "Use only these labels; other clips are excluded and counted"),
});
