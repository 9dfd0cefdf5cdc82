import type { FileSystem } from "./file_system.ts";

/**
 * Writes a file so that there is never half of it under its name, whatever happens.
 *
 * @param path its folder exists
 * @param beforeRename done when all is on disk, and not before
 */
export async function writeAtomically(
  path: string,
  content: Uint8Array | string,
  fs: FileSystem,
  beforeRename?: () => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    const file = await fs.open(temporary, "wx");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await beforeRename?.();
    await fs.rename(temporary, path);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
}
