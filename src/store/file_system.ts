import { StoreError, type StoreErrorCode, UnavailableError } from "../errors.ts";

/** Functions of `node:fs/promises` that the store uses. */
export type FileSystem = Pick<
  typeof import("node:fs/promises"),
  | "mkdir"
  | "open"
  | "readdir"
  | "readFile"
  | "rename"
  | "rm"
  | "rmdir"
  | "stat"
  | "truncate"
  | "utimes"
>;

/**
 * Loads the file system of the host.
 *
 * @throws {UnavailableError} when it has none, as in browsers and Workers
 */
export async function hostFileSystem(): Promise<FileSystem> {
  try {
    return await import("node:fs/promises");
  } catch (cause) {
    throw new UnavailableError(
      "Opening the model store: expected a host with files, received one without; pass a source",
      { dependency: "node:fs/promises", cause },
    );
  }
}

/** Returns the code of a system error, such as `ENOENT`; undefined for other errors. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

/** Returns the result of `work`, or undefined when the file does not exist. */
export async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "")) return undefined;
    throw error;
  }
}

/** Reads a JSON file; undefined when the file does not exist or does not parse. */
export async function readJson(path: string, fs: FileSystem): Promise<unknown> {
  const text = await ifThere(fs.readFile(path, "utf8"));
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

/**
 * Creates a folder and its parents. The option `recursive` of Node never returns where the system
 * refuses a folder with `ENOENT` although its parent exists, as in `/proc`.
 *
 * @param mode permissions of new folders
 */
export async function makeFolder(
  path: string,
  fs: Pick<FileSystem, "mkdir" | "stat">,
  mode = 0o777,
): Promise<void> {
  const make = () =>
    fs.mkdir(path, { mode }).catch(async (error) => {
      if (errorCode(error) !== "EEXIST" || !(await fs.stat(path)).isDirectory()) throw error;
    });
  try {
    await make();
  } catch (error) {
    const { dirname } = await import("node:path");
    if (errorCode(error) !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path), fs, mode);
    await make();
  }
}

const REASONS: Readonly<Record<string, [code: StoreErrorCode, text: string]>> = {
  EACCES: ["permission", "no permission"],
  EPERM: ["permission", "no permission"],
  EROFS: ["permission", "the disk is read-only"],
  ENOSPC: ["no_space", "the disk is full"],
  EDQUOT: ["no_space", "the quota is used up"],
  ENOTDIR: ["io", "a part of the path is a file"],
  EEXIST: ["io", "a part of the path is a file"],
};

/**
 * Converts a system error to a {@link StoreError} with the folder and a remedy.
 *
 * @param doing start of the message, such as `Writing clap.onnx`
 * @returns the error itself when it is not a system error
 */
export function explainSystemError(doing: string, path: string, error: unknown): unknown {
  const systemCode = errorCode(error) ?? "";
  if (!/^E[A-Z]+$/.test(systemCode)) return error;
  const [code, reason] = REASONS[systemCode] ?? ["io", (error as Error).message];
  const hint = code === "no_space"
    ? "make room; the next run continues where this one stopped"
    : "choose another folder with option folder or BABYCRY_CACHE";
  return new StoreError(`${doing} in ${path}: ${reason}; ${hint}`, { code, cause: error });
}
