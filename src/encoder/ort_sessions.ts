/**
 * Sessions of ONNX Runtime, whichever build of it.
 *
 * @module
 */
import { isInstance } from "../instance_of.ts";
import type { TensorInfo } from "./manifest.ts";
import type { Session, SessionFactory, Tensor } from "./session.ts";

/** What is used of a module such as `onnxruntime-web` or `onnxruntime-node`. */
export interface Ort {
  /** Its tensors. */
  readonly Tensor: new (
    type: "float32",
    data: Float32Array,
    shape: readonly number[],
  ) => OrtTensor;
  /** Its sessions. */
  readonly InferenceSession: {
    create(bytes: Uint8Array, options?: Record<string, unknown>): Promise<OrtSession>;
  };
}

/** A tensor of ONNX Runtime. */
export interface OrtTensor {
  /** Element type. */
  readonly type: string;
  /** One entry an axis. */
  readonly dims: readonly number[];
  /** The values, on this side of the runtime. */
  readonly data: unknown;
  /** Gives its memory back. */
  dispose?(): void;
}

/** A session of ONNX Runtime. */
export interface OrtSession {
  /** What it takes. */
  readonly inputMetadata?: readonly OrtMetadata[];
  /** What it gives. */
  readonly outputMetadata?: readonly OrtMetadata[];
  /** Runs it for all outputs. */
  run(
    feeds: Record<string, OrtTensor>,
    options: { readonly logSeverityLevel: number },
  ): Promise<Record<string, OrtTensor>>;
  /** Runs it for the outputs that are named. */
  run(
    feeds: Record<string, OrtTensor>,
    wanted: readonly string[],
    options: { readonly logSeverityLevel: number },
  ): Promise<Record<string, OrtTensor>>;
  /** Gives its memory back. */
  release(): Promise<void>;
}

/** What goes wrong is thrown: without this, ONNX Runtime writes it to the terminal, too. */
const QUIET = { logSeverityLevel: 4 };

/** What ONNX Runtime says of an input or an output. */
export interface OrtMetadata {
  /** As the graph spells it. */
  readonly name: string;
  /** Element type. */
  readonly type?: string;
  /** One entry an axis. */
  readonly shape?: readonly (number | string)[];
}

/**
 * Sessions of a build of ONNX Runtime that the caller has imported: `onnxruntime-node`, the WebGPU build
 * of `onnxruntime-web`, or that in a Worker.
 *
 * @param ort the module
 * @param options of every session, such as `{ executionProviders: ["webgpu"] }`
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
    async run(feeds, wanted) {
      const inputs = Object.entries(feeds).map(([name, { data, shape }]) =>
        [name, new ort.Tensor("float32", data, shape)] as const
      );
      const made = inputs.map(([, tensor]) => tensor);
      try {
        const outputs = wanted
          ? await session.run(Object.fromEntries(inputs), wanted, QUIET)
          : await session.run(Object.fromEntries(inputs), QUIET);
        made.push(...Object.values(outputs));
        return Object.fromEntries(
          Object.entries(outputs).map(([name, tensor]) => [name, read(name, tensor)]),
        );
      } finally {
        for (const tensor of made) tensor.dispose?.();
      }
    },
    dispose: () => session.release(),
  };
}

/** A tensor that is ours to keep. */
function read(name: string, { data, dims, type }: OrtTensor): Tensor {
  if (!isInstance(data, "Float32Array")) {
    throw new TypeError(`Output ${name} holds ${type}, wanted float32`);
  }
  return { data: data.slice(), shape: [...dims] };
}

function infoOf({ name, type = "", shape = [] }: OrtMetadata): TensorInfo {
  return { name, dtype: type, shape };
}
