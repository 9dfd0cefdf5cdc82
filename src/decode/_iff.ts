import { dataView, fourCC } from "./_bytes.ts";

/** Chunk of a RIFF or IFF file. */
export interface IffChunk {
  readonly id: string;
  /** Offset of the body in the file, in bytes. */
  readonly start: number;
  /** The size that the header claims, which may be more than is there. */
  readonly claimedBytes: number;
  /** The body as far as it is there. */
  readonly body: Uint8Array;
}

/** The chunks after the 12 bytes of `RIFF size WAVE` or `FORM size AIFF`. */
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
