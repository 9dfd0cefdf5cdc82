// Stands in for src/dsp/load_bytes.ts under the "workerd" condition: Workers may not compile bytes.
import module from "./dsp.wasm";

export const compileDsp = () => module;
export const compileDspAsync = () => Promise.resolve(module);
