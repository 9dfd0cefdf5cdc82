import { spells } from "./_bytes.ts";

/** Fields of the four-byte header of an MPEG layer III frame. */
export interface Mp3Header {
  /** Length of the frame in bytes, with its header. */
  readonly bytes: number;
  readonly sampleRateHz: number;
  readonly samples: 1152 | 576;
  readonly isMono: boolean;
}

/** Frame and its position in the file. */
export interface Mp3Frame extends Mp3Header {
  /** Offset of the frame in the file, in bytes. */
  readonly start: number;
}

/** Frames of a file. */
export interface Mp3Stream {
  readonly frames: readonly Mp3Frame[];
  /** Number of bytes between frames. */
  readonly lostBytes: number;
  /** Number of bytes of an incomplete last frame; 0 for none. */
  readonly cutBytes: number;
}

const KBITS_MPEG1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBITS_MPEG2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const RATES_MPEG1 = [44100, 48000, 32000];
/** Consecutive headers that identify MP3: random bytes match one header once in thousands. */
const FRAMES_IN_A_ROW = 3;
/** Magic bytes of tags that may follow the last frame. */
const TRAILERS = ["TAG", "APETAGEX", "LYRICSBEGIN", "ID3", "3DI"];

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

/** Finds all frames with the sample rate of the frame at `from`. */
export function mp3Frames(bytes: Uint8Array, from: number): Mp3Stream {
  const kind = mp3Header(bytes, from)!;
  const frames: Mp3Frame[] = [];
  let lostBytes = 0;
  for (let at = from; at < bytes.length;) {
    const header = mp3Header(bytes, at);
    if (header && sameKind(kind, header)) {
      if (at + header.bytes > bytes.length) {
        return { frames, lostBytes, cutBytes: bytes.length - at };
      }
      frames.push({ start: at, ...header });
      at += header.bytes;
      continue;
    }
    if (isTrailer(bytes, at)) break;
    const next = findMp3(bytes, at + 1, bytes.length) ?? bytes.length;
    lostBytes += next - at;
    at = next;
  }
  return { frames, lostBytes, cutBytes: 0 };
}

function sameKind(a: Mp3Header, b: Mp3Header): boolean {
  return a.sampleRateHz === b.sampleRateHz;
}

function isTrailer(bytes: Uint8Array, at: number): boolean {
  return TRAILERS.some((text) => spells(bytes, text, at));
}
