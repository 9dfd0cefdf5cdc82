/**
 * Packages that are loaded on use, with their versions. They are in no import map: `deno task` would
 * download them with the program.
 */
export const LAZY_PACKAGES = {
  "@hono/node-server": "2.1.9",
  "hono": "4.13.19",
  "ipaddr.js": "2.5.0",
  "mqtt": "5.16.0",
  "prom-client": "15.1.3",
  "smol-toml": "1.6.0",
  "ws": "8.23.0",
} as const;

/** Loads a package that only some commands need, or the part of it at a subpath such as `/bun`. */
export async function loadPackage<T>(
  name: keyof typeof LAZY_PACKAGES,
  subpath = "",
): Promise<T> {
  // Not a literal: Deno would download the package with the program, bundlers would include it.
  const root = "Deno" in globalThis ? `npm:${name}@${LAZY_PACKAGES[name]}` : name;
  return await import(/* @vite-ignore */ root + subpath) as T;
}
