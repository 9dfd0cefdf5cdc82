/** Properties of a host that determine its cache folder. */
export interface CacheSurroundings {
  /** Value of `process.platform`: `linux`, `darwin`, `win32`, … */
  readonly platform: string;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Home folder of the user. */
  readonly home: string;
}

/**
 * Returns the path of the model store: `BABYCRY_CACHE`, else the platform's folder for caches.
 *
 * @see {@link https://specifications.freedesktop.org/basedir-spec/0.8/ XDG Base Directory
 *   Specification}
 */
export function cacheFolder({ platform, env, home }: CacheSurroundings): string {
  const own = env["BABYCRY_CACHE"];
  if (own) return own;
  if (platform === "win32") {
    return `${env["LOCALAPPDATA"] || `${home}\\AppData\\Local`}\\babycry\\Cache`;
  }
  if (platform === "darwin") return `${home}/Library/Caches/babycry`;
  const xdg = env["XDG_CACHE_HOME"];
  // The specification requires that a relative path is ignored.
  return `${xdg?.startsWith("/") ? xdg : `${home}/.cache`}/babycry`;
}

/** Returns the path of the model store on this host. */
export async function hostCacheFolder(): Promise<string> {
  const [{ default: process }, { homedir }] = await Promise.all([
    import("node:process"),
    import("node:os"),
  ]);
  return cacheFolder({ platform: process.platform, env: process.env, home: homedir() });
}
