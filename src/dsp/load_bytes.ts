/**
 * The compiled core from inlined bytes: no file, no fetch, no permission. The npm package puts
 * `npm/load_workerd.js` in this file's place where compiling bytes is forbidden.
 *
 * @module
 */
import { wasmBase64 } from "./_wasm.ts";
import { bytesOfBase64 } from "./base64.ts";

/** Compiles the core at once. */
export function compileDsp(): WebAssembly.Module {
  return new WebAssembly.Module(bytesOfBase64(wasmBase64));
}

/** Compiles the core off the calling thread where the host can. */
export function compileDspAsync(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(bytesOfBase64(wasmBase64));
}
