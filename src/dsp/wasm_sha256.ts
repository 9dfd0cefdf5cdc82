/** SHA-256 of the WebAssembly module, lower-case hexadecimal. */
export { wasmSha256 } from "./_wasm.ts";
