/**
 * Layouts of audio files: the parts that mutations move, copy, resize and remove.
 *
 * @module
 */

/** Field with the size of a part. */
export interface SizeField {
  readonly at: number;
  readonly bytes: number;
  readonly isLittleEndian: boolean;
}

/** Chunk, box, element, page or frame. */
export interface Part {
  readonly from: number;
  readonly to: number;
  readonly size?: SizeField;
}

/** Finds the parts of a file, at all levels, in the order of their starts. */
export type Layout = (file: Uint8Array) => Part[];

/** Reads an unsigned integer. */
export function readNumber(file: Uint8Array, { at, bytes, isLittleEndian }: SizeField): number {
  let value = 0;
  for (let i = 0; i < bytes; i++) {
    value = value * 256 + (file[at + (isLittleEndian ? bytes - 1 - i : i)] ?? 0);
  }
  return value;
}

/** Writes an unsigned integer, modulo its size; bytes past the end are dropped. */
export function writeNumber(file: Uint8Array, field: SizeField, value: number): void {
  const { at, bytes, isLittleEndian } = field;
  let rest = value;
  for (let i = 0; i < bytes; i++) {
    const index = at + (isLittleEndian ? i : bytes - 1 - i);
    if (index < file.length) file[index] = rest;
    rest = Math.floor(rest / 256);
  }
}

/** Headers of chunks: where the size is, what it counts, and how chunks are aligned. */
interface Chunking {
  readonly first: number;
  readonly sizeAt: number;
  readonly sizeBytes: 4 | 8;
  readonly isLittleEndian: boolean;
  readonly headerBytes: number;
  readonly countsHeader?: boolean;
  readonly alignment?: number;
}

function chunks(chunking: Chunking): Layout {
  const { first, sizeAt, sizeBytes, isLittleEndian, headerBytes, alignment = 1 } = chunking;
  return (file) => {
    const parts: Part[] = [];
    for (let from = first; from + headerBytes <= file.length;) {
      const size = { at: from + sizeAt, bytes: sizeBytes, isLittleEndian };
      const length = readNumber(file, size) + (chunking.countsHeader ? 0 : headerBytes);
      const to = Math.min(file.length, from + Math.max(length, headerBytes));
      parts.push({ from, to, size });
      from += Math.ceil((to - from) / alignment) * alignment;
    }
    return parts;
  };
}

function iff(isLittleEndian: boolean): Layout {
  const inner = chunks({
    ...{ first: 12, sizeAt: 4, sizeBytes: 4, isLittleEndian, headerBytes: 8, alignment: 2 },
  });
  return (file) => [
    { from: 0, to: file.length, size: { at: 4, bytes: 4, isLittleEndian } },
    ...inner(file),
  ];
}

const riffLittle = iff(true);
/** Chunks of WAV. */
export const riff: Layout = (file) => file[3] === 0x58 ? aiff(file) : riffLittle(file);
/** Chunks of AIFF. */
export const aiff: Layout = iff(false);
/** Chunks of CAF. */
export const caf: Layout = chunks(
  { first: 8, sizeAt: 4, sizeBytes: 8, isLittleEndian: false, headerBytes: 12 },
);
/** Chunks of Sony Wave64. */
export const w64: Layout = chunks({
  ...{ first: 40, sizeAt: 16, sizeBytes: 8, isLittleEndian: true, headerBytes: 24 },
  ...{ countsHeader: true, alignment: 8 },
});

/** Offset of the first child box, by the type of the box. */
const BOXES: Readonly<Record<string, number>> = {
  ...{ moov: 8, trak: 8, mdia: 8, minf: 8, stbl: 8, dinf: 8, edts: 8, mvex: 8, moof: 8, traf: 8 },
  ...{ stsd: 16, mp4a: 36, alac: 36, samr: 36, sawb: 36, sowt: 36, twos: 36, Opus: 36, wave: 8 },
};

/** Boxes of MP4. */
export const mp4: Layout = (file) => boxes(file, 0, file.length);

function boxes(file: Uint8Array, start: number, end: number): Part[] {
  const parts: Part[] = [];
  for (let from = start; from + 8 <= end;) {
    const size: SizeField = { at: from, bytes: 4, isLittleEndian: false };
    const to = Math.min(end, from + Math.max(8, readNumber(file, size)));
    const type = String.fromCharCode(...file.subarray(from + 4, from + 8));
    parts.push({ from, to, size }, ...boxes(file, from + (BOXES[type] ?? to - from), to));
    from = to;
  }
  return parts;
}

/** Elements with children: EBML header, segment, tracks, track, audio, cluster, block group. */
const MASTERS = [0x1a45dfa3, 0x18538067, 0x1654ae6b, 0xae, 0xe1, 0x1f43b675, 0xa0];

/** Elements of Matroska and WebM. Their sizes have any length, so mutations treat them as bytes. */
export const matroska: Layout = (file) => elements(file, 0, file.length);

function elements(file: Uint8Array, start: number, end: number): Part[] {
  const parts: Part[] = [];
  for (let from = start; from + 2 <= end;) {
    const idBytes = Math.clz32(file[from]!) - 23;
    const sizeBytes = Math.clz32(file[from + idBytes] ?? 0) - 23;
    const read = (at: number, length: number) =>
      file.subarray(at, at + length).reduce((value, byte) => value * 256 + byte, 0);
    const content = from + idBytes + sizeBytes;
    const length = read(from + idBytes, sizeBytes) - 2 ** (7 * sizeBytes);
    const to = Math.min(end, Math.max(from + 2, content + length));
    parts.push({ from, to });
    if (MASTERS.includes(read(from, idBytes))) parts.push(...elements(file, content, to));
    from = to;
  }
  return parts;
}

/** Pages of Ogg. */
export const ogg: Layout = between((file, at) =>
  file[at] === 0x4f && file[at + 1] === 0x67 && file[at + 2] === 0x67 && file[at + 3] === 0x53
);
/** Frames of MPEG audio and ADTS. */
export const mpeg: Layout = between((file, at) => file[at] === 0xff && file[at + 1]! >= 0xe0);
/** Packets of MPEG transport streams. */
export const transportStream: Layout = between((_, at) => at % 188 === 0);

const flacFrames = between((file, at) => file[at] === 0xff && (file[at + 1]! & 0xfe) === 0xf8);

/** Metadata blocks and frames of FLAC. */
export const flac: Layout = (file) => {
  const parts: Part[] = [];
  let from = 4;
  for (let isLast = false; !isLast && from + 4 <= file.length;) {
    const size: SizeField = { at: from + 1, bytes: 3, isLittleEndian: false };
    const to = Math.min(file.length, from + 4 + readNumber(file, size));
    isLast = file[from]! >= 0x80;
    parts.push({ from, to, size });
    from = to;
  }
  return [...parts, ...flacFrames(file).filter((frame) => frame.from >= from)];
};

/** Lengths of the frames of AMR by frame type, narrow band and wide band. */
const AMR_BYTES = [
  [13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1],
  [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 1, 1, 1, 1, 1, 1],
] as const;

/** Frames of AMR. */
export const amr: Layout = (file) => {
  const isWide = file[5] === 0x2d;
  const parts: Part[] = [];
  for (let from = isWide ? 9 : 6; from < file.length;) {
    const to = Math.min(file.length, from + AMR_BYTES[isWide ? 1 : 0][file[from]! >> 3 & 15]!);
    parts.push({ from, to });
    from = to;
  }
  return parts;
};

/** No parts: a header and samples. */
export const plain: Layout = () => [];

function between(isStart: (file: Uint8Array, at: number) => boolean): Layout {
  return (file) => {
    const starts: number[] = [];
    for (let at = 0; at < file.length; at++) if (isStart(file, at)) starts.push(at);
    return starts.map((from, i) => ({ from, to: starts[i + 1] ?? file.length }));
  };
}
