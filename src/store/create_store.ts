/**
 * Model files in a cache folder, with a subfolder for each model. Next to a file, `FILE.record`
 * holds its SHA-256 from the first download, and `FILE.part` an incomplete download.
 *
 * @module
 */
import { ModelError, StoreError } from "../errors.ts";
import type { ProgressOptions } from "../types.ts";
import { download, forget } from "./download.ts";
import {
  explainSystemError,
  type FileSystem,
  ifThere,
  makeFolder,
  readJson,
} from "./file_system.ts";
import type { ModelFile } from "../models/model_file.ts";
import type { FileRecord, ModelStore } from "./store_types.ts";
import { sha256, sha256OfFile } from "./sha256.ts";
import { type Lock, withLock } from "./with_lock.ts";
import { writeAtomically } from "./write_atomically.ts";

/**
 * Creates the store of a folder, which need not exist yet.
 *
 * @param folder path without a slash at its end
 */
export function createStore(folder: string, fs: FileSystem): ModelStore {
  const folderOf = (id: string) => `${folder}/${checkName(id)}`;
  const path = ({ id, file }: Pick<ModelFile, "id" | "file">) =>
    `${folderOf(id)}/${checkName(file)}`;
  const readRecord = async (file: Pick<ModelFile, "id" | "file">) =>
    await readJson(`${path(file)}.record`, fs) as FileRecord | undefined;
  const isThere = async (file: ModelFile) => await ifThere(fs.stat(path(file))) !== undefined;
  const explained = <T>(doing: string, work: Promise<T>): Promise<T> =>
    work.catch((error) => {
      throw explainSystemError(doing, folder, error);
    });
  const writing = <T>(doing: string, id: string, work: (lock: Lock) => Promise<T>): Promise<T> =>
    explained(
      doing,
      makeFolder(folder, fs).then(() =>
        withLock(`${folderOf(id)}.lock`, doing, fs, async (lock) => {
          await makeFolder(folderOf(id), fs);
          return await work(lock).catch(async (error) => {
            // Fails for a folder with files.
            await fs.rmdir(folderOf(id)).catch(() => {});
            throw error;
          });
        })
      ),
    );
  /** Compares a hash with the manifest's, else with the recorded one. */
  const compare = (
    file: ModelFile,
    actual: string,
    record: FileRecord | undefined,
    remedy = "",
  ) => {
    const expected = file.sha256 ?? record?.sha256;
    if (expected === undefined || expected === actual) return;
    const origin = file.sha256 ? "as in the manifest" : "as at the first download";
    throw new ModelError(
      `Checking ${file.file} of ${file.id}: expected SHA-256 ${expected} ${origin}, ` +
        `received ${actual}${remedy}`,
      { modelId: file.id },
    );
  };
  const missing = ({ id, file }: ModelFile) =>
    new StoreError(
      `Opening ${id}: expected ${file} in ${folder}, received no such file; ` +
        `babycry models list shows how to get ${id}`,
      { code: "not_found" },
    );
  const verify = async (file: ModelFile, work: ProgressOptions = {}) => {
    const doing = `Opening ${file.id}`;
    const record = await explained(doing, readRecord(file));
    if (!await explained(doing, isThere(file))) throw missing(file);
    compare(file, await explained(doing, sha256OfFile(path(file), fs, work)), record);
  };
  /** Keeps an imported file that is not the one of the manifest. */
  const checkNotImported = async (file: ModelFile) => {
    const known = await explained(`Pulling ${file.id}`, readRecord(file));
    const isOther = known?.source === IMPORT && (file.sha256 ?? known.sha256) !== known.sha256;
    if (!isOther) return;
    throw new ModelError(
      `Pulling ${file.id}: expected ${file.file} with SHA-256 ${file.sha256} in the cache, received ` +
        `an imported one with ${known.sha256}, which is kept; babycry models remove ${file.id} ` +
        "deletes it, then pull again",
      { modelId: file.id },
    );
  };
  const record = async (file: ModelFile, fields: FileRecord) =>
    await writeAtomically(`${path(file)}.record`, JSON.stringify(fields) + "\n", fs);

  return {
    folder,
    path,
    verify,
    async ids() {
      const listing = fs.readdir(folder, { withFileTypes: true });
      const entries = await explained("Opening the model store", ifThere(listing)) ?? [];
      const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
      return folders.filter((name) => NAME.test(name)).sort();
    },
    async files(id) {
      const names = await explained(`Opening ${id}`, ifThere(fs.readdir(folderOf(id)))) ?? [];
      const there: (FileRecord & Pick<ModelFile, "id" | "file">)[] = [];
      for (const file of names.sort()) {
        const known = names.includes(`${file}.record`) ? await readRecord({ id, file }) : undefined;
        if (known) there.push({ ...known, id, file });
      }
      return there;
    },
    async read(id, name, { signal } = {}) {
      signal?.throwIfAborted();
      const file = { id, file: name };
      const known = await explained(`Opening ${id}`, readRecord(file));
      const bytes = known && await explained(`Opening ${id}`, ifThere(fs.readFile(path(file))));
      if (!bytes) throw missing(file);
      compare(file, await sha256(bytes), known);
      return bytes;
    },
    async pull(file, pull = {}) {
      const { signal } = pull;
      const isComplete = async () => {
        if (!await isThere(file)) return false;
        await checkNotImported(file);
        return await verify(file, pull).then(() => true, (error) => {
          if (error instanceof ModelError && !pull.offline) return false;
          throw error;
        });
      };
      if (await isComplete()) return false;
      if (pull.offline) throw missing(file);
      const { url } = file;
      if (url === undefined) {
        throw new StoreError(
          `Pulling ${file.id}: expected an address of ${file.file}, received none; ` +
            "add the file with babycry models import",
          { code: "not_found" },
        );
      }
      return await writing(`Pulling ${file.id}`, file.id, async (lock) => {
        if (await isComplete()) return false;
        const part = `${path(file)}.part`;
        const known = await readRecord(file);
        await download({ ...file, url }, part, fs, pull);
        const actual = await sha256OfFile(part, fs, { ...(signal ? { signal } : {}) });
        try {
          await checkContent(part, file, fs);
          compare(file, actual, known, "; babycry models import FILE adds another file");
        } catch (error) {
          await forget(part, fs);
          throw error;
        }
        const { size } = await fs.stat(part);
        await lock.check();
        await record(file, { sha256: actual, bytes: size, source: url });
        await fs.rename(part, path(file));
        await forget(part, fs);
        return true;
      });
    },
    async put(file, bytes) {
      const actual = await sha256(bytes);
      compare(file, actual, undefined);
      await writing(`Importing ${file.id}`, file.id, async () => {
        const fields = { sha256: actual, bytes: bytes.length, source: IMPORT };
        await writeAtomically(path(file), bytes, fs, () => record(file, fields));
      });
    },
    async remove(id) {
      if (!await ifThere(fs.stat(folderOf(id)))) return false;
      await writing(`Removing ${id}`, id, () => fs.rm(folderOf(id), { recursive: true }));
      return true;
    },
  };
}

/** Source of the files that {@link ModelStore.put} writes. */
const IMPORT = "import";
const NAME = /^[A-Za-z0-9][\w.+-]*$/;
/** Extensions of files that the store writes next to the model files. */
const OWN = /\.(part|record|etag|lock|tmp)$/;

/**
 * Checks a name that becomes part of a path. @throws {RangeError} when it could leave the folder
 */
function checkName(name: string): string {
  if (NAME.test(name) && !OWN.test(name)) return name;
  throw new RangeError(
    `Naming a model: expected letters, digits and . _ + -, received ${JSON.stringify(name)}`,
  );
}

/** Checks that a download is not a web page, a Git LFS pointer or empty. @throws {ModelError} */
async function checkContent(path: string, { id, file }: ModelFile, fs: FileSystem): Promise<void> {
  const bytes = new Uint8Array(64);
  const handle = await fs.open(path, "r");
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0).finally(() => handle.close());
  const start = new TextDecoder().decode(bytes.subarray(0, bytesRead)).trimStart();
  const received = bytesRead === 0
    ? "nothing"
    : /^<(!doctype|html|\?xml)/i.test(start)
    ? "a web page"
    : start.startsWith("version https://git-lfs")
    ? "a Git LFS pointer"
    : undefined;
  if (received) {
    throw new ModelError(`Pulling ${id}: expected ${file}, received ${received}`, { modelId: id });
  }
}
