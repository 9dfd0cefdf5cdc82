/**
 * A cache folder of models. A folder for each model holds its files; beside a file, `FILE.record` says
 * what its SHA-256 was when it came, and `FILE.part` is a download that broke off.
 *
 * @module
 */
import { ModelError, UnavailableError } from "../errors.ts";
import type { ModelSource, ProgressOptions } from "../types.ts";
import { hostCacheFolder } from "./cache_folder.ts";
import { download, type DownloadOptions, forget } from "./download.ts";
import {
  explainSystemError,
  type FileSystem,
  hostFileSystem,
  ifThere,
  readJson,
} from "./file_system.ts";
import type { ModelFile } from "../models/model_file.ts";
import { sha256, sha256OfFile } from "./sha256.ts";
import { type Lock, withLock } from "./with_lock.ts";
import { writeAtomically } from "./write_atomically.ts";

/** What is remembered of a file from when it came. */
export interface FileRecord {
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  /** Size. */
  readonly bytes: number;
  /** Where it came from: a URL, or `import`. */
  readonly source: string;
}

/** How a file is pulled. */
export interface PullOptions extends DownloadOptions {
  /** Asks nobody: what is not in the cache is an error. */
  readonly offline?: boolean;
}

/** Models in a folder. */
export interface ModelStore extends ModelSource {
  /** Where it is. */
  readonly folder: string;
  /** Where a file is, or would be. */
  path(file: Pick<ModelFile, "id" | "file">): string;
  /** The models of which there is something here, sorted. */
  ids(): Promise<string[]>;
  /** The files of a model that are here as a whole, sorted. */
  files(id: string): Promise<(FileRecord & Pick<ModelFile, "id" | "file">)[]>;
  /**
   * Downloads a file, unless it is here as it should be. There is never half a file under its name.
   *
   * @returns whether something was downloaded
   * @throws {ModelError} when what comes is not what was wanted
   * @throws {UnavailableError} when it cannot be had or kept
   */
  pull(file: ModelFile, options?: PullOptions): Promise<boolean>;
  /** Keeps bytes as a file. @throws {ModelError} when they are not those of the manifest */
  put(file: ModelFile, bytes: Uint8Array): Promise<void>;
  /** Compares a file with its hash. @throws {ModelError} when it is damaged */
  verify(file: ModelFile, options?: ProgressOptions): Promise<void>;
  /** Removes all of a model. @returns whether there was something */
  remove(id: string): Promise<boolean>;
}

/**
 * Opens a cache folder, which need not exist yet.
 *
 * @param options.folder the platform's own unless told
 * @param options.fs takes the place of the host's file system
 */
export async function openModelStore(
  options: { readonly folder?: string; readonly fs?: FileSystem } = {},
): Promise<ModelStore> {
  const fs = options.fs ?? await hostFileSystem();
  const folder = (options.folder ?? await hostCacheFolder()).replace(/[/\\]$/, "");

  const folderOf = (id: string) => `${folder}/${checkName(id)}`;
  const path = ({ id, file }: Pick<ModelFile, "id" | "file">) =>
    `${folderOf(id)}/${checkName(file)}`;
  const readRecord = async (file: Pick<ModelFile, "id" | "file">) =>
    await readJson(`${path(file)}.record`, fs) as FileRecord | undefined;
  const isThere = async (file: ModelFile) => await ifThere(fs.stat(path(file))) !== undefined;
  const writing = async <T>(
    doing: string,
    id: string,
    work: (lock: Lock) => Promise<T>,
  ): Promise<T> => {
    try {
      await fs.mkdir(folderOf(id), { recursive: true });
      return await withLock(`${folderOf(id)}.lock`, doing, fs, work);
    } catch (error) {
      throw explainSystemError(doing, folder, error);
    }
  };
  /** Compares with the manifest's hash, else with the recorded one. */
  const compare = (file: ModelFile, came: string, record: FileRecord | undefined) => {
    const wanted = file.sha256 ?? record?.sha256;
    if (wanted === undefined || wanted === came) return;
    const whose = file.sha256 ? "the manifest wants" : "when it first came it was";
    throw new ModelError(
      `Checking ${file.file} of ${file.id}: its SHA-256 is ${came}, ${whose} ${wanted}`,
      { modelId: file.id },
    );
  };
  const missing = ({ id, file }: ModelFile) =>
    new UnavailableError(
      `Opening ${id}: ${file} is not in ${folder}; babycry models list says how ${id} gets there`,
      { dependency: id },
    );
  const verify = async (file: ModelFile, work: ProgressOptions = {}) => {
    const record = await readRecord(file);
    if (!await isThere(file)) throw missing(file);
    compare(file, await sha256OfFile(path(file), fs, work), record);
  };
  const record = async (file: ModelFile, fields: FileRecord) =>
    await writeAtomically(`${path(file)}.record`, JSON.stringify(fields) + "\n", fs);

  return {
    folder,
    path,
    verify,
    async ids() {
      const entries = await ifThere(fs.readdir(folder, { withFileTypes: true })) ?? [];
      const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
      return folders.filter((name) => NAME.test(name)).sort();
    },
    async files(id) {
      const names = await ifThere(fs.readdir(folderOf(id))) ?? [];
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
      const known = await readRecord(file);
      const bytes = known && await ifThere(fs.readFile(path(file)));
      if (!bytes) throw missing(file);
      compare(file, await sha256(bytes), known);
      return bytes;
    },
    async pull(file, pull = {}) {
      const { signal } = pull;
      const isAsWanted = async () => {
        if (!await isThere(file)) return false;
        return await verify(file, pull).then(() => true, (error) => {
          if (error instanceof ModelError && !pull.offline) return false;
          throw error;
        });
      };
      if (await isAsWanted()) return false;
      if (pull.offline) throw missing(file);
      const { url } = file;
      if (url === undefined) {
        throw new UnavailableError(
          `Pulling ${file.id}: no address of ${file.file} is known; babycry models import brings it in`,
          { dependency: file.id },
        );
      }
      return await writing(`Pulling ${file.id}`, file.id, async (lock) => {
        if (await isAsWanted()) return false;
        const part = `${path(file)}.part`;
        const known = await readRecord(file);
        await download({ ...file, url }, part, fs, pull);
        const came = await sha256OfFile(part, fs, { ...(signal ? { signal } : {}) });
        try {
          await refusePage(part, file, fs);
          compare(file, came, known);
        } catch (error) {
          await forget(part, fs);
          throw error;
        }
        const { size } = await fs.stat(part);
        await lock.check();
        await record(file, { sha256: came, bytes: size, source: url });
        await fs.rename(part, path(file));
        await forget(part, fs);
        return true;
      });
    },
    async put(file, bytes) {
      const came = await sha256(bytes);
      compare(file, came, undefined);
      await writing(`Importing ${file.id}`, file.id, async () => {
        const fields = { sha256: came, bytes: bytes.length, source: "import" };
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

const NAME = /^[A-Za-z0-9][\w.+-]*$/;
/** Endings of what stands beside the files. */
const OWN = /\.(part|record|etag|lock|tmp)$/;

/** Names become parts of paths. @throws {RangeError} for one that could lead elsewhere */
function checkName(name: string): string {
  if (NAME.test(name) && !OWN.test(name)) return name;
  throw new RangeError(
    `Naming a model: ${JSON.stringify(name)} came, wanted letters, digits and . _ + -`,
  );
}

/** A server that answers every address with a page, or a repository without its large files. */
async function refusePage(path: string, { id, file }: ModelFile, fs: FileSystem): Promise<void> {
  const bytes = new Uint8Array(64);
  const handle = await fs.open(path, "r");
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0).finally(() => handle.close());
  const start = new TextDecoder().decode(bytes.subarray(0, bytesRead)).trimStart();
  const what = bytesRead === 0
    ? "nothing"
    : /^<(!doctype|html|\?xml)/i.test(start)
    ? "a web page"
    : start.startsWith("version https://git-lfs")
    ? "a Git LFS pointer"
    : undefined;
  if (what) throw new ModelError(`Pulling ${id}: ${what} came, wanted ${file}`, { modelId: id });
}
