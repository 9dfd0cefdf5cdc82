import { mkdir, open, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode } from "../../store/file_system.ts";

/**
 * Checks that a file can be written, before the work that produces it.
 *
 * @throws {RangeError} when the file cannot be written
 */
export async function checkWritable(path: string): Promise<void> {
  const fail = (problem: string, cause?: unknown): never => {
    throw new RangeError(`Writing ${path}: ${problem}`, { cause });
  };
  const folder = dirname(path);
  try {
    await stat(folder);
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) fail("expected a file, received a directory");
    // The folder exists; Deno asks for the permission of the whole folder once.
    await mkdir(folder, { recursive: true });
    if (found) await (await open(path, "r+")).close();
    else await tryFile(join(folder, `.${crypto.randomUUID()}.tmp`));
  } catch (cause) {
    const code = errorCode(cause);
    if (code === undefined) throw cause;
    if (code === "ENOENT" || code === "ENOTDIR") {
      fail(`expected an existing directory, received ${folder}`, cause);
    }
    fail(
      `expected a writable file, received ${
        code === "EROFS" ? "a read-only disk" : "no permission"
      }`,
      cause,
    );
  }
}

/** Creates and removes a file. */
async function tryFile(path: string): Promise<void> {
  await (await open(path, "wx")).close();
  await rm(path);
}
