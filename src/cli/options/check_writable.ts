import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode } from "../../store/file_system.ts";

/**
 * Checks that a file can be written, before the work whose results go there.
 *
 * @throws {RangeError} when it cannot be written
 */
export async function checkWritable(path: string): Promise<void> {
  const fail = (problem: string, cause?: unknown): never => {
    throw new RangeError(`Writing ${path}: ${problem}`, { cause });
  };
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) fail("expected a file, received a directory");
  try {
    await access(found ? path : dirname(path), constants.W_OK);
  } catch (cause) {
    const code = errorCode(cause);
    if (code === undefined) throw cause;
    if (code === "ENOENT") fail(`no directory ${dirname(path)}`, cause);
    fail(code === "EROFS" ? "read-only disk" : "permission denied", cause);
  }
}
