import type { ByteSource } from "../source/byte_source.ts";
import { dataView, uint64 } from "./_bytes.ts";
import { damaged } from "./_errors.ts";
import { readDescriptor } from "./_mp4_descriptor.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { createEdit, type Packets } from "./_packets.ts";
import { openTrack } from "./_track.ts";
import type { Extent } from "./_unit_blocks.ts";

const TABLE_HEADER_BYTES = 24;

/** Codecs in packets of different lengths, by their format identifier. */
export const CAF_CODECS: Readonly<Record<string, string>> = { "alac": "alac", "aac ": "aac" };

/** Chunks of a file with packets of different lengths. */
export interface CafPackets {
  readonly codec: string;
  readonly data: Extent;
  /** Configuration of the decoder, the body of the `kuki` chunk. */
  readonly cookie: Uint8Array;
  /** Body of the `pakt` chunk. */
  readonly table: Uint8Array;
  /** Whether the table has the number of frames of each packet after its length. */
  readonly hasFrames: boolean;
}

/** Opens the packets of a file. @throws {DecodeError} when there is no packet table */
export async function openCafPackets(
  source: ByteSource,
  file: CafPackets,
): Promise<OpenedAudio> {
  const { codec, cookie, table } = file;
  if (table.length < TABLE_HEADER_BYTES) {
    throw damaged(`caf/${codec}`, `expected a packet table, received ${table.length} bytes`);
  }
  const view = dataView(table);
  const [frames, skipFrames] = [uint64(view, 8), view.getUint32(16)];
  return await openTrack({
    container: "caf",
    codec,
    extraData: codec === "aac" ? readDescriptor(cookie).extraData : cookie,
    packets: readPackets(source, file),
    edit: createEdit(skipFrames, frames > 0 ? skipFrames + frames : Infinity),
  });
}

async function* readPackets(
  source: ByteSource,
  { codec, data, table, hasFrames }: CafPackets,
): Packets {
  const count = uint64(dataView(table), 0);
  let at = data.start;
  let next = TABLE_HEADER_BYTES;
  const readInteger = () => {
    let value = 0;
    while (next < table.length) {
      const byte = table[next++]!;
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) break;
    }
    return value;
  };
  for (let packet = 0; packet < count; packet++) {
    if (next >= table.length) {
      return damaged(`caf/${codec}`, `expected ${count} packets in the table, received ${packet}`);
    }
    const size = readInteger();
    if (hasFrames) readInteger();
    source.release(at);
    const bytes = await source.read(at, size);
    if (bytes.length < size || at + size > data.start + data.bytes) {
      return damaged(`caf/${codec}`, `expected ${count} packets, received ${packet}`);
    }
    yield bytes;
    at += size;
  }
  return undefined;
}
