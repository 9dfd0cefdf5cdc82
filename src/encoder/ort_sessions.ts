/**
 * Sessions of any build of ONNX Runtime.
 *
 * @module
 */
import { isInstance } from "../instance_of.ts";
import type { TensorInfo } from "./manifest.ts";
import type { Session, SessionFactory, Tensor } from "./session.ts";

/** Part of the ONNX Runtime API that is used, as in `onnxruntime-web` or `onnxruntime-node`. */
export interface Ort {
  /** Constructor of tensors. */
  readonly Tensor: new (
    type: "float32",
    data: Float32Array,
    shape: readonly number[],
  ) => OrtTensor;
  /** Factory of sessions. */
  readonly InferenceSession: {
    create(bytes: Uint8Array, options?: Record<string, unknown>): Promise<OrtSession>;
  };
}

/** Tensor of ONNX Runtime. */
export interface OrtTensor {
  /** Element type. */
  readonly type: string;
  /** Length of each axis. */
  readonly dims: readonly number[];
  /** Values, row-major. */
  readonly data: unknown;
  /** Frees the tensor's memory. */
  dispose?(): void;
}

/** Session of ONNX Runtime. */
export interface OrtSession {
  /** Inputs of the graph; absent in builds without metadata. */
  readonly inputMetadata?: readonly OrtMetadata[];
  /** Outputs of the graph; absent in builds without metadata. */
  readonly outputMetadata?: readonly OrtMetadata[];
  /** Runs the network and returns all outputs. */
  run(
    feeds: Record<string, OrtTensor>,
    options: { readonly logSeverityLevel: number },
  ): Promise<Record<string, OrtTensor>>;
  /** Runs the network and returns the named outputs. */
  run(
    feeds: Record<string, OrtTensor>,
    outputs: readonly string[],
    options: { readonly logSeverityLevel: number },
  ): Promise<Record<string, OrtTensor>>;
  /** Frees the session's memory. */
  release(): Promise<void>;
}

/** Options that stop ONNX Runtime from logging errors, which are thrown anyway. */
const QUIET = { logSeverityLevel: 4 };

/** Metadata of an input or output in ONNX Runtime. */
export interface OrtMetadata {
  /** Name in the graph. */
  readonly name: string;
  /** Element type. */
  readonly type?: string;
  /** Length of each axis; a string names an axis of variable length. */
  readonly shape?: readonly (number | string)[];
}

/**
 * Creates a session factory from an imported build of ONNX Runtime, such as `onnxruntime-node` or
 * the WebGPU build of `onnxruntime-web`.
 *
 * @param ort the imported module
 * @param options options of every session, such as `{ executionProviders: ["webgpu"] }`
 *
 * @example
 * ```ts ignore
 * import { createClassifier } from "@babycry/babycry";
 * import { ortSessions } from "@babycry/babycry/encoders";
 * import * as ort from "onnxruntime-node";
 *
 * const classifier = await createClassifier({ model: "valence", sessions: ortSessions(ort) });
 * ```
 */
export function ortSessions(ort: Ort, options: Record<string, unknown> = {}): SessionFactory {
  return async (bytes, externalData) => {
    const all = externalData ? { ...options, externalData } : options;
    return wrap(ort, await ort.InferenceSession.create(bytes, all));
  };
}

function wrap(ort: Ort, session: OrtSession): Session {
  const { inputMetadata, outputMetadata } = session;
  return {
    ...(inputMetadata ? { inputs: inputMetadata.map(infoOf) } : {}),
    ...(outputMetadata ? { outputs: outputMetadata.map(infoOf) } : {}),
    async run(feeds, names) {
      const inputs = Object.entries(feeds).map(([name, { data, shape }]) =>
        [name, new ort.Tensor("float32", data, shape)] as const
      );
      const tensors = inputs.map(([, tensor]) => tensor);
      try {
        const outputs = names
          ? await session.run(Object.fromEntries(inputs), names, QUIET)
          : await session.run(Object.fromEntries(inputs), QUIET);
        tensors.push(...Object.values(outputs));
        return Object.fromEntries(
          Object.entries(outputs).map(([name, tensor]) => [name, read(name, tensor)]),
        );
      } finally {
        for (const tensor of tensors) tensor.dispose?.();
      }
    },
    dispose: () => session.release(),
  };
}

/** Copies a tensor out of the runtime's memory. @throws {TypeError} when it is not float32 */
function read(name: string, { data, dims, type }: OrtTensor): Tensor {
  if (!isInstance(data, "Float32Array")) {
    throw new TypeError(`Reading output ${name}: expected float32, received ${type}`);
  }
  return { data: data.slice(), shape: [...dims] };
}

function infoOf({ name, type = "", shape = [] }: OrtMetadata): TensorInfo {
  return { name, dtype: type, shape };
}
