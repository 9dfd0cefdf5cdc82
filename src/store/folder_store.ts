import { explainSystemError, hostFileSystem, ifThere } from "./file_system.ts";
import { writeAtomically } from "./write_atomically.ts";

/** A folder of files named by their keys. Several programs may use it at once. */
export interface FolderStore {
  /** The bytes, or undefined where there are none. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Replaces what was there, whole at once. */
  set(key: string, bytes: Uint8Array): Promise<void>;
}

/**
 * @param folder made when something is kept; keys are hexadecimal
 * @throws {UnavailableError} from both, when the folder cannot be used
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
    await fs.mkdir(folder, { recursive: true });
    await fs.mkdir(place(key), { recursive: true });
    await writeAtomically(`${place(key)}/${key}`, bytes, fs);
  };
  return {
    get: (key) => explained("Looking for vectors", ifThere(fs.readFile(`${place(key)}/${key}`))),
    set: (key, bytes) => explained("Keeping vectors", write(key, bytes)),
  };
}
