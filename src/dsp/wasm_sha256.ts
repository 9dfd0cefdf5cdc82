/** Which core this is: SHA-256 of the WebAssembly module. */
export { wasmSha256 } from "./_wasm.ts";
