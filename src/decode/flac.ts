import type { ByteSource } from "../source/byte_source.ts";
import { ByteReader } from "./_byte_reader.ts";
import { dataView, spells } from "./_bytes.ts";
import { checkRate, damaged, inBytes } from "./_errors.ts";
import {
  FLAC_FRAME_BYTES_MAX,
  type FlacFrame,
  type FlacStream,
  isFlacSync,
  readFlacFrame,
} from "./_flac_frame.ts";
import type { OpenedAudio } from "./opened_audio.ts";

const FORMAT = "flac";
const STREAM_INFO_BYTES = 34;
const LAST_BLOCK = 0x80;
/** Number of damaged frames after which the rest of the file is ignored. */
const BAD_FRAMES_MAX = 256;
/** Number of bytes in which a frame is looked for first, if they are there. */
const FRAME_BYTES = 16_384;
/** Number of bytes that a live stream has to add before a frame is looked for again. */
const STEP_BYTES = 1024;

interface StreamInfo extends FlacStream {
  /** Number of samples per channel; 0 when unknown. */
  readonly samples: number;
  /** Offset of the first frame, in bytes. */
  readonly end: number;
}

/**
 * Opens FLAC files. Frames with a wrong checksum, or with another sample rate, bit depth or number
 * of channels than the stream, are skipped and reported as damage.
 *
 * @throws {DecodeError} when there is no stream information or no whole frame
 * @see RFC 9639
 */
export async function openFlac(source: ByteSource): Promise<OpenedAudio> {
  const info = await readMetadata(source);
  return {
    format: FORMAT,
    sampleRateHz: info.sampleRateHz,
    channelCount: info.channels,
    ...(info.samples > 0 && { frames: info.samples }),
    blocks: readBlocks(source, info),
  };
}

/** Reads the stream information, the first block, and skips the other metadata. */
async function readMetadata(source: ByteSource): Promise<StreamInfo> {
  const at = 8;
  const bytes = (await source.read(0, at + STREAM_INFO_BYTES)).slice();
  const isWhole = bytes.length === at + STREAM_INFO_BYTES;
  if (!isWhole || (bytes[4]! & ~LAST_BLOCK) !== 0) {
    throw damaged(FORMAT, `expected stream information, received none${inBytes(source.size)}`);
  }
  // 20 bits of rate, 3 of channels, 5 of depth, 36 of samples.
  const view = dataView(bytes);
  const packed = view.getUint32(at + 10);
  const sampleRateHz = packed >>> 12;
  checkRate(FORMAT, sampleRateHz);
  return {
    sampleRateHz,
    channels: (packed >> 9 & 7) + 1,
    bitsPerSample: (packed >> 4 & 31) + 1,
    samples: (bytes[at + 13]! & 15) * 2 ** 32 + view.getUint32(at + 14),
    end: await metadataEnd(source),
  };
}

async function metadataEnd(source: ByteSource): Promise<number> {
  let end = 4;
  for (let isLast = false; !isLast;) {
    const header = await source.read(end, 4);
    if (header.length < 4) break;
    const word = dataView(header).getUint32(0);
    isLast = word >>> 31 === 1;
    end += 4 + (word & 0xffffff);
    source.release(end);
  }
  return end;
}

async function* readBlocks(source: ByteSource, info: StreamInfo): OpenedAudio["blocks"] {
  const reader = new ByteReader(source, info.end);
  const buffers: Float32Array[] = [];
  let samples = 0;
  let lostBytes = 0;
  let lastBytes = STEP_BYTES;
  for (let badFrames = 0; badFrames < BAD_FRAMES_MAX && await reader.fill(1);) {
    const frame = await readFrame(reader, lastBytes, info, buffers);
    if (frame) {
      reader.skip(frame.bytes);
      lastBytes = frame.bytes;
      samples += frame.channels[0]!.length;
      yield frame.channels;
      continue;
    }
    const { bytes, position } = reader;
    // A tag may follow the audio.
    if (spells(bytes, "TAG") || spells(bytes, "ID3")) break;
    if (isFlacSync(bytes, 0)) badFrames++;
    await skipToSync(reader);
    lostBytes += reader.position - position;
  }
  const fault = samples === 0
    ? `expected a whole frame, received none${inBytes(source.size)}`
    : info.samples > 0 && info.samples !== samples
    ? `expected ${info.samples} samples as in the header, received ${samples}`
    : lostBytes > 0
    ? `expected whole frames with the header's layout, received ${lostBytes} bytes of other data`
    : undefined;
  return fault === undefined ? undefined : damaged(FORMAT, fault);
}

/**
 * Reads the next frame, from as many bytes as it needs; undefined when there is none.
 *
 * @param lengthMin number of bytes that are read first
 */
async function readFrame(
  reader: ByteReader,
  lengthMin: number,
  info: StreamInfo,
  buffers: Float32Array[],
): Promise<FlacFrame | undefined> {
  for (;;) {
    const isWhole = await reader.fill(lengthMin);
    const bytes = reader.bytes.subarray(0, Math.max(lengthMin, FRAME_BYTES));
    const frame = readFlacFrame(bytes, info, buffers);
    if (typeof frame === "object") return frame;
    if (frame === "invalid" || !isWhole || bytes.length >= FLAC_FRAME_BYTES_MAX) return;
    lengthMin = bytes.length < FRAME_BYTES ? bytes.length + STEP_BYTES : 2 * bytes.length;
  }
}

/** Skips to the next byte with which a frame may start, or to the end. */
async function skipToSync(reader: ByteReader): Promise<void> {
  reader.skip(1);
  while (await reader.fill(1)) {
    const next = reader.bytes.indexOf(0xff);
    if (next >= 0) return reader.skip(next);
    reader.skip(reader.bytes.length);
  }
}
