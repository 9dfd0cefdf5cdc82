import { InputError } from "../../errors.ts";

/**
 * Locks a folder for this process: a file with its number. The lock of a process that no longer
 * runs is taken over.
 *
 * @returns function that releases the lock
 * @throws {InputError} when another process has the lock
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const { open, readFile, rm } = await import("node:fs/promises");
  const { default: process } = await import("node:process");
  const path = `${folder}/lock`;
  const take = async () => {
    const file = await open(path, "wx").catch((error) => {
      if (error.code !== "EEXIST") throw error;
    });
    if (!file) return false;
    await file.writeFile(String(process.pid)).finally(() => file.close());
    return true;
  };
  if (!await take()) {
    const owner = Number(await readFile(path, "utf8").catch(() => ""));
    const isAlive = owner > 0 && owner !== process.pid && runs(owner, process);
    if (!isAlive) await rm(path, { force: true });
    if (isAlive || !await take()) {
      throw new InputError(
        `Opening ${folder}: expected a folder of this process, received one that process ${owner} ` +
          "uses; give each process a folder of its own (option spool)",
        { code: "permission" },
      );
    }
  }
  return () => rm(path, { force: true });
}

function runs(pid: number, process: { kill(pid: number, signal: 0): void }): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}
