import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode } from "../../store/file_system.ts";

/**
 * Refuses a place for results before the work on them begins.
 *
 * @throws {RangeError} when nothing can be written there
 */
export async function checkWritable(path: string): Promise<void> {
  const fail = (why: string, cause?: unknown): never => {
    throw new RangeError(`Writing ${path}: ${why}`, { cause });
  };
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) fail("it is a folder, wanted a file");
  try {
    await access(found ? path : dirname(path), constants.W_OK);
  } catch (cause) {
    const code = errorCode(cause);
    if (code === undefined) throw cause;
    if (code === "ENOENT") fail(`there is no folder ${dirname(path)}`, cause);
    fail(code === "EROFS" ? "the disk is read-only" : "no permission", cause);
  }
}
