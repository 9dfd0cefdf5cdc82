/**
 * Cached features as bytes with a checksum.
 *
 * @module
 */
import { wasmSha256 } from "../dsp/wasm_sha256.ts";
import type { FrontEnd } from "../features/front_ends/front_ends.ts";
import { createRandom } from "../random.ts";
import type { FileMetadata } from "../types.ts";
import { sha256 } from "./sha256.ts";

/** Store of bytes by name. An entry is complete or absent. */
export interface ByteStore {
  /** Reads an entry; undefined if there is none. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** Writes an entry. Concurrent writes of one key have the same bytes. */
  set(key: string, bytes: Uint8Array): Promise<void>;
}

/** Features of the windows of a clip. */
export interface ClipFeatures {
  /** Metadata of the file. */
  readonly metadata: FileMetadata;
  /** Features, `[windows][features]`. */
  readonly features: readonly Float32Array[];
  /** Level of each window, dB re full scale. */
  readonly levelsDbfs: readonly number[];
  /** Reason why the file could be decoded only in part. */
  readonly damage?: string;
}

/**
 * Computes the version of the code: hashes of the WebAssembly core and of the features of a fixed
 * sound. Every change of the code that changes features changes the version.
 */
export async function codeVersion(front: FrontEnd): Promise<string> {
  const random = createRandom("probe");
  const probe = Float32Array.from(
    { length: 2 * front.sampleRateHz },
    (_, i) => 0.3 * Math.sin(i * i / 90_000) + 0.01 * random.normal(),
  );
  const answer = front.features(probe);
  return `${wasmSha256} ${await sha256(new Uint8Array(answer.slice().buffer))}`;
}

/**
 * Computes the name of features in a store.
 *
 * @param dependencies all values that the features depend on
 */
export async function featureKey(
  dependencies: Readonly<Record<string, unknown>>,
): Promise<string> {
  return await sha256(new TextEncoder().encode(JSON.stringify(dependencies)));
}

const DIGEST_BYTES = 64;

/** Encodes features as bytes, with their SHA-256 at the end. */
export async function encodeFeatures(clip: ClipFeatures): Promise<Uint8Array> {
  const { metadata, features, levelsDbfs, damage } = clip;
  const columns = features[0]?.length ?? 0;
  // JSON has no infinity.
  const level = String(metadata.levelDbfs);
  const header = new TextEncoder().encode(
    JSON.stringify({ ...metadata, levelDbfs: level, windows: features.length, columns, damage }),
  );
  const start = 4 + Math.ceil(header.length / 4) * 4;
  const body = new Uint8Array(start + 4 * features.length * (columns + 1));
  new DataView(body.buffer).setUint32(0, header.length, true);
  body.set(header, 4);
  const values = new Float32Array(body.buffer, start);
  values.set(levelsDbfs);
  features.forEach((row, i) => values.set(row, features.length + i * columns));
  const whole = new Uint8Array(body.length + DIGEST_BYTES);
  whole.set(body);
  whole.set(new TextEncoder().encode(await sha256(body)), body.length);
  return whole;
}

/** Decodes features; undefined when the bytes are incomplete. */
export async function decodeFeatures(bytes: Uint8Array): Promise<ClipFeatures | undefined> {
  if (bytes.length < DIGEST_BYTES + 4) return undefined;
  const body = bytes.slice(0, -DIGEST_BYTES);
  const digest = new TextDecoder().decode(bytes.subarray(-DIGEST_BYTES));
  if (digest !== await sha256(body)) return undefined;
  const length = new DataView(body.buffer).getUint32(0, true);
  const { windows, columns, levelDbfs, damage, ...metadata } = JSON.parse(
    new TextDecoder().decode(body.subarray(4, 4 + length)),
  );
  const values = new Float32Array(body.buffer, 4 + Math.ceil(length / 4) * 4);
  return {
    metadata: { ...metadata, levelDbfs: Number(levelDbfs) },
    ...(damage === undefined ? {} : { damage }),
    levelsDbfs: Array.from(values.subarray(0, windows)),
    features: Array.from(
      { length: windows },
      (_, i) => values.subarray(windows + i * columns, windows + (i + 1) * columns),
    ),
  };
}
