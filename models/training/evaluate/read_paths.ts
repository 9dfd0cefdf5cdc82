import process from "node:process";

/**
 * Reads the paths that a step of the training takes as arguments.
 *
 * @throws {SyntaxError} when there are more or fewer
 */
export function readPaths(step: string, ...names: readonly string[]): string[] {
  const paths = process.argv.slice(2);
  if (paths.length === names.length) return paths;
  const received = paths.join(" ") || "none";
  throw new SyntaxError(`Running ${step}: expected ${names.join(" ")}, received ${received}`);
}
