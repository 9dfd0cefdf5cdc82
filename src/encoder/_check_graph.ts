/**
 * Whether a file and its graph are what the manifest says, before a number comes out of them.
 *
 * @module
 */
import { ModelError } from "../errors.ts";
import type { EncoderManifest, TensorInfo } from "./manifest.ts";
import type { Session } from "./session.ts";

/** @throws {ModelError} when the bytes are cut short, or a page instead of a model */
export function checkModelBytes(manifest: EncoderManifest, bytes: Uint8Array): void {
  const { id, file, bytes: wanted } = manifest;
  const came = foreignContent(bytes) ??
    (wanted !== undefined && bytes.length !== wanted ? `${bytes.length} bytes` : undefined);
  if (came === undefined) return;
  throw new ModelError(
    `Loading encoder ${id}: ${file} holds ${came}, wanted an ONNX model` +
      (wanted === undefined ? "" : ` of ${wanted} bytes`),
    { modelId: id },
  );
}

/** Content that downloads leave in place of a model, or undefined. */
export function foreignContent(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return "no bytes";
  const start = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
  if (/^<(!doctype|html|\?xml)/i.test(start)) return "a web page";
  return /^version https:\/\/git-lfs/.test(start) ? "a Git LFS pointer" : undefined;
}

/** @throws {ModelError} when names, ranks, sizes or pooling do not agree */
export function checkGraph(manifest: EncoderManifest, session: Session): void {
  const { id, embedding, inputs, outputs } = manifest;
  const fail = (message: string): never => {
    throw new ModelError(`Loading encoder ${id}: ${message}`, { modelId: id });
  };
  if (inputs?.length !== 1) fail(`its manifest names ${inputs?.length} inputs, wanted one`);
  if (!["none", "mean_over_frames"].includes(embedding.pooling)) {
    fail(`pooling is ${embedding.pooling}, wanted none or mean_over_frames`);
  }
  const output = outputs?.find(({ name }) => name === embedding.output);
  if (!output) fail(`its manifest names no output ${embedding.output}`);
  if (session.inputs && !(session.inputs.length === 1 && agree(session.inputs[0]!, inputs[0]!))) {
    fail(`the graph takes ${show(session.inputs)}, wanted ${show(inputs)}`);
  }
  if (session.outputs && !session.outputs.some((given) => agree(given, output!))) {
    fail(`the graph gives ${show(session.outputs)}, wanted ${show([output!])}`);
  }
}

/** Axes of any length agree with every length. */
function agree(a: TensorInfo, b: TensorInfo): boolean {
  return a.name === b.name && a.shape.length === b.shape.length &&
    a.shape.every((n, i) =>
      typeof n !== "number" || typeof b.shape[i] !== "number" || n === b.shape[i]
    );
}

function show(infos: readonly TensorInfo[]): string {
  return infos.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).join(", ");
}
