import { UnavailableError } from "../errors.ts";

/** The eight bytes of an empty WebAssembly module. */
const EMPTY_MODULE = /* @__PURE__ */ Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/**
 * Loads a foreign decoder on first need.
 *
 * @param dependency the package, as installed from npm
 * @param load the dynamic import of it, literal so that bundlers see it
 * @throws {UnavailableError} when it is not installed, or the host cannot run it
 */
export async function foreignDecoder<T>(
  dependency: string,
  load: () => Promise<unknown>,
): Promise<T> {
  try {
    // Some decoders never settle where compiling bytes is forbidden, as in Cloudflare Workers.
    new WebAssembly.Module(EMPTY_MODULE);
  } catch (cause) {
    throw new UnavailableError(
      `Loading ${dependency} failed: this host does not compile WebAssembly, which it needs`,
      { dependency, cause },
    );
  }
  try {
    return await load() as T;
  } catch (cause) {
    const way = "Deno" in globalThis ? "deno add npm:" : "npm install ";
    throw new UnavailableError(
      `Loading ${dependency} failed: install it with ${way}${dependency}`,
      { dependency, cause },
    );
  }
}
