/**
 * Source of the compiled core: inlined bytes, or a module from the host.
 *
 * @module
 */
import { compileDsp, compileDspAsync } from "./load_bytes.ts";
import { UnavailableError } from "../errors.ts";

let module: WebAssembly.Module | undefined;

/**
 * Provides the compiled `dsp.wasm` on hosts that forbid compiling WebAssembly, such as Cloudflare
 * Workers. The npm package does this automatically.
 *
 * @param compiled compiled module of `dsp-wasm/dsp.wasm`
 */
export function provideDspModule(compiled: WebAssembly.Module): void {
  module = compiled;
}

/** Compiles the core before its first use, for hosts that do not compile synchronously. */
export async function ready(): Promise<void> {
  module ??= await compileDspAsync();
}

/** Returns the compiled core; compiles the inlined bytes on first use. */
export function loadDspModule(): WebAssembly.Module {
  if (module) return module;
  try {
    return module = compileDsp();
  } catch (cause) {
    throw new UnavailableError(
      "Compiling the WebAssembly core: expected a compiled module, received an error; " +
        "call await ready() first, or provideDspModule() with the module of dsp.wasm",
      { dependency: "WebAssembly", cause },
    );
  }
}
