import type { ByteSource } from "../source/byte_source.ts";
import { ByteReader } from "./_byte_reader.ts";
import type { UnitCodec } from "./_unit_codecs.ts";

/** Approximate number of bytes that are decoded at once, unless a stream has fewer. */
const BLOCK_BYTES = 65_536;

/** Part of a file. */
export interface Extent {
  /** Offset of the first byte. */
  readonly start: number;
  /** Length in bytes; infinite for the rest of the file. */
  readonly bytes: number;
}

/**
 * Decodes units of one size, such as PCM frames or ADPCM blocks, as far as the file contains them.
 *
 * @param codec.decode decodes consecutive units, the last of which may be cut; `first` is the index
 *   of the first one
 * @returns the number of bytes that were read
 */
export async function* unitBlocks(
  source: ByteSource,
  { start, bytes }: Extent,
  { unitBytes, decode }: Pick<UnitCodec, "unitBytes" | "decode">,
): AsyncGenerator<readonly Float32Array[], number> {
  const reader = new ByteReader(source, start, start + bytes);
  const count = Math.max(1, Math.floor(BLOCK_BYTES / unitBytes));
  for (let first = 0;;) {
    const isWhole = await reader.fill(unitBytes);
    const { length } = reader.bytes;
    if (length === 0) return reader.position - start;
    const whole = Math.min(count, Math.floor(length / unitBytes));
    const units = reader.bytes.subarray(0, isWhole ? whole * unitBytes : length);
    const channels = decode(units, first);
    if (channels[0]!.length > 0) yield channels;
    reader.skip(units.length);
    first += whole;
  }
}
