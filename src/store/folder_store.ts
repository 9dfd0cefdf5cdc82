import { explainSystemError, hostFileSystem, ifThere, makeFolder } from "./file_system.ts";
import { writeAtomically } from "./write_atomically.ts";

/** Key-value store in a folder, with a file for each key. Several programs may use it at once. */
export interface FolderStore {
  /** Reads the bytes of a key; undefined when the key is not stored. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Writes the bytes of a key atomically. */
  set(key: string, bytes: Uint8Array): Promise<void>;
}

/**
 * Opens a folder as a key-value store.
 *
 * @param folder path; created by the first write. Keys are hexadecimal
 * @throws {UnavailableError} when the host has no files
 * @throws {StoreError} from both methods, when the folder cannot be used
 */
export async function openFolderStore(folder: string): Promise<FolderStore> {
  const fs = await hostFileSystem();
  const place = (key: string) => `${folder}/${key.slice(0, 2)}`;
  const explained = <T>(doing: string, work: Promise<T>): Promise<T> =>
    work.catch((error) => {
      throw explainSystemError(doing, folder, error);
    });
  // Deno asks for the permission of the folder once, and then for no file in it.
  await fs.stat(folder).catch(() => undefined);
  const write = async (key: string, bytes: Uint8Array) => {
    await makeFolder(folder, fs);
    await makeFolder(place(key), fs);
    await writeAtomically(`${place(key)}/${key}`, bytes, fs);
  };
  return {
    get: (key) => explained("Reading vectors", ifThere(fs.readFile(`${place(key)}/${key}`))),
    set: (key, bytes) => explained("Writing vectors", write(key, bytes)),
  };
}
