// Replaces compile_amr.ts under the condition "workerd": Workers cannot compile bytes.
import module from "./amr.wasm";

export const compile = () => Promise.resolve(module);
