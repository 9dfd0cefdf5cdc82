import type { AudioDataset } from "../data/audio_dataset.ts";
import { datasetFromPaths } from "../data/from_paths.ts";
import { parseManifest } from "../data/parse_manifest.ts";
import type { ReadFile } from "../data/read_clips.ts";
import { listRecordings, RECORDING_EXTENSIONS } from "./list_recordings.ts";

/** A dataset on disk. */
export interface OpenDataset extends AudioDataset {
  /** Folder that the paths are relative to. */
  readonly root: string;
}

/** Which columns say what, and where the files are. */
export interface DatasetOptions {
  readonly root?: string | undefined;
  readonly file?: string | undefined;
  readonly label?: string | undefined;
  readonly group?: string | undefined;
  readonly session?: string | undefined;
  readonly labels?: string | undefined;
}

/** How the options are given, for `parseArgs`. */
export const DATASET_OPTIONS = {
  root: { type: "string" },
  file: { type: "string" },
  label: { type: "string" },
  group: { type: "string" },
  session: { type: "string" },
  labels: { type: "string" },
} as const;

/** What the help says of them. */
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

/**
 * Opens a dataset on disk: a folder of recordings or a manifest.
 *
 * @throws {SyntaxError} when a manifest does not parse
 */
export async function openDataset(
  path: string,
  options: DatasetOptions = {},
): Promise<OpenDataset> {
  const { access, constants, readFile, stat } = await import("node:fs/promises");
  const { basename, dirname, extname, relative, resolve, sep } = await import("node:path");
  const name = basename(path);
  const labels = options.labels?.split(",").map((label) => label.trim());
  const chosen = labels ? { labels } : {};
  const isFolder = (await stat(path)).isDirectory();
  const extension = extname(path).slice(1).toLowerCase();
  if (!isFolder && RECORDING_EXTENSIONS.includes(extension)) {
    throw new SyntaxError(`${path} is a recording, wanted a folder of them or a manifest`);
  }
  const root = options.root ?? (isFolder ? path : dirname(path));
  const read: ReadFile = async (clip) => {
    try {
      return await readFile(resolve(root, clip));
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
    return { name, dataset: datasetFromPaths(paths, chosen), read, root };
  }
  const dataset = parseManifest(await readFile(path, "utf8"), {
    format: ["jsonl", "ndjson", "json"].includes(extension) ? "jsonl" : "csv",
    ...(options.file === undefined ? {} : { pathColumn: options.file }),
    ...(options.label === undefined ? {} : { labelColumn: options.label }),
    ...(options.group === undefined ? {} : { groupColumn: options.group }),
    ...(options.session === undefined ? {} : { sessionColumn: options.session }),
    ...chosen,
  });
  return { name, dataset, read, root };
}
