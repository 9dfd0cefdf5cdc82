/**
 * Compiled module from inlined bytes, without file access. The npm package replaces this file on
 * hosts that forbid compiling WebAssembly.
 *
 * @module
 */
import { compileBase64 } from "../compile_base64.ts";
import { wasmBase64 } from "./_wasm.ts";

/** Compiles the module on another thread, if the host supports it. */
export function compile(): Promise<WebAssembly.Module> {
  return compileBase64(wasmBase64);
}
