import type { ByteSource } from "../source/byte_source.ts";
import { streamSource } from "../source/stream_source.ts";
import { openAdtsFrames } from "./adts.ts";
import { ByteReader } from "./_byte_reader.ts";
import { damaged, unsupportedCodec } from "./_errors.ts";
import { openMpaFrames } from "./mpa.ts";
import { PACKET_BYTES, packetStart, Programs, type TsStream } from "./_ts_programs.ts";
import type { OpenedAudio } from "./opened_audio.ts";

const HEAD_BYTES = 1024;
/** Number of bytes in which the tables of the programs are looked for. */
const TABLES_BYTES_MAX = 2 ** 20;
const CODECS: Readonly<Record<number, string>> = {
  0x03: "mpa",
  0x04: "mpa",
  0x0f: "adts",
  0x11: "AAC in LATM",
  0x81: "AC-3",
  0x87: "E-AC-3",
};

/**
 * Opens the first audio stream of an MPEG transport stream whose codec is supported.
 *
 * @throws {DecodeError} when there is no audio stream, or no codec is supported
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 * @see ISO/IEC 13818-1
 */
export async function openMpegTs(source: ByteSource): Promise<OpenedAudio> {
  const stream = await findStream(source);
  const payload = streamSource(payloads(source, stream), { name: "mpegts" });
  const reader = new ByteReader(payload);
  return CODECS[stream.type] === "adts"
    ? await openAdtsFrames("mpegts", reader)
    : await openMpaFrames("mpegts", reader);
}

/** Finds the audio stream in the tables of the programs. */
async function findStream(source: ByteSource): Promise<TsStream> {
  const programs = new Programs();
  for await (const packet of transportPackets(source, TABLES_BYTES_MAX)) {
    const streams = programs.add(packet);
    if (!streams) continue;
    const audio = streams.filter(({ type }) => type in CODECS);
    const stream = audio.find(({ type }) => ["adts", "mpa"].includes(CODECS[type]!));
    if (stream) return stream;
    if (audio[0]) throw unsupportedCodec("mpegts", CODECS[audio[0].type]!);
  }
  throw damaged("mpegts", "expected an audio stream of AAC or MPEG audio, received none");
}

/** Reads the payloads of the packets of an elementary stream, without their headers. */
async function* payloads(source: ByteSource, { pid }: TsStream): AsyncGenerator<Uint8Array> {
  let isOpen = false;
  for await (const packet of transportPackets(source)) {
    if (packet.pid !== pid) continue;
    let { payload } = packet;
    if (packet.isStart) {
      isOpen = payload.length >= 9 && payload[0] === 0 && payload[1] === 0 && payload[2] === 1;
      payload = payload.subarray(9 + (payload[8] ?? 0));
    }
    if (isOpen && payload.length > 0) yield payload.slice();
  }
}

/** Reads the packets from the first synchronization byte on, up to a number of bytes. */
async function* transportPackets(source: ByteSource, bytesMax = Infinity) {
  const head = await source.read(0, HEAD_BYTES);
  const { start, stride } = packetStart(head) ?? { start: 0, stride: PACKET_BYTES };
  // Tables are read twice, so their packets are not released.
  const batch = stride * 256;
  for (let at = start; at < bytesMax; at += batch) {
    if (bytesMax === Infinity) source.release(at);
    const bytes = (await source.read(at, batch)).slice();
    for (let from = 0; from + PACKET_BYTES <= bytes.length; from += stride) {
      const packet = readPacket(bytes.subarray(from, from + PACKET_BYTES));
      if (packet) yield packet;
    }
    if (bytes.length < batch) return;
  }
}

/** Reads the header of a packet; undefined when it has no payload, or is damaged or scrambled. */
function readPacket(
  bytes: Uint8Array,
): { pid: number; isStart: boolean; payload: Uint8Array } | undefined {
  const [sync, high, low, control] = bytes;
  if (sync !== 0x47 || high! & 0x80 || control! & 0xc0 || !(control! & 0x10)) return undefined;
  const start = control! & 0x20 ? 5 + bytes[4]! : 4;
  if (start >= bytes.length) return undefined;
  return {
    pid: (high! & 0x1f) << 8 | low!,
    isStart: (high! & 0x40) !== 0,
    payload: bytes.subarray(start),
  };
}
