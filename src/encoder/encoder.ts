/**
 * Encoders, which turn windows of samples into vectors.
 *
 * @module
 */
import { ModelError, UnavailableError } from "../errors.ts";
import type { FrontEnd } from "../features/front_ends/front_ends.ts";
import type { ModelSource } from "../types.ts";
import { checkGraph, checkModelBytes } from "./_check_graph.ts";
import { encoderInput } from "./encoder_input.ts";
import type { Encoder } from "./encoder_interface.ts";
import type { EncoderManifest } from "./manifest.ts";
import { webSessions } from "./ort_load.ts";
import type { Session, SessionFactory, Tensor } from "./session.ts";
import { isYamnet } from "./yamnet/is_yamnet.ts";
import { createYamnetEncoder } from "./yamnet/yamnet_encoder.ts";

export type { Encoder };

/** Options for {@link createEncoder}. */
export interface EncoderOptions {
  /** Provider of the network's file. */
  readonly source: ModelSource;
  /**
   * Factory of the sessions that run the network. Default: `onnxruntime-web`, which must be
   * installed.
   */
  readonly sessions?: SessionFactory;
}

/**
 * Creates an encoder from its manifest. The network is loaded once, on first use. One
 * whose file ends in `.tflite` is YAMNet, see {@link createYamnetEncoder}.
 *
 * @example
 * ```ts ignore
 * import { createEncoder } from "@babycry/babycry/encoders";
 * import { publishedEncoders } from "@babycry/babycry/models";
 *
 * const encoder = createEncoder(publishedEncoders.clap, { source });
 * const [vector] = await encoder.encode([new Float32Array(2 * encoder.sampleRateHz)]);
 * ```
 */
export function createEncoder(manifest: EncoderManifest, options: EncoderOptions): Encoder {
  const { id, embedding } = manifest;
  if (isYamnet(manifest)) {
    const output = embedding.output as "embedding" | "logits";
    return createYamnetEncoder({ source: options.source, output });
  }
  let opening: Promise<Session> | undefined;
  return {
    id,
    sampleRateHz: manifest.sample_rate_hz,
    size: embedding.size,
    async encode(windows) {
      const input = encoderInput(manifest, windows);
      opening ??= open(manifest, options);
      const session = await opening.catch((error) => {
        opening = undefined;
        throw error;
      });
      return vectorsOf(manifest, await run(manifest, session, input));
    },
    async dispose() {
      const session = await opening?.catch(() => undefined);
      opening = undefined;
      await session?.dispose();
    },
  };
}

const featureEncoders = new WeakMap<FrontEnd, Encoder>();

/**
 * Creates an encoder without a network, whose vectors are the features of a front end. Calls with
 * the same front end return the same encoder, so that models can share its vectors.
 */
export function featureEncoder(frontEnd: FrontEnd): Encoder {
  const known = featureEncoders.get(frontEnd);
  if (known) return known;
  const { id, sampleRateHz, size, features } = frontEnd;
  const encoder: Encoder = {
    id,
    sampleRateHz,
    size,
    encode: (windows) => Promise.resolve(windows.map((window) => features(window))),
    dispose: () => Promise.resolve(),
  };
  featureEncoders.set(frontEnd, encoder);
  return encoder;
}

async function open(manifest: EncoderManifest, options: EncoderOptions): Promise<Session> {
  const { id, file, external_data: path } = manifest;
  const bytes = await options.source.read(id, file);
  checkModelBytes(manifest, bytes);
  const external = path === undefined
    ? undefined
    : [{ path, data: await options.source.read(id, path) }];
  const session = await (options.sessions ?? webSessions)(bytes, external).catch((cause) => {
    if (cause instanceof UnavailableError) throw cause;
    throw new ModelError(
      `Loading encoder ${id}, ${file}: expected an ONNX model that the runtime supports, ` +
        `received ${bytes.length} bytes that it rejects: ${messageOf(cause)}`,
      { modelId: id, cause },
    );
  });
  try {
    checkGraph(manifest, session);
  } catch (error) {
    await session.dispose();
    throw error;
  }
  return session;
}

async function run(manifest: EncoderManifest, session: Session, input: Tensor): Promise<Tensor> {
  const { id, inputs, embedding } = manifest;
  const name = inputs[0]!.name;
  try {
    const outputs = await session.run({ [name]: input }, [embedding.output]);
    return outputs[embedding.output]!;
  } catch (cause) {
    throw new ModelError(
      `Running encoder ${id} on ${name} [${input.shape.join(", ")}]: ${messageOf(cause)}`,
      { modelId: id, cause },
    );
  }
}

/** Vectors of a batch, pooled over frames and scaled to length 1 as the manifest defines. */
function vectorsOf(manifest: EncoderManifest, { data, shape }: Tensor): Float32Array[] {
  const { id, embedding: { output, pooling, size }, l2_normalize: normalize = false } = manifest;
  const [batch = 0, ...rest] = shape;
  const frames = pooling === "none" ? 1 : rest[0]!;
  if (rest.at(-1) !== size || rest.length !== (pooling === "none" ? 1 : 2) || frames === 0) {
    throw new ModelError(
      `Running encoder ${id}: expected ${output} of shape [windows, ` +
        `${pooling === "none" ? "" : "frames, "}${size}], received [${shape.join(", ")}]`,
      { modelId: id },
    );
  }
  return Array.from({ length: batch }, (_, window) => {
    const sums = new Float64Array(size);
    const start = window * frames * size;
    for (let i = 0; i < frames * size; i++) sums[i % size]! += data[start + i]!;
    const length = normalize ? Math.hypot(...sums) : frames;
    const vector = Float32Array.from(sums, (sum) => sum / length);
    if (!vector.every(Number.isFinite)) {
      throw new ModelError(
        `Running encoder ${id}: expected finite values in ${output}, received ` +
          `${vector.find((value) => !Number.isFinite(value))}`,
        { modelId: id },
      );
    }
    return vector;
  });
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim();
}
