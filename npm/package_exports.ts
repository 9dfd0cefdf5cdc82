/**
 * Export map of the npm package, derived from that of `deno.json`, and a check that the two agree.
 *
 * @module
 */

/** Keys of `deno.json` that the npm package uses. */
export interface DenoConfig {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Address of the repository, without `.git`. */
  readonly repository: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
}

/** Targets of a subpath; TypeScript requires the declarations first. */
export interface PackageExport {
  readonly types: string;
  readonly default: string;
}

/** Creates the `exports` of package.json. */
export function packageExports({ exports }: DenoConfig): Record<string, PackageExport> {
  return Object.fromEntries(
    Object.entries(exports).map(([key, file]) => [key, {
      types: `./types/${file.replace(/^\.\//, "").replace(/\.ts$/, ".d.ts")}`,
      default: key === "." ? "./index.js" : `${key}.js`,
    }]),
  );
}

/**
 * Checks that both maps name the same subpaths and that every target exists.
 *
 * @param isFile whether a path, relative to the package, is a file
 * @throws {TypeError} when the subpaths differ or a target does not exist
 */
export async function validateExports(
  config: Pick<DenoConfig, "exports">,
  exported: Readonly<Record<string, PackageExport>>,
  isFile: (path: string) => Promise<boolean>,
): Promise<void> {
  const [ours, theirs] = [Object.keys(config.exports).sort(), Object.keys(exported).sort()];
  if (ours.join() !== theirs.join()) {
    throw new TypeError(
      `Checking package.json: expected the exports ${ours.join(", ")}, received ${
        theirs.join(", ")
      }`,
    );
  }
  for (const [key, targets] of Object.entries(exported)) {
    for (const target of Object.values(targets)) {
      if (!await isFile(target)) {
        throw new TypeError(
          `Checking package.json: expected the file ${target} of ${key}, received none`,
        );
      }
    }
  }
}
