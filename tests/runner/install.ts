/**
 * Installs the packed npm package, as a user would, beside the packages that the tests import.
 *
 * @module
 */
import { readFile, rm, writeFile } from "node:fs/promises";
import { run } from "./run.ts";
import { OUT, ROOT } from "./paths.ts";

/**
 * Packs `npm/dist` and `npm/decoders` and installs the tarballs into `node_modules` of a folder, `npm/tests` by default.
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
  const ours: Record<string, string> = {};
  for (const built of ["npm/dist", "npm/decoders"]) {
    await npm("pack", ROOT + built, "--pack-destination", folder);
    const { name, version } = JSON.parse(await readFile(`${ROOT}${built}/package.json`, "utf8"));
    ours[name] = `file:${name.slice(1).replace("/", "-")}-${version}.tgz`;
  }
  const manifest = {
    private: true,
    type: "module",
    dependencies: { ...ours, ...packages },
  };
  await writeFile(`${folder}package.json`, JSON.stringify(manifest, null, 2) + "\n");
  // npm takes an installed package of the same version for the same package.
  for (const name of Object.keys(ours)) {
    await rm(`${folder}node_modules/${name}`, { recursive: true, force: true });
  }
  await rm(`${folder}node_modules/.package-lock.json`, { force: true });
  await npm("install", "--no-package-lock", "--prefer-offline");
}
