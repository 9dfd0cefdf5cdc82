import type { FileHandle } from "node:fs/promises";

/** Folder for uploads that do not fit in memory. */
export interface UploadSpool {
  /** Creates a file. */
  create(): Promise<SpooledFile>;
}

/** File of an upload. */
export interface SpooledFile {
  /** Path. */
  readonly path: string;
  /** Appends bytes. */
  write(bytes: Uint8Array): Promise<void>;
  /** Closes the file; it stays until it is removed. */
  close(): Promise<void>;
  /** Closes and removes the file. */
  remove(): Promise<void>;
}

/** Opens a spool in a folder, which is created if it is missing; uploads of an earlier run are removed. */
export async function openUploadSpool(folder: string): Promise<UploadSpool> {
  const fs = await import("node:fs/promises");
  await fs.mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of await fs.readdir(folder)) {
    if (/^[\da-f-]{36}\.upload$/.test(name)) await fs.rm(`${folder}/${name}`, { force: true });
  }
  return {
    async create() {
      const path = `${folder}/${crypto.randomUUID()}.upload`;
      let file: FileHandle | undefined = await fs.open(path, "wx", 0o600);
      const close = async () => {
        const open = file;
        file = undefined;
        await open?.close();
      };
      return {
        path,
        async write(bytes) {
          for (let at = 0; at < bytes.length;) {
            at += (await file!.write(bytes, at, bytes.length - at)).bytesWritten;
          }
        },
        close,
        async remove() {
          await close();
          await fs.rm(path, { force: true });
        },
      };
    },
  };
}
