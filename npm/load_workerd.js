// Replaces src/dsp/load_bytes.ts under the condition "workerd": Workers cannot compile bytes.
import module from "./dsp.wasm";

export const compileDsp = () => module;
export const compileDspAsync = () => Promise.resolve(module);
