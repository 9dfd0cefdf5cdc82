import { UnavailableError } from "../errors.ts";
import { errorCode, type FileSystem, ifThere } from "./file_system.ts";

/** How often a holder says that it lives. */
const TOUCH_MS = 5000;
/** A lock that nobody touched for so long was left behind. */
const STALE_MS = 60_000;

/** Held while work goes on. */
export interface Lock {
  /** @throws {UnavailableError} when another took it, as after this program was suspended */
  check(): Promise<void>;
}

/**
 * Does work that only one program may do at a time. The lock is a file; one that was left behind by a
 * program that ended is taken over.
 *
 * @param path of the lock; its folder exists
 * @param doing what the error says was tried, such as `Pulling clap`
 * @throws {UnavailableError} when another program holds it
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
    // A clock that is set back makes an age below 0: as long ago as it seems ahead.
    if (Math.abs(age) > STALE_MS) await fs.rm(path, { force: true });
    if (Math.abs(age) <= STALE_MS || !await take(path, id, fs)) {
      throw new UnavailableError(`${doing}: another program is at it and holds ${path}`, {
        dependency: path,
      });
    }
  }
  const touch = setInterval(() => {
    const now = new Date();
    // A lock that is gone is found out by check().
    fs.utimes(path, now, now).catch(() => {});
  }, TOUCH_MS);
  try {
    return await work({
      async check() {
        if (await mine()) return;
        throw new UnavailableError(`${doing}: another program took over ${path}`, {
          dependency: path,
        });
      },
    });
  } finally {
    clearInterval(touch);
    if (await mine().catch(() => false)) await fs.rm(path, { force: true });
  }
}

/** Creates the lock. @returns whether there was none */
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
