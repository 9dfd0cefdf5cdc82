/**
 * Compiled core from inlined bytes, without file access, network or permissions. The npm package
 * replaces this file by `npm/load_workerd.js` on hosts that forbid compiling WebAssembly.
 *
 * @module
 */
import { wasmBase64 } from "./_wasm.ts";
import { bytesOfBase64 } from "./base64.ts";

/** Compiles the core synchronously. */
export function compileDsp(): WebAssembly.Module {
  return new WebAssembly.Module(bytesOfBase64(wasmBase64));
}

/** Compiles the core asynchronously, on another thread if the host supports it. */
export function compileDspAsync(): Promise<WebAssembly.Module> {
  return WebAssembly.compile(bytesOfBase64(wasmBase64));
}
