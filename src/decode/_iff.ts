import type { ByteSource } from "../source/byte_source.ts";
import { dataView, fourCC } from "./_bytes.ts";

/** Chunk of a RIFF or IFF file. */
export interface IffChunk {
  readonly id: string;
  /** Offset of the body in the file, in bytes. */
  readonly start: number;
  /** Size in the chunk's header, which may exceed the file. */
  readonly claimedBytes: number;
}

/** Start of the first chunk, after `RIFF size WAVE` or `FORM size AIFF`. */
const FIRST_CHUNK = 12;

/** Reads the headers of the chunks from the offset `from` on. */
export async function* iffChunks(
  source: ByteSource,
  littleEndian: boolean,
  from: number = FIRST_CHUNK,
): AsyncGenerator<IffChunk> {
  for (let at = from;;) {
    const header = await source.read(at, 8);
    if (header.length < 8) return;
    const claimedBytes = dataView(header).getUint32(4, littleEndian);
    const start = at + 8;
    yield { id: fourCC(header, 0), start, claimedBytes };
    at = start + claimedBytes + (claimedBytes & 1);
  }
}
