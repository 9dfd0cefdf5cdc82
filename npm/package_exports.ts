/**
 * The export map of the npm package, made from the one of `deno.json`, and the test that the two agree.
 *
 * @module
 */

/** What the npm package takes from `deno.json`. */
export interface DenoConfig {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Address of the repository, without `.git`. */
  readonly repository: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly imports: Readonly<Record<string, string>>;
}

/** Where one subpath leads; the declarations come first, as TypeScript wants it. */
export interface PackageExport {
  readonly types: string;
  readonly default: string;
}

/** The `exports` of package.json. */
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
 * @throws {TypeError} naming the subpaths in question
 */
export async function validateExports(
  config: Pick<DenoConfig, "exports">,
  exported: Readonly<Record<string, PackageExport>>,
  isFile: (path: string) => Promise<boolean>,
): Promise<void> {
  const [ours, theirs] = [Object.keys(config.exports).sort(), Object.keys(exported).sort()];
  if (ours.join() !== theirs.join()) {
    throw new TypeError(`deno.json exports ${ours.join(", ")}, package.json ${theirs.join(", ")}`);
  }
  for (const [key, targets] of Object.entries(exported)) {
    for (const target of Object.values(targets)) {
      if (!await isFile(target)) {
        throw new TypeError(`Export ${key} leads to ${target}, no such file`);
      }
    }
  }
}
