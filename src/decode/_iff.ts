import { dataView, fourCC } from "./_bytes.ts";

/** Chunk of a RIFF or IFF file. */
export interface IffChunk {
  readonly id: string;
  /** Offset of the body in the file, in bytes. */
  readonly start: number;
  /** Size in the chunk's header, which may exceed the file. */
  readonly claimedBytes: number;
  /** Body, as far as the file contains it. */
  readonly body: Uint8Array;
}

/** Iterates over the chunks after the 12-byte header, `RIFF size WAVE` or `FORM size AIFF`. */
export function* iffChunks(bytes: Uint8Array, littleEndian: boolean): Generator<IffChunk> {
  const view = dataView(bytes);
  for (let at = 12; at + 8 <= bytes.length;) {
    const claimedBytes = view.getUint32(at + 4, littleEndian);
    const start = at + 8;
    const body = bytes.subarray(start, start + claimedBytes);
    yield { id: fourCC(bytes, at), start, claimedBytes, body };
    at = start + claimedBytes + (claimedBytes & 1);
  }
}
