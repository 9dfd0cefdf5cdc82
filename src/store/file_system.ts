import { UnavailableError } from "../errors.ts";

/** What the cache needs of a file system: the part of `node:fs/promises` that it uses. */
export type FileSystem = Pick<
  typeof import("node:fs/promises"),
  "mkdir" | "open" | "readdir" | "readFile" | "rename" | "rm" | "stat" | "truncate" | "utimes"
>;

/**
 * The file system of the host.
 *
 * @throws {UnavailableError} where there is none, as in browsers and Workers
 */
export async function hostFileSystem(): Promise<FileSystem> {
  try {
    return await import("node:fs/promises");
  } catch (cause) {
    throw new UnavailableError("Opening the model cache: this host has no files, pass a source", {
      dependency: "node:fs/promises",
      cause,
    });
  }
}

/** The code of a system error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

/** What `work` gives, or undefined where there is no such file. */
export async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "")) return undefined;
    throw error;
  }
}

/** The JSON in a file; undefined where there is no such file, or no JSON in it. */
export async function readJson(path: string, fs: FileSystem): Promise<unknown> {
  const text = await ifThere(fs.readFile(path, "utf8"));
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the quota is used up",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "a part of the path is a file",
};

/**
 * A system error as one that says what was done.
 *
 * @param doing such as `Writing clap.onnx`
 * @returns the error itself when it is no system error
 */
export function explainSystemError(doing: string, path: string, error: unknown): unknown {
  const code = errorCode(error);
  if (code === undefined || !/^E[A-Z]+$/.test(code)) return error;
  const reason = REASONS[code] ?? (error as Error).message;
  const hint = code === "ENOSPC" || code === "EDQUOT"
    ? "make room; the next run goes on where this one stopped"
    : "choose another folder with --cache or BABYCRY_CACHE";
  return new UnavailableError(`${doing} in ${path}: ${reason}; ${hint}`, {
    dependency: path,
    cause: error,
  });
}
