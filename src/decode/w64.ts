import type { ByteSource } from "../source/byte_source.ts";
import { dataView, fourCC, uint64 } from "./_bytes.ts";
import { damaged } from "./_errors.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { openWav } from "./wav.ts";

const HEADER_BYTES = 40;
const CHUNK_HEADER_BYTES = 24;
const FORMAT_BYTES_MAX = 65_536;
/** Size from which the length of a chunk is unknown, as FFmpeg writes it to a pipe. */
const SIZE_UNKNOWN_MIN = 2 ** 63;

/**
 * Opens Wave64 files of Sony, as the WAV file with the same format and samples.
 *
 * @throws {DecodeError} when a chunk is missing or damaged, or the format is not supported
 */
export async function openW64(source: ByteSource): Promise<OpenedAudio> {
  let format: Uint8Array | undefined;
  for (let at = HEADER_BYTES;;) {
    const header = await source.read(at, CHUNK_HEADER_BYTES);
    if (header.length < CHUNK_HEADER_BYTES) break;
    const size = uint64(dataView(header), 16, true) - CHUNK_HEADER_BYTES;
    const kind = fourCC(header, 0);
    if (size < 0) break;
    const start = at + CHUNK_HEADER_BYTES;
    if (kind === "fmt " && size <= FORMAT_BYTES_MAX) {
      format = (await source.read(start, size)).slice();
    }
    if (kind === "data" && format) {
      const wav = await openWav(joined(wavHeader(format, size), source, start));
      return { ...wav, format: wav.format.replace(/^wav/, "w64") };
    }
    at = start + Math.ceil(size / 8) * 8;
  }
  throw damaged("w64", "expected the chunks fmt and data, received others");
}

/** Creates the bytes of an RF64 file up to its samples, without their number if it is unknown. */
function wavHeader(format: Uint8Array, dataBytes: number): Uint8Array {
  const formatBytes = format.length + format.length % 2;
  const bytes = new Uint8Array(12 + 36 + 8 + formatBytes + 8);
  const view = dataView(bytes);
  const text = (at: number, value: string) =>
    [...value].forEach((character, i) => bytes[at + i] = character.charCodeAt(0));
  text(0, `RF64\xff\xff\xff\xffWAVE${dataBytes < SIZE_UNKNOWN_MIN ? "ds64" : "JUNK"}`);
  view.setUint32(16, 28, true);
  view.setBigUint64(20, BigInt(bytes.length + dataBytes - 8), true);
  view.setBigUint64(28, BigInt(dataBytes), true);
  text(48, "fmt ");
  view.setUint32(52, format.length, true);
  bytes.set(format, 56);
  text(56 + formatBytes, "data\xff\xff\xff\xff");
  return bytes;
}

/** Creates a source of some bytes and the rest of another source. */
function joined(head: Uint8Array, source: ByteSource, from: number): ByteSource {
  const shift = from - head.length;
  return {
    get size() {
      return source.size === undefined ? undefined : Math.max(head.length, source.size - shift);
    },
    async read(offset, length, lengthMin) {
      if (offset >= head.length) return await source.read(offset + shift, length, lengthMin);
      const first = head.subarray(offset, offset + length);
      const rest = await source.read(from, length - first.length);
      const bytes = new Uint8Array(first.length + rest.length);
      bytes.set(first);
      bytes.set(rest, first.length);
      return bytes;
    },
    release: (offset) => source.release(Math.max(from, offset + shift)),
    close: () => source.close(),
  };
}
