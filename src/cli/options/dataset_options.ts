import {
  type OpenDataset,
  openDataset,
  type OpenDatasetOptions,
} from "../../input/open_dataset.ts";
import { withFfmpeg } from "../ffmpeg.ts";
import type { Host } from "../host.ts";
import { FFMPEG_OPTION } from "./ffmpeg_option.ts";
import { group, option, type OptionTable } from "./option_table.ts";
import { list, text } from "./value_parsers.ts";
import { withoutUndefined } from "./without_undefined.ts";

/** Values of {@link DATASET_OPTIONS}. */
export interface DatasetValues {
  readonly root: string | undefined;
  readonly file: string | undefined;
  readonly label: string | undefined;
  readonly group: string | undefined;
  readonly session: string | undefined;
  readonly labels: readonly string[] | undefined;
  readonly ffmpeg: boolean;
}

/** Paragraph of help texts that explains the operand `DATASET`. */
export const DATASET_DESCRIPTION: string =
  "DATASET is a directory with one subdirectory per label, a directory of files named like those of " +
  "ESC-50 or DonateACry, or a table (CSV or JSON Lines) with the columns path and label, and " +
  "optionally group, session, split, start_seconds and end_seconds.";

/** Options of commands that read a dataset. */
export const DATASET_OPTIONS: OptionTable<DatasetValues> = group("Dataset", {
  root: option(text("DIR"), "Resolve the paths of a table from DIR", {
    defaultText: "the directory of the table",
  }),
  file: option(text("COLUMN"), "Read paths from this column", { defaultText: "path" }),
  label: option(text("COLUMN"), "Read labels from this column", { defaultText: "label" }),
  group: option(text("COLUMN"), "Read groups (babies, donors, sources) from this column", {
    defaultText: "group",
  }),
  session: option(text("COLUMN"), "Read recording sessions from this column", {
    defaultText: "session",
  }),
  labels: option(
    list(text("LABEL"), "A,B,..."),
    "Use only these labels; clips with other labels are excluded and counted",
    { defaultText: "all" },
  ),
  ffmpeg: FFMPEG_OPTION,
});

/** Opens the dataset of a command. @throws as `openDataset` */
export async function openDatasetOf(
  path: string,
  values: Partial<DatasetValues>,
  host: Pick<Host, "err" | "signal">,
): Promise<OpenDataset> {
  const dataset = await openDataset(path, toDatasetOptions(values));
  return values.ffmpeg ? withFfmpeg(dataset, host) : dataset;
}

function toDatasetOptions(
  { root, file, label, group, session, labels }: Partial<DatasetValues>,
): OpenDatasetOptions {
  return withoutUndefined({
    ...{ root, labels },
    pathColumn: file,
    labelColumn: label,
    groupColumn: group,
    sessionColumn: session,
  });
}
