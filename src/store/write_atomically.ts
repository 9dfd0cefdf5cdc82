import type { FileSystem } from "./file_system.ts";

/**
 * Writes a file under a temporary name and renames it, so that the file is never incomplete.
 *
 * @param path path of the file; its folder exists
 * @param beforeRename called when all bytes are on disk
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
