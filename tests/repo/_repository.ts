/**
 * The repository as text, for rules that are tests. Read from the working folder, which is its root.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";

/** Paths of all files that are, or may be, committed. */
export const files: readonly string[] = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"],
  { encoding: "utf8" },
).trimEnd().split("\n");

/** The text of a file. */
export function read(path: string): string {
  return readFileSync(path, "utf8");
}

/** The code of a TypeScript file, without its comments. */
export function codeOf(path: string): string {
  return read(path).replace(/\/\*[^]*?\*\//g, "").replace(/(?<=^|\s)\/\/.*$/mg, "");
}

/** One import or re-export. */
export interface Import {
  readonly from: string;
  /** A path of the repository, or the specifier of a package. */
  readonly to: string;
}

/** What a TypeScript file imports, types and lazy imports included. */
export function importsOf(from: string): Import[] {
  const specifiers = codeOf(from).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g);
  return Array.from(specifiers, ([, specifier = ""]) => ({
    from,
    to: specifier.startsWith(".") ? join(dirname(from), specifier) : specifier,
  }));
}
