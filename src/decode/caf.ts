import type { DecodeError } from "../errors.ts";
import type { DecodedAudio } from "./decoded_audio.ts";
import { dataView, fourCC, uint64 } from "./_bytes.ts";
import { checkChannels, checkRate, damaged, unsupported } from "./_errors.ts";
import { decodeIma4, IMA4_PACKET_BYTES, IMA4_PACKET_FRAMES } from "./ima_adpcm.ts";
import { decodePcm, isPcm, type PcmLayout, pcmName } from "./_pcm.ts";

const HEADER_BYTES = 8;
const CHUNK_HEADER_BYTES = 12;
const FLAG_FLOAT = 1;
const FLAG_LITTLE_ENDIAN = 2;
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

/** Start and length of the audio in frames, from the packet table. */
interface Extent {
  readonly primingFrames: number;
  readonly validFrames: number;
}

/**
 * Decodes Apple's Core Audio Format: linear PCM and float of either byte order, A-law, mu-law and
 * IMA4.
 *
 * @throws {DecodeError} when there is no description, no data, or the codec is unsupported
 * @see Apple, "Apple Core Audio Format Specification 1.0"
 */
export function decodeCaf(bytes: Uint8Array): DecodedAudio {
  const view = dataView(bytes);
  let description: Description | undefined;
  let body: Uint8Array | undefined;
  let extent: Extent | undefined;
  let damage: DecodeError | undefined;
  for (let at = HEADER_BYTES; at + CHUNK_HEADER_BYTES <= bytes.length;) {
    const id = fourCC(bytes, at);
    const start = at + CHUNK_HEADER_BYTES;
    const present = bytes.length - start;
    // A size of -1 means to the end of the file.
    const untilEnd = view.getInt32(at + 4) < 0;
    const claimed = untilEnd ? present : uint64(view, at + 4);
    const chunk = bytes.subarray(start, start + claimed);
    if (id === "desc") description ??= readDescription(chunk);
    else if (id === "pakt") extent ??= readExtent(chunk);
    else if (id === "data" && !body) {
      body = chunk.subarray(EDIT_COUNT_BYTES);
      if (claimed > present) {
        damage = damaged("caf", `expected a data chunk of ${claimed} bytes, received ${present}`);
      }
    }
    at = start + claimed;
  }
  if (!description) {
    throw damaged("caf", `expected a desc chunk, received none in ${bytes.length} bytes`);
  }
  if (!body) throw damaged("caf", `expected a data chunk, received none in ${bytes.length} bytes`);
  const { name, channels } = decodeData(description, body);
  return {
    channels: extent && !damage ? cut(channels, extent) : channels,
    sampleRateHz: description.sampleRateHz,
    format: name,
    ...(damage && { damage }),
  };
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

function readExtent(chunk: Uint8Array): Extent | undefined {
  if (chunk.length < 24) return undefined;
  const view = dataView(chunk);
  return { validFrames: uint64(view, 8), primingFrames: view.getUint32(16) };
}

function cut(channels: readonly Float32Array[], extent: Extent): readonly Float32Array[] {
  const { primingFrames, validFrames } = extent;
  const frames = channels[0]!.length;
  if (validFrames === 0 || primingFrames + validFrames > frames) return channels;
  if (validFrames === frames) return channels;
  return channels.map((channel) => channel.slice(primingFrames, primingFrames + validFrames));
}

function decodeData(
  description: Description,
  body: Uint8Array,
): { name: string; channels: readonly Float32Array[] } {
  const { codec, channels } = description;
  if (codec === "ima4") return { name: "caf/ima4", channels: decodeIma4Packets(description, body) };
  const layout = pcmLayout(description);
  if (!layout) {
    throw unsupported("caf", `expected a PCM or IMA4 codec, received ${JSON.stringify(codec)}`);
  }
  if (!isPcm(layout) || layout.bytesPerSample * channels !== description.bytesPerPacket) {
    throw unsupported(
      "caf",
      `expected packets of whole samples of 8 to 64 bits, received ${description.bytesPerPacket} ` +
        `bytes with ${channels} channels of ${description.bitsPerChannel} bits in ` +
        JSON.stringify(codec),
    );
  }
  return { name: `caf/${pcmName(layout)}`, channels: decodePcm(body, layout, channels) };
}

function decodeIma4Packets(description: Description, body: Uint8Array): readonly Float32Array[] {
  const { channels, bytesPerPacket, framesPerPacket } = description;
  if (
    bytesPerPacket !== IMA4_PACKET_BYTES * channels || framesPerPacket !== IMA4_PACKET_FRAMES
  ) {
    throw damaged(
      "caf/ima4",
      `expected packets of ${
        IMA4_PACKET_BYTES * channels
      } bytes and ${IMA4_PACKET_FRAMES} frames, ` +
        `received ${bytesPerPacket} and ${framesPerPacket}`,
    );
  }
  const decoded = decodeIma4(body, channels);
  if (typeof decoded === "number") {
    throw damaged(
      "caf/ima4",
      `expected a step index up to 88 in packet ${decoded}, received more`,
    );
  }
  return decoded;
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
