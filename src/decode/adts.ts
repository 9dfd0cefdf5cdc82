import type { ByteSource } from "../source/byte_source.ts";
import { AAC_RATES_HZ } from "./_aac.ts";
import { ByteReader } from "./_byte_reader.ts";
import { formatName, unsupportedCodec } from "./_errors.ts";
import { framedPackets, type Framing } from "./_framed_packets.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { openTrack } from "./_track.ts";

const HEADER_BYTES = 7;
/** Length of the checksum after a header, in bytes. */
const CRC_BYTES = 2;

/** Fields of the header of an ADTS frame. */
interface AdtsHeader {
  /** Length of the header in bytes. */
  readonly headerBytes: number;
  /** Length of the frame in bytes, with its header. */
  readonly bytes: number;
  readonly config: Uint8Array;
  readonly rawBlocks: number;
}

const FRAMING: Framing = {
  headerBytes: HEADER_BYTES,
  read(bytes, at) {
    const header = adtsHeader(bytes, at);
    return header && { start: header.headerBytes, bytes: header.bytes, kind: header.config.join() };
  },
};

/**
 * Opens AAC in ADTS frames.
 *
 * @throws {DecodeError} when there is no frame, or the profile is not supported
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 * @see ISO/IEC 13818-7, 6.2
 */
export async function openAdts(source: ByteSource): Promise<OpenedAudio> {
  if (spellsAdif(await source.read(0, 4))) throw unsupportedCodec("", "AAC in ADIF");
  return await openAdtsFrames("", new ByteReader(source));
}

/** Opens ADTS frames of a container. */
export async function openAdtsFrames(container: string, reader: ByteReader): Promise<OpenedAudio> {
  const format = formatName(container, "aac");
  const { first, packets } = await framedPackets(format, reader, FRAMING);
  const header = adtsHeader(first, 0)!;
  if (header.rawBlocks > 1) {
    throw unsupportedCodec(container, `AAC with ${header.rawBlocks} blocks per ADTS frame`);
  }
  return await openTrack({ container, codec: "aac", extraData: header.config, packets });
}

function spellsAdif(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes) === "ADIF";
}

/** Reads the header at `at`; undefined when there is none. */
export function adtsHeader(bytes: Uint8Array, at: number): AdtsHeader | undefined {
  const [b0, b1, b2, b3, b4, b5, b6] = bytes.subarray(at, at + HEADER_BYTES);
  if (b6 === undefined || b0 !== 0xff || (b1! & 0xf6) !== 0xf0) return undefined;
  const rateIndex = b2! >> 2 & 15;
  const headerBytes = HEADER_BYTES + (b1! & 1 ? 0 : CRC_BYTES);
  const size = (b3! & 3) << 11 | b4! << 3 | b5! >> 5;
  if (AAC_RATES_HZ[rateIndex] === undefined || size < headerBytes) return undefined;
  const objectType = (b2! >> 6) + 1;
  const channels = (b2! & 1) << 2 | b3! >> 6;
  return {
    headerBytes,
    bytes: size,
    config: Uint8Array.of(objectType << 3 | rateIndex >> 1, (rateIndex & 1) << 7 | channels << 3),
    rawBlocks: (b6 & 3) + 1,
  };
}
