/**
 * Compiled module from inlined bytes, without file access. The npm package replaces this file on
 * hosts that forbid compiling WebAssembly.
 *
 * @module
 */
import { wasmBase64 } from "./_wasm.ts";

/** Compiles the module on another thread, if the host supports it. */
export function compile(): Promise<WebAssembly.Module> {
  const binary = atob(wasmBase64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return WebAssembly.compile(bytes);
}
