import { type Ort, ortSessions } from "./ort_sessions.ts";
import type { SessionFactory } from "./session.ts";

/** Part of the API of `onnxruntime-web/wasm` that is used. */
export interface OrtWeb extends Ort {
  /** Settings of the runtime. */
  readonly env: {
    /** Settings of the WebAssembly back end. */
    readonly wasm: { numThreads?: number; wasmBinary?: ArrayBufferLike | Uint8Array };
  };
}

/**
 * Creates a session factory of `onnxruntime-web/wasm` for hosts that forbid compiling WebAssembly,
 * such as Cloudflare Workers, where the compiled module is part of the deployment.
 *
 * The runtime accepts bytes only, not a module. It is therefore given placeholder bytes, and until
 * the first session exists, `WebAssembly.instantiate` is replaced by a function that instantiates
 * the module for these bytes and behaves as before for all others.
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
  const placeholder = new TextEncoder().encode(`babycry ${Math.random()}`);
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmBinary = placeholder;
  let started: Promise<unknown> | undefined;
  return async (bytes, externalData) => {
    if (started) {
      await started;
      return await create(bytes, externalData);
    }
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate =
      ((source: BufferSource, imports: WebAssembly.Imports) =>
        source instanceof Uint8Array && equal(source, placeholder)
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
