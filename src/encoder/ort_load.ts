/**
 * Default ONNX Runtime: `onnxruntime-web`, loaded on first use. It takes 140 MB on disk and is
 * therefore an optional dependency.
 *
 * @module
 */
import { UnavailableError } from "../errors.ts";
import { ortSessions } from "./ort_sessions.ts";
import type { OrtWeb } from "./ort_workerd.ts";
import type { ExternalData, Session } from "./session.ts";

/** Package and version. Deno downloads it on first use; other runtimes need it installed. */
export const ORT_WEB = { name: "onnxruntime-web", version: "1.30.0" } as const;

let loading: Promise<OrtWeb> | undefined;
/** The host's own `Worker`, before the runtime was loaded; undefined where there is none. */
let ownWorker: PropertyDescriptor | undefined;
let isStarted = false;

/**
 * Creates a session of `onnxruntime-web`, on one CPU thread. The first call loads the runtime.
 *
 * @param bytes the ONNX file
 * @param externalData files that hold the weights; absent when the ONNX file contains them
 * @throws {UnavailableError} when the runtime is not installed, or the host cannot run it
 */
export async function webSessions(
  bytes: Uint8Array,
  externalData?: readonly ExternalData[],
): Promise<Session> {
  loading ??= load();
  try {
    const create = ortSessions(await loading, { executionProviders: ["wasm"] });
    const session = await create(bytes, externalData);
    restoreWorker();
    isStarted = true;
    return session;
  } catch (error) {
    if (error instanceof UnavailableError) loading = undefined;
    restoreWorker();
    throw error;
  }
}

/** Undoes that the start of the runtime makes the `Worker` of `node:worker_threads` global. */
function restoreWorker(): void {
  if (isStarted) return;
  if (ownWorker) Object.defineProperty(globalThis, "Worker", ownWorker);
  else Reflect.deleteProperty(globalThis, "Worker");
}

async function load(): Promise<OrtWeb> {
  const { name, version } = ORT_WEB;
  const onDeno = "Deno" in globalThis;
  ownWorker = Object.getOwnPropertyDescriptor(globalThis, "Worker");
  try {
    // Not a literal: Deno would download the package with the program, bundlers would include it.
    const specifier = onDeno ? `npm:${name}@${version}/wasm` : `${name}/wasm`;
    const ort: OrtWeb = await import(/* @vite-ignore */ specifier);
    // Threads need workers that Node, Deno and Bun cannot start from the package.
    ort.env.wasm.numThreads = 1;
    return ort;
  } catch (cause) {
    const [expected, remedy] = onDeno
      ? ["the package to be downloaded", "allow network access and add it to a frozen lock file"]
      : ["an installed package", `install it with npm install ${name}@${version}`];
    throw new UnavailableError(
      `Loading ${name}: expected ${expected}, received an import error; ${remedy}, or pass ` +
        "sessions of another build of ONNX Runtime",
      { dependency: name, cause },
    );
  }
}
