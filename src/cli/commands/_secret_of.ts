import { readFile } from "node:fs/promises";

/** Reads a secret from a file that an option names. @throws {SyntaxError} when it cannot be read */
export async function secretOf(flag: string, path: string): Promise<string> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (cause) {
    throw new SyntaxError(`Invalid ${flag}: expected a readable file, received ${path}`, { cause });
  }
}
