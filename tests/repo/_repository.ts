/**
 * Files of the repository as text, for tests of its rules. The working folder is the root.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";

/** Paths of all files that are committed or not ignored. */
export const files: readonly string[] = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"],
  { encoding: "utf8" },
).trimEnd().split("\n");

/** Reads the text of a file. */
export function read(path: string): string {
  return readFileSync(path, "utf8");
}

/** Reads the code of a TypeScript file without its comments. */
export function codeOf(path: string): string {
  return read(path).replace(/\/\*[^]*?\*\//g, "").replace(/(?<=^|\s)\/\/.*$/mg, "");
}

/** Import or re-export. */
export interface Import {
  readonly from: string;
  /** Path in the repository, or specifier of a package. */
  readonly to: string;
}

/** Lists the imports of a TypeScript file, with types and lazy imports. */
export function importsOf(from: string): Import[] {
  const specifiers = codeOf(from).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g);
  return Array.from(specifiers, ([, specifier = ""]) => ({
    from,
    to: specifier.startsWith(".") ? join(dirname(from), specifier) : specifier,
  }));
}

/** Finds nodes that import each other in a cycle: Tarjan's strongly connected components. */
export function circles(imports: readonly Import[]): string[][] {
  const targets = new Map<string, Set<string>>();
  for (const { from, to } of imports) targets.set(from, (targets.get(from) ?? new Set()).add(to));
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): void => {
    order.set(node, order.size);
    low.set(node, order.get(node)!);
    open.push(node);
    for (const next of targets.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      if (open.includes(next)) low.set(node, Math.min(low.get(node)!, low.get(next)!));
    }
    if (low.get(node) !== order.get(node)) return;
    const circle = open.splice(open.indexOf(node));
    if (circle.length > 1 || targets.get(node)?.has(node)) found.push(circle.sort());
  };
  for (const node of targets.keys()) if (!order.has(node)) visit(node);
  return found;
}
