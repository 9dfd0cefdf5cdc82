import { makeFolder } from "../../store/file_system.ts";
import { lockFolder } from "./process_lock.ts";

/** Queue of texts on disk, in order; survives the process. */
export interface Spool {
  /** Writes a text to the end, and waits until it is on disk. */
  add(text: string): Promise<void>;
  /** Reads the first text; undefined when the spool is empty. */
  first(): Promise<string | undefined>;
  /** Removes the first text. */
  drop(): Promise<void>;
  /** Number of texts. */
  readonly length: number;
  /** Releases the folder. */
  close(): Promise<void>;
}

/**
 * Opens a spool in a folder, which is created if it is missing.
 *
 * @throws {InputError} when another process uses the folder
 */
export async function openSpool(folder: string): Promise<Spool> {
  const fs = await import("node:fs/promises");
  await makeFolder(folder, fs, 0o700);
  const unlock = await lockFolder(folder);
  const entries = await fs.readdir(folder);
  for (const name of entries.filter((name) => name.endsWith(".tmp"))) {
    await fs.rm(`${folder}/${name}`, { force: true });
  }
  const names = entries.filter((name) => /^\d{12}\.json$/.test(name)).sort();
  let next = Number(names.at(-1)?.slice(0, 12) ?? -1) + 1;
  return {
    get length() {
      return names.length;
    },
    async add(text) {
      const name = `${String(next++).padStart(12, "0")}.json`;
      const path = `${folder}/${name}`;
      const temporary = `${path}.tmp`;
      try {
        const file = await fs.open(temporary, "w", 0o600);
        try {
          await file.writeFile(text);
          await file.sync();
        } finally {
          await file.close();
        }
        await fs.rename(temporary, path);
      } catch (error) {
        await fs.rm(temporary, { force: true }).catch(() => {});
        throw error;
      }
      names.push(name);
    },
    async first() {
      while (names.length > 0) {
        try {
          return await fs.readFile(`${folder}/${names[0]}`, "utf8");
        } catch (error) {
          // A file that somebody removed must not hold up the others.
          if ((error as { code?: string }).code !== "ENOENT") throw error;
          names.shift();
        }
      }
      return undefined;
    },
    async drop() {
      await fs.rm(`${folder}/${names.shift()}`, { force: true });
    },
    close: unlock,
  };
}
