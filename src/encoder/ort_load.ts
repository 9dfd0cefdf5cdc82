/**
 * ONNX Runtime where the caller brings none: `onnxruntime-web`, loaded on first need and never before.
 * It takes 140 MB on disk, so it is no dependency that is fetched with the package.
 *
 * @module
 */
import { UnavailableError } from "../errors.ts";
import { ortSessions } from "./ort_sessions.ts";
import type { OrtWeb } from "./ort_workerd.ts";
import type { ExternalData, Session } from "./session.ts";

/** Deno fetches it by itself; elsewhere it has to be installed. */
export const ORT_WEB = { name: "onnxruntime-web", version: "1.30.0" } as const;

let loading: Promise<OrtWeb> | undefined;

/**
 * Sessions of `onnxruntime-web`, on the processor, in one thread. The runtime is loaded by the first.
 *
 * @throws {UnavailableError} when it is not installed, or the host cannot run it
 */
export async function webSessions(
  bytes: Uint8Array,
  externalData?: readonly ExternalData[],
): Promise<Session> {
  loading ??= load();
  try {
    return await ortSessions(await loading, { executionProviders: ["wasm"] })(bytes, externalData);
  } catch (error) {
    if (error instanceof UnavailableError) loading = undefined;
    throw error;
  }
}

async function load(): Promise<OrtWeb> {
  const { name, version } = ORT_WEB;
  const onDeno = "Deno" in globalThis;
  try {
    // Not a literal: Deno would fetch the package with the program, bundlers would take it in.
    const specifier = onDeno ? `npm:${name}@${version}/wasm` : `${name}/wasm`;
    const ort: OrtWeb = await import(/* @vite-ignore */ specifier);
    // Threads need workers that Node, Deno and Bun cannot start from it.
    ort.env.wasm.numThreads = 1;
    return ort;
  } catch (cause) {
    const way = onDeno
      ? "it is fetched once, which needs the network, and its name in a lock file that is frozen"
      : `install it with npm install ${name}@${version}`;
    throw new UnavailableError(
      `Loading ${name} failed: ${way}; or hand in sessions of another build of ONNX Runtime`,
      { dependency: name, cause },
    );
  }
}
