/**
 * Checks that an ONNX file and its graph match the manifest, before the first run.
 *
 * @module
 */
import { ModelError } from "../errors.ts";
import type { EncoderManifest, TensorInfo } from "./manifest.ts";
import type { Session } from "./session.ts";

/**
 * Checks the bytes of an ONNX file.
 *
 * @throws {ModelError} when they are empty, a web page, a Git LFS pointer or of the wrong length
 */
export function checkModelBytes(manifest: EncoderManifest, bytes: Uint8Array): void {
  const { id, file, bytes: length } = manifest;
  const received = foreignContent(bytes) ??
    (length !== undefined && bytes.length !== length ? `${bytes.length} bytes` : undefined);
  if (received === undefined) return;
  throw new ModelError(
    `Loading encoder ${id}, ${file}: expected an ONNX model` +
      `${length === undefined ? "" : ` of ${length} bytes`}, received ${received}`,
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

/**
 * Checks a graph against its manifest.
 *
 * @throws {ModelError} when names, ranks, sizes or pooling do not match
 */
export function checkGraph(manifest: EncoderManifest, session: Session): void {
  const { id, embedding, inputs, outputs } = manifest;
  const fail = (expected: string, received: string): never => {
    throw new ModelError(`Loading encoder ${id}: expected ${expected}, received ${received}`, {
      modelId: id,
    });
  };
  if (inputs?.length !== 1) fail("one input in the manifest", String(inputs?.length));
  if (!["none", "mean_over_frames"].includes(embedding.pooling)) {
    fail("pooling to be none or mean_over_frames", embedding.pooling);
  }
  const output = outputs?.find(({ name }) => name === embedding.output);
  if (!output) fail(`${embedding.output} among the manifest's outputs`, show(outputs ?? []));
  if (session.inputs && !(session.inputs.length === 1 && matches(session.inputs[0]!, inputs[0]!))) {
    fail(`a graph with the input ${show(inputs)}`, show(session.inputs));
  }
  if (session.outputs && !session.outputs.some((tensor) => matches(tensor, output!))) {
    fail(`a graph with the output ${show([output!])}`, show(session.outputs));
  }
}

/** Whether two tensors have the same name and shape. A named axis matches any length. */
function matches(a: TensorInfo, b: TensorInfo): boolean {
  return a.name === b.name && a.shape.length === b.shape.length &&
    a.shape.every((n, i) =>
      typeof n !== "number" || typeof b.shape[i] !== "number" || n === b.shape[i]
    );
}

/** Lists tensors as `name [axis, axis]`; `none` for an empty list. */
function show(infos: readonly TensorInfo[]): string {
  return infos.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).join(", ") || "none";
}
