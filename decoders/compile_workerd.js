// Replaces compile.ts under the condition "workerd": Workers cannot compile bytes.
import module from "./decoders.wasm";

export const compile = () => Promise.resolve(module);
