import type { ByteSource } from "../source/byte_source.ts";
import { dataView, fourCC, uint64 } from "./_bytes.ts";
import { CAF_CODECS, openCafPackets } from "./_caf_packets.ts";
import { checkChannels, checkRate, damaged, inBytes, unsupported } from "./_errors.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { isPcm, type PcmLayout } from "./_pcm.ts";
import { cutBlocks } from "./_trim_blocks.ts";
import { type Extent, unitBlocks } from "./_unit_blocks.ts";
import { ima4Codec, pcmCodec, type UnitCodec } from "./_unit_codecs.ts";

const HEADER_BYTES = 8;
const CHUNK_HEADER_BYTES = 12;
const FLAG_FLOAT = 1;
const FLAG_LITTLE_ENDIAN = 2;
/** Maximum lengths of chunks that are read as a whole. */
const TABLE_BYTES_MAX = 2 ** 26;
const COOKIE_BYTES_MAX = 65_536;
/** Length of the edit count at the start of the data chunk. */
const EDIT_COUNT_BYTES = 4;

interface Description {
  readonly sampleRateHz: number;
  readonly codec: string;
  readonly flags: number;
  readonly bytesPerPacket: number;
  readonly framesPerPacket: number;
  readonly channels: number;
  readonly bitsPerChannel: number;
}

/** Frames that are audio, according to the packet table. */
interface ValidFrames {
  readonly from: number;
  readonly to: number;
}

/**
 * Opens Apple's Core Audio Format: linear PCM and float of either byte order, A-law, mu-law, IMA4,
 * ALAC and AAC-LC.
 *
 * @throws {DecodeError} when there is no description, no data, or the codec is unsupported
 * @see Apple, "Apple Core Audio Format Specification 1.0"
 */
export async function openCaf(source: ByteSource): Promise<OpenedAudio> {
  let description: Description | undefined;
  let data: Extent | undefined;
  let table: Uint8Array = new Uint8Array();
  let cookie: Uint8Array = new Uint8Array();
  for (let at = HEADER_BYTES; at < Infinity;) {
    const header = await source.read(at, CHUNK_HEADER_BYTES);
    if (header.length < CHUNK_HEADER_BYTES) break;
    const id = fourCC(header, 0);
    const start = at + CHUNK_HEADER_BYTES;
    const view = dataView(header);
    // A size of -1 means to the end of the file.
    const claimed = view.getInt32(4) < 0 ? Infinity : uint64(view, 4);
    if (id === "desc") description ??= readDescription(await readBody(source, start, claimed, 32));
    else if (id === "pakt") {
      table = (await readBody(source, start, claimed, TABLE_BYTES_MAX)).slice();
    } else if (id === "kuki") {
      cookie = (await readBody(source, start, claimed, COOKIE_BYTES_MAX)).slice();
    } else if (id === "data") {
      data ??= {
        start: start + EDIT_COUNT_BYTES,
        bytes: Math.max(0, claimed - EDIT_COUNT_BYTES),
      };
    }
    at = start + claimed;
  }
  if (!description) {
    throw damaged("caf", `expected a desc chunk, received none${inBytes(source.size)}`);
  }
  if (!data) throw damaged("caf", `expected a data chunk, received none${inBytes(source.size)}`);
  const codec = CAF_CODECS[description.codec];
  if (codec) {
    const hasFrames = description.framesPerPacket === 0;
    return await openCafPackets(source, { codec, data, cookie, table, hasFrames });
  }
  return openData(source, description, data, readPacketTable(table));
}

async function readBody(
  source: ByteSource,
  start: number,
  claimedBytes: number,
  length: number,
): Promise<Uint8Array> {
  return await source.read(start, Math.min(claimedBytes, length));
}

function readDescription(chunk: Uint8Array): Description {
  if (chunk.length < 32) {
    throw damaged("caf", `expected a desc chunk of 32 bytes, received ${chunk.length}`);
  }
  const view = dataView(chunk);
  const description: Description = {
    sampleRateHz: view.getFloat64(0),
    codec: fourCC(chunk, 8),
    flags: view.getUint32(12),
    bytesPerPacket: view.getUint32(16),
    framesPerPacket: view.getUint32(20),
    channels: view.getUint32(24),
    bitsPerChannel: view.getUint32(28),
  };
  checkChannels("caf", description.channels);
  checkRate("caf", description.sampleRateHz);
  return description;
}

function readPacketTable(chunk: Uint8Array): ValidFrames | undefined {
  if (chunk.length < 24) return undefined;
  const view = dataView(chunk);
  const count = uint64(view, 8);
  const from = view.getUint32(16);
  return count === 0 ? undefined : { from, to: from + count };
}

function openData(
  source: ByteSource,
  description: Description,
  data: Extent,
  valid: ValidFrames | undefined,
): OpenedAudio {
  const { sampleRateHz, channels } = description;
  const codec = codecOf(description);
  const read = async function* (): OpenedAudio["blocks"] {
    const received = yield* unitBlocks(source, data, codec);
    if (data.bytes === Infinity || received === data.bytes) return undefined;
    const [expected, present] = [data.bytes, received].map((bytes) => bytes + EDIT_COUNT_BYTES);
    return damaged("caf", `expected a data chunk of ${expected} bytes, received ${present}`);
  };
  const frames = Math.floor(data.bytes / codec.unitBytes) * codec.unitFrames;
  const { from, to } = valid && valid.to <= frames ? valid : { from: 0, to: frames };
  return {
    format: codec.format,
    sampleRateHz,
    channelCount: channels,
    ...(to < Infinity && { frames: to - from }),
    blocks: cutBlocks(read(), from, to),
  };
}

function codecOf(description: Description): UnitCodec {
  const { codec, channels, bytesPerPacket, framesPerPacket, bitsPerChannel } = description;
  if (codec === "ima4") {
    const ima4 = ima4Codec("caf", channels);
    const { format, unitBytes, unitFrames } = ima4;
    if (bytesPerPacket === unitBytes && framesPerPacket === unitFrames) return ima4;
    throw damaged(
      format,
      `expected packets of ${unitBytes} bytes and ${unitFrames} frames, received ` +
        `${bytesPerPacket} and ${framesPerPacket}`,
    );
  }
  const layout = pcmLayout(description);
  if (!layout) {
    throw unsupported(
      "caf",
      `expected a PCM or IMA4 codec, received ${JSON.stringify(codec)}`,
    );
  }
  if (!isPcm(layout) || layout.bytesPerSample * channels !== bytesPerPacket) {
    throw unsupported(
      "caf",
      `expected packets of whole samples of 8 to 64 bits, received ${bytesPerPacket} bytes with ` +
        `${channels} channels of ${bitsPerChannel} bits in ${JSON.stringify(codec)}`,
    );
  }
  return pcmCodec("caf", layout, channels);
}

function pcmLayout({ codec, flags, bitsPerChannel }: Description): PcmLayout | undefined {
  const littleEndian = (flags & FLAG_LITTLE_ENDIAN) !== 0;
  switch (codec) {
    case "lpcm":
      return {
        kind: flags & FLAG_FLOAT ? "float" : "signed",
        bytesPerSample: Math.ceil(bitsPerChannel / 8),
        littleEndian,
      };
    case "alaw":
      return { kind: "alaw", bytesPerSample: 1, littleEndian };
    case "ulaw":
      return { kind: "mulaw", bytesPerSample: 1, littleEndian };
  }
  return undefined;
}
