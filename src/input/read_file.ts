import { InputError, type InputErrorCode, UnavailableError } from "../errors.ts";
import { checkSize, type PredictOptions } from "./predict_options.ts";

/**
 * Reads the bytes of a file.
 *
 * @throws {InputError} when the file cannot be read, or is larger than `maxBytes`
 * @throws {UnavailableError} when the host has no files
 */
export async function readFile(path: string | URL, options: PredictOptions): Promise<Uint8Array> {
  let files: typeof import("node:fs/promises");
  try {
    files = await import("node:fs/promises");
  } catch (cause) {
    throw new UnavailableError(
      `Reading ${path}: expected a host with files, received one without; pass a URL or the bytes`,
      { dependency: "node:fs/promises", cause },
    );
  }
  const { signal, maxBytes } = options;
  try {
    if (maxBytes !== undefined) checkSize((await files.stat(path)).size, path, options);
    const bytes = await files.readFile(path, signal ? { signal } : {});
    // The size of a pipe or a device is 0.
    checkSize(bytes.length, path, options);
    return bytes;
  } catch (error) {
    signal?.throwIfAborted();
    throw explainFileError(path, error);
  }
}

const REASONS: Readonly<Record<string, [code: InputErrorCode, reason: string]>> = {
  ENOENT: ["not_found", "there is no such file"],
  ENOTDIR: ["not_found", "there is no such file"],
  EACCES: ["permission", "no permission"],
  EPERM: ["permission", "no permission"],
  EISDIR: ["unreadable", "it is a directory"],
  ERR_FS_FILE_TOO_LARGE: ["too_large", "the file is too large to be read at once"],
};

/**
 * Converts an error of the system to an {@link InputError}; other errors are returned unchanged.
 */
export function explainFileError(path: string | URL, error: unknown): unknown {
  const { name, message, code: systemCode = "" } = error as Error & { code?: string };
  const isOther = /^E[A-Z\d]+$/.test(systemCode);
  const [code, reason] = REASONS[systemCode] ??
    // Deno without the permission to read.
    (name === "NotCapable" ? ["permission", message] : isOther ? ["unreadable", message] : []);
  return code ? new InputError(`Reading ${path}: ${reason}`, { code, cause: error }) : error;
}
