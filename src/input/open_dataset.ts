import { constants } from "node:fs";
import { access, readFile, stat } from "node:fs/promises";
import { dirname, extname, relative, resolve, sep } from "node:path";
import { datasetFromPaths } from "../data/from_paths.ts";
import type { Dataset } from "../data/dataset.ts";
import { parseManifest } from "../data/parse_manifest.ts";
import type { ReadFile } from "../data/read_clips.ts";
import { listRecordings, RECORDING_EXTENSIONS } from "./list_recordings.ts";

/** Dataset on disk. */
export interface OpenDataset {
  readonly dataset: Dataset;
  readonly read: ReadFile;
  /** Folder that its paths are relative to. */
  readonly root: string;
}

/** Names of the columns, and the folder of the files. */
export interface DatasetOptions {
  readonly root?: string | undefined;
  readonly file?: string | undefined;
  readonly label?: string | undefined;
  readonly group?: string | undefined;
  readonly session?: string | undefined;
  readonly labels?: string | undefined;
}

/** Options of a dataset, for `parseArgs`. */
export const DATASET_OPTIONS = {
  root: { type: "string" },
  file: { type: "string" },
  label: { type: "string" },
  group: { type: "string" },
  session: { type: "string" },
  labels: { type: "string" },
} as const;

/** Help text of the options. */
export const DATASET_HELP =
  `A dataset is a folder with a folder per class, a table with the columns path, label, and if there
are group, session, split, start_seconds, end_seconds (CSV, also with semicolons or tabs; JSON
lines); or a folder of files named as those of ESC-50 or DonateACry are.

  --root DIR         where the paths of a CSV start (default: its folder)
  --file COLUMN      the column of paths (default path)
  --label COLUMN     the column of labels (default label)
  --group COLUMN     of donors, speakers, sources (default group)
  --session COLUMN   of recordings made in one go (default session)
  --labels A,B,...   only these labels; others are left out and counted
`;

/** Opens a folder of recordings or a table of them. @throws {SyntaxError} when a table does not parse */
export async function openDataset(path: string, options: DatasetOptions): Promise<OpenDataset> {
  const labels = options.labels?.split(",").map((label) => label.trim());
  const chosen = labels ? { labels } : {};
  const isFolder = (await stat(path)).isDirectory();
  const extension = extname(path).slice(1).toLowerCase();
  if (!isFolder && RECORDING_EXTENSIONS.includes(extension)) {
    throw new SyntaxError(`Opening ${path}: expected a folder or a table, received a recording`);
  }
  const root = options.root ?? (isFolder ? path : dirname(path));
  const read: ReadFile = async (name) => {
    try {
      return await readFile(resolve(root, name));
    } catch (error) {
      if ((error as { code?: string }).code === "ENOENT") return undefined;
      throw error;
    }
  };
  if (isFolder) {
    await access(path, constants.R_OK);
    const paths = (await listRecordings(path)).map((file) =>
      relative(path, file).replaceAll(sep, "/")
    );
    return { dataset: datasetFromPaths(paths, chosen), read, root };
  }
  const dataset = parseManifest(await readFile(path, "utf8"), {
    format: ["jsonl", "ndjson", "json"].includes(extension) ? "jsonl" : "csv",
    ...(options.file === undefined ? {} : { pathColumn: options.file }),
    ...(options.label === undefined ? {} : { labelColumn: options.label }),
    ...(options.group === undefined ? {} : { groupColumn: options.group }),
    ...(options.session === undefined ? {} : { sessionColumn: options.session }),
    ...chosen,
  });
  return { dataset, read, root };
}
