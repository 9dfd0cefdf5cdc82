import { mkdir, open, realpath, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { OpenDataset } from "../../input/open_dataset.ts";
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

/**
 * Checks that an output does not replace the dataset or one of its recordings.
 *
 * @param flag option that names the output, such as `--out`
 * @param input path of the dataset
 * @throws {SyntaxError} when it would
 */
export async function checkOutput(
  flag: string,
  output: string,
  input: string,
  { root, dataset }: OpenDataset,
): Promise<void> {
  const target = await realpath(output).catch(() => undefined);
  if (target === undefined) return;
  const folder = await realpath(root).catch(() => root);
  const kind = target === await realpath(input)
    ? "the dataset"
    : [...dataset.clips, ...dataset.excluded].some(({ path }) => resolve(folder, path) === target)
    ? "the recording"
    : undefined;
  if (kind === undefined) return;
  throw new SyntaxError(`Invalid ${flag}: expected another file, received ${kind} ${output}`);
}

/** Checks that the name of a model is not the name of a card. @throws {SyntaxError} */
export function checkModelName(flag: string, path: string): void {
  if (!/\.md$/i.test(path)) return;
  throw new SyntaxError(
    `Invalid ${flag}: expected the name of a model, such as mine.json, received the card ${path}`,
  );
}

/** Creates and removes a file. */
async function tryFile(path: string): Promise<void> {
  await (await open(path, "wx")).close();
  await rm(path);
}
