import type { OpenDatasetOptions } from "../../input/open_dataset.ts";

/** Options of a dataset, for `parseArgs`. */
export const DATASET_OPTIONS = {
  root: { type: "string" },
  file: { type: "string" },
  label: { type: "string" },
  group: { type: "string" },
  session: { type: "string" },
  labels: { type: "string" },
} as const;

/** Help on the options of a dataset. */
export const DATASET_HELP =
  `A dataset is a folder with a folder per label, a table with the columns path, label and
optionally group, session, split, start_seconds, end_seconds (CSV, also with semicolons or tabs;
JSON lines), or a folder of files with the names of ESC-50 or DonateACry.

  --root DIR         folder that the paths of a table are relative to (default: its own)
  --file COLUMN      column of paths (default path)
  --label COLUMN     column of labels (default label)
  --group COLUMN     column of donors, speakers, sources (default group)
  --session COLUMN   column of recording sessions (default session)
  --labels A,B,...   only these labels; clips with others are excluded and counted
`;

/** Converts parsed options to those of {@link openDataset}. */
export function readDatasetOptions(
  { root, file, label, group, session, labels }: {
    readonly [Name in keyof typeof DATASET_OPTIONS]?: string | undefined;
  },
): OpenDatasetOptions {
  return {
    ...(root === undefined ? {} : { root }),
    ...(file === undefined ? {} : { pathColumn: file }),
    ...(label === undefined ? {} : { labelColumn: label }),
    ...(group === undefined ? {} : { groupColumn: group }),
    ...(session === undefined ? {} : { sessionColumn: session }),
    ...(labels === undefined ? {} : { labels: labels.split(",").map((one) => one.trim()) }),
  };
}
