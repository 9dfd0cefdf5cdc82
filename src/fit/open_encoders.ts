import { describe } from "../check_option.ts";
import { codeVersion } from "../data/feature_cache.ts";
import { sha256 } from "../data/sha256.ts";
import { wasmSha256 } from "../dsp/wasm_sha256.ts";
import { checkEncoder } from "../encoder/check_encoder.ts";
import { createEncoder, type Encoder, featureEncoder } from "../encoder/encoder.ts";
import type { EncoderManifest } from "../encoder/manifest.ts";
import type { SessionFactory } from "../encoder/session.ts";
import { frontEnd } from "../features/front_ends/front_ends.ts";
import { checkSharedOptions } from "../models/model_options.ts";
import type { ModelStore } from "../store/store_types.ts";
import type { ModelSource } from "../types.ts";

/** Name of the front end that is used without encoders. */
export const FRONT_END = "cry-features";

/** Choice of a front end or of encoders. */
export interface EncoderSelection {
  /** Name of the front end, instead of encoders. Default `cry-features`. */
  readonly frontEnd?: string;
  /** Manifests of the encoders whose vectors are concatenated. Default: the front end instead. */
  readonly encoders?: readonly EncoderManifest[];
  /** Source of the encoders' files. Default: the cache directory of `babycry models pull`. */
  readonly source?: ModelSource;
  /**
   * Factory of the sessions that run encoders. Default: `onnxruntime-web`, which must be installed.
   */
  readonly sessions?: SessionFactory;
}

/** Names of the options of {@link EncoderSelection}. */
export const ENCODER_SELECTION: Readonly<Record<keyof EncoderSelection, true>> = {
  frontEnd: true,
  encoders: true,
  source: true,
  sessions: true,
};

/**
 * Checks the types of the options of {@link EncoderSelection}.
 *
 * @throws {TypeError} when an option has another type
 */
export function checkEncoderSelection(action: string, options: EncoderSelection): void {
  const { encoders, source, sessions } = options;
  if (encoders !== undefined && !Array.isArray(encoders)) {
    throw new TypeError(
      `${action}: expected encoders to be an array of manifests, received ${describe(encoders)}`,
    );
  }
  checkSharedOptions(action, { source, sessions });
}

/** Open encoders with their versions. */
export interface OpenEncoders {
  /** Encoders, one or more; a front end counts as an encoder. */
  readonly encoders: readonly Encoder[];
  /** Version of the code and weights of each encoder. */
  readonly code: readonly string[];
  /** Manifests of the encoders that are networks, by name. */
  readonly networks: Readonly<Record<string, EncoderManifest>>;
}

/**
 * Opens a front end or encoders. Networks are loaded when they are first needed.
 *
 * @throws {RangeError} when no front end has the name
 * @throws {ModelError} when the manifest of an encoder is not valid
 */
export async function openEncoders(options: EncoderSelection): Promise<OpenEncoders> {
  const { encoders: manifests = [], sessions } = options;
  if (manifests.length === 0) {
    const front = frontEnd(options.frontEnd ?? FRONT_END);
    return { encoders: [featureEncoder(front)], code: [await codeVersion(front)], networks: {} };
  }
  manifests.forEach(checkEncoder);
  const source = options.source ?? await openCache();
  const code = manifests.map(async (manifest) =>
    JSON.stringify([manifest, await weightsSha256(manifest, source), wasmSha256])
  );
  return {
    encoders: manifests.map((manifest) =>
      createEncoder(manifest, { source, ...(sessions ? { sessions } : {}) })
    ),
    code: await Promise.all(code),
    networks: Object.fromEntries(manifests.map((manifest) => [manifest.id, manifest])),
  };
}

async function openCache(): Promise<ModelStore> {
  const { openModelStore } = await import("../store/model_store.ts");
  return await openModelStore();
}

/**
 * Finds the hashes of a network's files; reads the files only if the source has no record of the
 * hashes.
 */
async function weightsSha256(
  { id, file, external_data: external }: EncoderManifest,
  source: ModelSource & Partial<Pick<ModelStore, "files">>,
): Promise<string> {
  const records = await source.files?.(id);
  const hashes = [file, ...(external === undefined ? [] : [external])].map(async (name) =>
    records
      ? records.find((known) => known.file === name)?.sha256
      : await sha256(await source.read(id, name))
  );
  return (await Promise.all(hashes)).join(" ");
}
