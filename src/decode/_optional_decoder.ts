import { UnavailableError } from "../errors.ts";

/** Bytes of an empty WebAssembly module. */
const EMPTY_MODULE = /* @__PURE__ */ Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

/**
 * Loads the package of an optional decoder.
 *
 * @param dependency name of the npm package
 * @param load dynamic import of the package, literal so that bundlers find it
 * @param options.compiles whether the package compiles WebAssembly, rather than importing a module
 * where the host forbids it; default true
 * @throws {UnavailableError} when the package is not installed, or the host cannot run it
 */
export async function foreignDecoder<T>(
  dependency: string,
  load: () => Promise<unknown>,
  { compiles = true }: { readonly compiles?: boolean } = {},
): Promise<T> {
  try {
    // Some decoders never settle on hosts that forbid compiling, such as Cloudflare Workers.
    if (compiles) new WebAssembly.Module(EMPTY_MODULE);
  } catch (cause) {
    throw new UnavailableError(
      `Loading ${dependency}: expected a host that compiles WebAssembly, received a compile error`,
      { dependency, cause },
    );
  }
  try {
    return await load() as T;
  } catch (cause) {
    const install = "Deno" in globalThis ? "deno add npm:" : "npm install ";
    throw new UnavailableError(
      `Loading ${dependency}: expected an installed package, received an import error; ` +
        `install it with ${install}${dependency}`,
      { dependency, cause },
    );
  }
}
