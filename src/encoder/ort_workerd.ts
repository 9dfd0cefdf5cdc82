import { type Ort, ortSessions } from "./ort_sessions.ts";
import type { SessionFactory } from "./session.ts";

/** What is used of `onnxruntime-web/wasm`. */
export interface OrtWeb extends Ort {
  /** Its settings. */
  readonly env: {
    /** Those of its WebAssembly. */
    readonly wasm: { numThreads?: number; wasmBinary?: ArrayBufferLike | Uint8Array };
  };
}

/**
 * Sessions of `onnxruntime-web/wasm` where compiling bytes is forbidden, as in Cloudflare Workers: its
 * WebAssembly is a module that the Worker is deployed with.
 *
 * The runtime offers no way to hand a module over. It gets bytes that stand for it, and until the first
 * session is there, `WebAssembly.instantiate` gives the module's instance for those bytes; for all
 * others it does what it did.
 *
 * @param ort `import * as ort from "onnxruntime-web/wasm"`
 * @param module `import module from "onnxruntime-web/ort-wasm-simd-threaded.wasm"`
 *
 * @example
 * ```ts ignore
 * import { createClassifier } from "@babycry/babycry";
 * import { workerdSessions } from "@babycry/babycry/encoders";
 * import * as ort from "onnxruntime-web/wasm";
 * import module from "onnxruntime-web/ort-wasm-simd-threaded.wasm";
 *
 * const sessions = workerdSessions(ort, module);
 * const classifier = await createClassifier({ model: "valence", source, sessions });
 * ```
 */
export function workerdSessions(ort: OrtWeb, module: WebAssembly.Module): SessionFactory {
  const create = ortSessions(ort, { executionProviders: ["wasm"] });
  const standIn = new TextEncoder().encode(`babycry ${Math.random()}`);
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = standIn;
  let started: Promise<unknown> | undefined;
  return async (bytes, externalData) => {
    if (started) {
      await started;
      return await create(bytes, externalData);
    }
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate =
      ((source: BufferSource, imports: WebAssembly.Imports) =>
        source instanceof Uint8Array && equal(source, standIn)
          ? instantiate(module, imports).then((instance) => ({ module, instance }))
          : instantiate(source, imports)) as typeof instantiate;
    const first = create(bytes, externalData).finally(() => WebAssembly.instantiate = instantiate);
    started = first.catch(() => {});
    return await first;
  };
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
