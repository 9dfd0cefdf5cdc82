import { codeVersion } from "../data/feature_cache.ts";
import { wasmSha256 } from "../dsp/wasm_sha256.ts";
import { createEncoder, type Encoder, featureEncoder } from "../encoder/encoder.ts";
import type { EncoderManifest } from "../encoder/manifest.ts";
import { frontEnd } from "../features/front_ends/front_ends.ts";

/** What hears the clips, with all that its vectors depend on. */
export interface OpenEncoders {
  readonly encoders: readonly Encoder[];
  /** A word an encoder; another word stands for other vectors. */
  readonly code: readonly string[];
  /** Those of the encoders that are networks, by name. */
  readonly networks: Readonly<Record<string, EncoderManifest>>;
}

/** @param cache folder of the networks' files, where it is not the usual one */
export async function openEncoders(
  options: { readonly frontEnd: string; readonly encoders: readonly EncoderManifest[] },
  cache: string | undefined,
): Promise<OpenEncoders> {
  if (options.encoders.length === 0) {
    const front = frontEnd(options.frontEnd);
    return { encoders: [featureEncoder(front)], code: [await codeVersion(front)], networks: {} };
  }
  const { encoders: manifests } = options;
  const { openModelStore } = await import("../store/model_store.ts");
  const store = await openModelStore(cache === undefined ? {} : { folder: cache });
  const code = manifests.map(async (manifest) => {
    const record = (await store.files(manifest.id)).find(({ file }) => file === manifest.file);
    return JSON.stringify([manifest, record?.sha256, wasmSha256]);
  });
  return {
    encoders: manifests.map((manifest) => createEncoder(manifest, { source: store })),
    code: await Promise.all(code),
    networks: Object.fromEntries(manifests.map((manifest) => [manifest.id, manifest])),
  };
}
