import { StoreError } from "../errors.ts";
import { errorCode, type FileSystem, ifThere } from "./file_system.ts";

/** Interval at which the holder of a lock renews it. */
const TOUCH_MS = 5000;
/** Age at which a lock counts as abandoned. */
const STALE_MS = 60_000;

/** Lock that is held while work runs. */
export interface Lock {
  /** Checks that this program holds the lock. @throws {StoreError} when another one took it over */
  check(): Promise<void>;
}

/**
 * Runs work that only one program may do at a time. The lock is a file. A lock that its program has
 * not renewed for a minute is taken over.
 *
 * @param path path of the lock; its folder exists
 * @param doing start of error messages, such as `Pulling clap`
 * @throws {StoreError} with code `locked` when another program holds the lock
 */
export async function withLock<T>(
  path: string,
  doing: string,
  fs: FileSystem,
  work: (lock: Lock) => Promise<T>,
): Promise<T> {
  const id = crypto.randomUUID();
  const mine = async () => await ifThere(fs.readFile(path, "utf8")) === id;
  if (!await take(path, id, fs)) {
    const age = Date.now() - ((await ifThere(fs.stat(path)))?.mtimeMs ?? 0);
    // The age is below 0 after the clock was set back.
    if (Math.abs(age) > STALE_MS) await fs.rm(path, { force: true });
    if (Math.abs(age) <= STALE_MS || !await take(path, id, fs)) {
      throw new StoreError(
        `${doing}: expected the lock ${path} to be free, received one that another program holds; ` +
          "try again later",
        { code: "locked" },
      );
    }
  }
  const touch = setInterval(() => {
    const now = new Date();
    // A missing lock is detected by check().
    fs.utimes(path, now, now).catch(() => {});
  }, TOUCH_MS);
  try {
    return await work({
      async check() {
        if (await mine()) return;
        throw new StoreError(
          `${doing}: expected the lock ${path} of this program, received one of another program; ` +
            "try again later",
          { code: "locked" },
        );
      },
    });
  } finally {
    clearInterval(touch);
    if (await mine().catch(() => false)) await fs.rm(path, { force: true });
  }
}

/** Creates the lock. @returns false when it exists */
async function take(path: string, id: string, fs: FileSystem): Promise<boolean> {
  const file = await fs.open(path, "wx").catch((error) => {
    if (errorCode(error) !== "EEXIST") throw error;
  });
  if (!file) return false;
  try {
    await file.writeFile(id).finally(() => file.close());
  } catch (error) {
    await fs.rm(path, { force: true });
    throw error;
  }
  return true;
}
