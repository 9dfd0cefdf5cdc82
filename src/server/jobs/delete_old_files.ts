import type { FileSystem } from "../../store/file_system.ts";

/** Deletes the files of a folder that were written before a time, in milliseconds since 1970. */
export async function deleteOldFiles(
  folder: string,
  beforeMs: number,
  fs: FileSystem,
): Promise<void> {
  for (const name of await fs.readdir(folder)) {
    const path = `${folder}/${name}`;
    const { mtimeMs } = await fs.stat(path);
    if (mtimeMs < beforeMs) await fs.rm(path, { force: true });
  }
}
