import { checkOptions, checkType } from "../check_option.ts";
import type { AudioDataset } from "../data/audio_dataset.ts";
import { datasetFromPaths } from "../data/from_paths.ts";
import { checkLabels, type ManifestOptions, parseManifest } from "../data/parse_manifest.ts";
import type { ReadFile } from "../data/read_clips.ts";
import { listRecordings, RECORDING_EXTENSIONS } from "./list_recordings.ts";
import { explainFileError } from "../source/file_source.ts";

/** Dataset on disk. */
export interface OpenDataset extends AudioDataset {
  /** Folder that the paths are relative to. */
  readonly root: string;
}

/** Options of {@link openDataset}. */
export interface OpenDatasetOptions extends Omit<ManifestOptions, "format"> {
  /** Folder that the paths of a manifest are relative to. Default: the folder of the manifest. */
  readonly root?: string;
}

const ACTION = "Opening a dataset";
const NAMES: Readonly<Record<keyof OpenDatasetOptions, true>> = {
  root: true,
  pathColumn: true,
  labelColumn: true,
  groupColumn: true,
  sessionColumn: true,
  labels: true,
};

/**
 * Opens a dataset on disk. The extension tells a manifest in JSON lines (`.jsonl`, `.ndjson`,
 * `.json`) from one in CSV.
 *
 * @param path folder of recordings, with a folder for each label or file names of a known corpus;
 *   or a manifest
 * @throws {TypeError} when the path or an option has another type
 * @throws {InputError} when the folder or the manifest cannot be read
 * @throws {SyntaxError} when a manifest does not parse, or a folder has an option of manifests
 */
export async function openDataset(
  path: string,
  options: OpenDatasetOptions = {},
): Promise<OpenDataset> {
  checkDatasetOptions(path, options);
  const explained = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error) => {
      throw explainFileError(path, error);
    });
  const { readdir, readFile, stat } = await import("node:fs/promises");
  const { basename, dirname, extname, relative, resolve, sep } = await import("node:path");
  const { root: given, ...columns } = options;
  const extension = extname(path).slice(1).toLowerCase();
  // Deno asks for the permission of the folder once, and then for no file in it.
  const folder = given ?? dirname(path);
  if (extension !== "") await stat(folder).catch(() => undefined);
  const isFolder = (await explained(stat(path))).isDirectory();
  if (!isFolder && RECORDING_EXTENSIONS.includes(extension)) {
    throw new SyntaxError(
      `${ACTION}: expected a folder of recordings or a manifest, received the recording ${path}`,
    );
  }
  const root = isFolder ? path : folder;
  const read: ReadFile = async (clip) => {
    try {
      return await readFile(resolve(root, clip));
    } catch (error) {
      if ((error as { code?: string }).code === "ENOENT") return undefined;
      throw error;
    }
  };
  const opened = { name: basename(path), read, root };
  if (isFolder) {
    checkFolderOptions(path, options);
    // A folder that cannot be listed would look empty.
    await explained(readdir(path));
    const paths = (await listRecordings(path)).map((file) =>
      relative(path, file).replaceAll(sep, "/")
    );
    const chosen = columns.labels ? { labels: columns.labels } : {};
    return { ...opened, dataset: datasetFromPaths(paths, chosen) };
  }
  const format = ["jsonl", "ndjson", "json"].includes(extension) ? "jsonl" : "csv";
  const dataset = parseManifest(await explained(readFile(path, "utf8")), { ...columns, format });
  return { ...opened, dataset };
}

/** Checks that no option of manifests is given. @throws {SyntaxError} when one is */
function checkFolderOptions(path: string, { labels: _, ...options }: OpenDatasetOptions): void {
  const name = Object.entries(options).find(([, value]) => value !== undefined)?.[0];
  if (name === undefined) return;
  throw new SyntaxError(
    `${ACTION}: expected a manifest (a table) with option ${name}, received the folder ${path}`,
  );
}

/** Checks types. @throws {TypeError} when the path or an option has another type */
function checkDatasetOptions(path: string, options: OpenDatasetOptions): void {
  checkType(ACTION, "its path", path, "string");
  checkOptions(ACTION, options, NAMES);
  const { labels, ...texts } = options;
  for (const [name, value] of Object.entries(texts)) {
    if (value !== undefined) checkType(ACTION, name, value, "string");
  }
  checkLabels(ACTION, labels);
}
