/**
 * Source of the compiled core: inlined bytes, or a module that the host provides.
 *
 * @module
 */
import { compileDsp, compileDspAsync } from "./load_bytes.ts";
import { UnavailableError } from "../errors.ts";

let module: WebAssembly.Module | undefined;

/**
 * Hands over the compiled `dsp.wasm`, for hosts that forbid compiling bytes, such as Cloudflare
 * Workers. The npm package does so by itself there.
 *
 * @param compiled the module of `dsp-wasm/dsp.wasm`
 */
export function provideDspModule(compiled: WebAssembly.Module): void {
  module = compiled;
}

/** Compiles the core ahead of its first use, for hosts that refuse to compile synchronously. */
export async function ready(): Promise<void> {
  module ??= await compileDspAsync();
}

/** The compiled core. Compiles the inlined bytes on first use. */
export function loadDspModule(): WebAssembly.Module {
  if (module) return module;
  try {
    return module = compileDsp();
  } catch (cause) {
    throw new UnavailableError(
      "Compiling the WebAssembly core failed: call await ready() first, or provideDspModule() with the module of dsp.wasm",
      { dependency: "WebAssembly", cause },
    );
  }
}
