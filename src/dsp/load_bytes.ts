/**
 * The compiled core from inlined bytes: no file, no fetch, no permission. The npm package puts
 * `npm/load_workerd.js` in this file's place where compiling bytes is forbidden.
 *
 * @module
 */
import { wasmBase64 } from "./_wasm.ts";

/** Compiles the core at once. */
export function compileDsp(): WebAssembly.Module {
  return new WebAssembly.Module(wasmBytes());
}

/** Compiles the core off the calling thread where the host can. */
export function compileDspAsync(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(wasmBytes());
}

function wasmBytes(): Uint8Array<ArrayBuffer> {
  const text = atob(wasmBase64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
