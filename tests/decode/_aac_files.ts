/** Files of AAC-LC that announce or carry spectral band replication. */
import assert from "node:assert/strict";
import { AAC_M4A } from "./_encoded.ts";
import { bytesOf } from "./_write.ts";

/** Replaces bytes that occur once in a file. */
export function replace(
  file: Uint8Array,
  from: readonly number[],
  to: readonly number[],
): Uint8Array<ArrayBuffer> {
  const matches = (at: number) => from.every((byte, i) => file[at + i] === byte);
  const found = [...file.keys()].filter(matches);
  assert.equal(found.length, 1, `${from} occurs ${found.length} times`);
  const bytes = new Uint8Array(file);
  bytes.set(to, found[0]);
  return bytes;
}

/** Replaces the configuration in M4A. */
export function withConfig(config: readonly number[]): Uint8Array<ArrayBuffer> {
  return replace(AAC_M4A, [0x14, 0x08, 0x56, 0xe5, 0], config);
}

/** Splits a file into ADTS frames. */
export function adtsFrames(file: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (let at = 0; at < file.length;) {
    const length = (file[at + 3]! & 3) << 11 | file[at + 4]! << 3 | file[at + 5]! >> 5;
    found.push(file.slice(at, at + length));
    at += length;
  }
  return found;
}

/** Adds a fill element with spectral band replication before the end of a frame. */
export function withSbr(frame: Uint8Array): Uint8Array {
  const bits = [...frame.subarray(7)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const end = bits.lastIndexOf("111");
  // Identifier of a fill element, one byte, extension type 13.
  const changed = bits.slice(0, end) + "110" + "0001" + "11010000" + "111";
  const payload = changed.padEnd(Math.ceil(changed.length / 8) * 8, "0").match(/.{8}/g)!
    .map((byte) => parseInt(byte, 2));
  const bytes = bytesOf(frame.subarray(0, 7), payload);
  bytes[3] = bytes[3]! & 0xfc | bytes.length >> 11;
  bytes[4] = bytes.length >> 3 & 0xff;
  bytes[5] = bytes[5]! & 0x1f | (bytes.length & 7) << 5;
  return bytes;
}

/** Adds spectral band replication to all frames of an ADTS file. */
export function withSbrFrames(file: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytesOf(...adtsFrames(file).map(withSbr));
}
