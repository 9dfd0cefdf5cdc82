/**
 * Checksums of mutated files, without which a decoder would skip most of them.
 *
 * @module
 */
import { flac, ogg } from "./layouts.ts";

/** Writes the checksums of a file, in place. */
export type Seal = (file: Uint8Array) => void;

const crc8 = crcTable(8, 0x07);
const crc16 = crcTable(16, 0x8005);
const crc32 = crcTable(32, 0x04c11db7);

/** Writes the checksums of the pages. */
export const sealOgg: Seal = (file) => {
  for (const { from, to } of ogg(file)) {
    if (to - from < 27) continue;
    let end = from + 27 + file[from + 26]!;
    for (const segment of file.subarray(from + 27, Math.min(end, to))) end += segment;
    const page = file.subarray(from, Math.min(end, to));
    page.fill(0, 22, 26);
    let crc = 0;
    for (const byte of page) crc = crc << 8 ^ crc32[crc >>> 24 ^ byte]!;
    for (let i = 0; i < 4; i++) page[22 + i] = crc >>> 8 * i;
  }
};

/** Writes the checksums of the headers and frames. */
export const sealFlac: Seal = (file) => {
  for (const { from, to } of flac(file)) {
    const frame = file.subarray(from, to);
    const header = frame[0] === 0xff ? flacHeaderBytes(frame) : 0;
    if (header === 0 || header + 3 > frame.length) continue;
    let crc = 0;
    for (const byte of frame.subarray(0, header)) crc = crc8[crc ^ byte]!;
    frame[header] = crc;
    crc = 0;
    for (const byte of frame.subarray(0, -2)) crc = (crc & 0xff) << 8 ^ crc16[crc >> 8 ^ byte]!;
    frame.set([crc >> 8, crc & 0xff], frame.length - 2);
  }
};

/** Length of a frame's header before its checksum. */
function flacHeaderBytes(frame: Uint8Array): number {
  const [, , codes = 0, , number = 0] = frame;
  const samples = [6, 7].indexOf(codes >> 4) + 1;
  const rate = [12, 13, 14].indexOf(codes & 15) + 1;
  return 4 + Math.max(1, Math.clz32(~(number << 24))) + samples + Math.min(rate, 2);
}

function crcTable(bits: 8 | 16 | 32, polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << bits - 8;
    const top = 1 << bits - 1;
    for (let bit = 0; bit < 8; bit++) crc = crc << 1 ^ (crc & top ? polynomial : 0);
    return bits === 32 ? crc >>> 0 : crc & (1 << bits) - 1;
  });
}
