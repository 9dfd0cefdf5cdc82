/**
 * Installs the packed npm package, as a user would, beside the packages that the tests import.
 *
 * @module
 */
import { readFile, rm, writeFile } from "node:fs/promises";
import { run } from "./run.ts";
import { OUT, ROOT } from "./paths.ts";

/**
 * Packs `npm/dist` and installs the tarball into `node_modules` of a folder, `npm/tests` by default.
 *
 * @param packages what else to install, versions by name
 * @throws {Error} with npm's output, when npm fails
 */
export async function installPackage(
  packages: Readonly<Record<string, string>>,
  folder: string = OUT,
): Promise<void> {
  const npm = async (...args: string[]) => {
    const { status, output } = await run("npm", [...args, "--no-audit", "--no-fund"], {
      cwd: folder,
    });
    if (status !== 0) throw new Error(`npm ${args.join(" ")} ended with ${status}:\n${output}`);
    return output;
  };
  await npm("pack", `${ROOT}npm/dist`, "--pack-destination", folder);
  const { name, version } = JSON.parse(await readFile(`${ROOT}npm/dist/package.json`, "utf8"));
  const tarball = `${name.slice(1).replace("/", "-")}-${version}.tgz`;
  const manifest = {
    private: true,
    type: "module",
    dependencies: { [name]: `file:${tarball}`, ...packages },
  };
  await writeFile(`${folder}package.json`, JSON.stringify(manifest, null, 2) + "\n");
  // npm takes an installed package of the same version for the same package.
  await rm(`${folder}node_modules/${name}`, { recursive: true, force: true });
  await rm(`${folder}node_modules/.package-lock.json`, { force: true });
  await npm("install", "--no-package-lock", "--prefer-offline");
}
