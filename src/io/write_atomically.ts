import type { FileSystem } from "./file_system.ts";

/**
 * Writes a file so that there is never half of it under its name, whatever happens.
 *
 * @param path its folder exists
 */
export async function writeAtomically(
  path: string,
  content: Uint8Array | string,
  fs: FileSystem,
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
    await fs.rename(temporary, path);
  } catch (error) {
    await fs.rm(temporary, { force: true });
    throw error;
  }
}
