import { readSize } from "./_ebml.ts";

const FLAG_LACING = 6;
const LACING = { none: 0, xiph: 2, fixed: 4 };

/**
 * Splits a block into packets.
 *
 * @param trackNumber track of the packets
 * @returns no packets when the block is of another track, or damaged
 */
export function unlace(block: Uint8Array, trackNumber: number): Uint8Array[] {
  const track = readSize(block, 0);
  if (track?.value !== trackNumber) return [];
  let at = track.bytes + 3;
  const lacing = block[at - 1]! & FLAG_LACING;
  if (lacing === LACING.none) return [block.subarray(at)];
  const count = (block[at++] ?? 0) + 1;
  const lengths: number[] = [];
  if (lacing === LACING.fixed) {
    lengths.push(...Array(count - 1).fill(Math.floor((block.length - at) / count)));
  } else if (lacing === LACING.xiph) {
    while (lengths.length < count - 1) {
      let length = 0;
      while (block[at] === 255) length += block[at++]!;
      lengths.push(length + (block[at++] ?? 0));
    }
  } else {
    while (lengths.length < count - 1) {
      const size = readSize(block, at);
      if (!size) return [];
      // Lengths after the first are differences, offset by the middle of their range.
      const bias = lengths.length === 0 ? 0 : 2 ** (7 * size.bytes - 1) - 1;
      lengths.push((lengths.at(-1) ?? 0) + size.value - bias);
      at += size.bytes;
    }
  }
  const packets: Uint8Array[] = [];
  for (const length of lengths) {
    if (!(length >= 0 && at + length <= block.length)) return packets;
    if (length > 0) packets.push(block.subarray(at, at + length));
    at += length;
  }
  packets.push(block.subarray(at));
  return packets;
}
