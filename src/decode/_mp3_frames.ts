import type { ByteSource } from "../source/byte_source.ts";
import { ByteReader } from "./_byte_reader.ts";
import { spells } from "./_bytes.ts";

/** Fields of the four-byte header of an MPEG layer III frame. */
export interface Mp3Header {
  /** Length of the frame in bytes, with its header. */
  readonly bytes: number;
  readonly sampleRateHz: number;
  readonly samples: 1152 | 576;
  readonly isMono: boolean;
}

const KBITS_MPEG1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBITS_MPEG2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const RATES_MPEG1 = [44100, 48000, 32000];
/** Consecutive headers that identify MP3: random bytes match one header once in thousands. */
const FRAMES_IN_A_ROW = 3;
/** Upper bound of the length of a run with a trailer or another header. */
const RUN_BYTES_MAX = 8192;
/** Magic bytes of tags that may follow the last frame. */
const TRAILERS = ["TAG", "APETAGEX", "LYRICSBEGIN", "ID3", "3DI"];
/** Number of bytes from which a trailer is recognized. */
export const TRAILER_BYTES = 11;

/**
 * Reads the frame header at `at`; undefined when there is none.
 *
 * @see ISO/IEC 11172-3, 2.4.1.3; ISO/IEC 13818-3
 */
export function mp3Header(bytes: Uint8Array, at: number): Mp3Header | undefined {
  if (at + 4 > bytes.length || bytes[at] !== 0xff) return undefined;
  const b1 = bytes[at + 1]!;
  const b2 = bytes[at + 2]!;
  const version = b1 >> 3 & 3;
  const rateIndex = b2 >> 2 & 3;
  const isLayer3 = (b1 & 0xe6) === 0xe2;
  if (!isLayer3 || version === 1 || rateIndex === 3) return undefined;
  const isMpeg1 = version === 3;
  const kbits = (isMpeg1 ? KBITS_MPEG1 : KBITS_MPEG2)[b2 >> 4];
  if (!kbits) return undefined;
  const sampleRateHz = RATES_MPEG1[rateIndex]! / (isMpeg1 ? 1 : version === 2 ? 2 : 4);
  return {
    bytes: Math.floor((isMpeg1 ? 144_000 : 72_000) * kbits / sampleRateHz) + (b2 >> 1 & 1),
    sampleRateHz,
    samples: isMpeg1 ? 1152 : 576,
    isMono: bytes[at + 3]! >> 6 === 3,
  };
}

/** Finds the first byte after the ID3v2 tags; a tag that exceeds the file ends after its header. */
export function afterId3(bytes: Uint8Array): number {
  let at = 0;
  while (spells(bytes, "ID3", at) && at + 10 <= bytes.length) {
    const size = bytes[at + 6]! << 21 | bytes[at + 7]! << 14 | bytes[at + 8]! << 7 | bytes[at + 9]!;
    const footer = bytes[at + 5]! & 0x10 ? 10 : 0;
    const end = at + 10 + size + footer;
    if (end > bytes.length) return at + 10;
    at = end;
  }
  return at;
}

/** Finds the first run of frames within `span` bytes; undefined if there is none. */
export function findMp3(bytes: Uint8Array, from: number, span: number): number | undefined {
  const end = Math.min(bytes.length, from + span);
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at < end; at = bytes.indexOf(0xff, at + 1)) {
    if (isRun(bytes, at, at === from)) return at;
  }
  return undefined;
}

/** Whether consecutive frames start at `from`; fewer suffice for a file that consists of them. */
function isRun(bytes: Uint8Array, from: number, atStart: boolean): boolean {
  const first = mp3Header(bytes, from);
  if (!first) return false;
  let at = from + first.bytes;
  for (let count = 1; count < FRAMES_IN_A_ROW; count++) {
    if (at >= bytes.length - 3) return atStart && at <= bytes.length;
    const next = mp3Header(bytes, at);
    if (!next || !sameKind(first, next)) return atStart && isTrailer(bytes, at);
    at += next.bytes;
  }
  return true;
}

/** Reader of the frames with the sample rate of the first one. */
export class Mp3Reader {
  readonly #reader: ByteReader;
  readonly #kind: Mp3Header;
  /** Number of bytes between frames so far. */
  lostBytes = 0;
  /** Whether some of these bytes are frames with another sample rate. */
  hasOtherRate = false;
  /** Number of bytes of an incomplete last frame; 0 for none. */
  cutBytes = 0;

  private constructor(reader: ByteReader, kind: Mp3Header) {
    this.#reader = reader;
    this.#kind = kind;
  }

  /** Finds the first run of frames; undefined when there is none. */
  static async open(source: ByteSource): Promise<Mp3Reader | undefined> {
    const reader = new ByteReader(source);
    if (!await skipToRun(reader)) return undefined;
    return new Mp3Reader(reader, mp3Header(reader.bytes, 0)!);
  }

  /** Next bytes after a call of {@link peek}: the frame and more, valid until the next call. */
  get bytes(): Uint8Array {
    return this.#reader.bytes;
  }

  /** Finds the next frame, without moving past it; undefined at the end. */
  async peek(): Promise<Mp3Header | undefined> {
    const reader = this.#reader;
    for (;;) {
      await reader.fill(TRAILER_BYTES);
      const header = mp3Header(reader.bytes, 0);
      if (header && sameKind(this.#kind, header)) {
        if (await reader.fill(header.bytes)) return header;
        this.cutBytes = reader.bytes.length;
        return undefined;
      }
      const { bytes, position } = reader;
      if (bytes.length === 0 || isTrailer(bytes, 0)) return undefined;
      if (header) this.hasOtherRate = true;
      reader.skip(1);
      await skipToRun(reader);
      this.lostBytes += reader.position - position;
    }
  }

  /** Moves past a frame. */
  skip(frame: Mp3Header): void {
    this.#reader.skip(frame.bytes);
  }
}

/** Skips to the first run of frames, or to the end. @returns whether there is one */
async function skipToRun(reader: ByteReader): Promise<boolean> {
  for (let isStart = true;; isStart = false) {
    await reader.fill(RUN_BYTES_MAX);
    if (reader.bytes.length === 0) return false;
    if (isRun(reader.bytes, 0, isStart)) return true;
    const next = reader.bytes.indexOf(0xff, 1);
    reader.skip(next < 0 ? reader.bytes.length : next);
  }
}

function sameKind(a: Mp3Header, b: Mp3Header): boolean {
  return a.sampleRateHz === b.sampleRateHz;
}

/** Whether a tag that may follow the last frame starts at `at`. */
export function isTrailer(bytes: Uint8Array, at: number): boolean {
  return TRAILERS.some((text) => spells(bytes, text, at));
}
