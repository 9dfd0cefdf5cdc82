import type { DecodedAudio } from "./decoded_audio.ts";
import { dataView, spells } from "./_bytes.ts";
import { checkRate, damaged } from "./_errors.ts";
import { type FlacFrame, type FlacStream, isFlacSync, readFlacFrame } from "./_flac_frame.ts";
import { afterId3 } from "./_mp3_frames.ts";

const FORMAT = "flac";
const STREAM_INFO_BYTES = 34;
const LAST_BLOCK = 0x80;
/** Number of damaged frames after which the rest of the file is ignored. */
const BAD_FRAMES_MAX = 256;

interface StreamInfo extends FlacStream {
  /** Number of samples per channel; 0 when unknown. */
  readonly samples: number;
  /** Offset of the first frame, in bytes. */
  readonly end: number;
}

/**
 * Decodes FLAC files. Frames with a wrong checksum, or with another sample rate, bit depth or
 * number of channels than the stream, are skipped and reported as damage.
 *
 * @throws {DecodeError} when there is no stream information or no whole frame
 * @see RFC 9639
 */
export function decodeFlac(bytes: Uint8Array): DecodedAudio {
  const info = readMetadata(bytes, afterId3(bytes));
  const { frames, lostBytes } = readFrames(bytes, info);
  const samples = frames.reduce((sum, frame) => sum + frame.channels[0]!.length, 0);
  if (samples === 0) {
    throw damaged(FORMAT, `expected a whole frame, received none in ${bytes.length} bytes`);
  }
  const fault = info.samples > 0 && info.samples !== samples
    ? `expected ${info.samples} samples as in the header, received ${samples}`
    : lostBytes > 0
    ? `expected whole frames with the header's layout, received ${lostBytes} bytes of other data`
    : undefined;
  return {
    channels: Array.from({ length: info.channels }, (_, i) => join(frames, i, samples, info)),
    sampleRateHz: info.sampleRateHz,
    format: FORMAT,
    ...(fault && { damage: damaged(FORMAT, fault) }),
  };
}

/** Reads the stream information, the first block, and skips the other metadata. */
function readMetadata(bytes: Uint8Array, start: number): StreamInfo {
  const at = start + 8;
  const isPresent = spells(bytes, "fLaC", start) && at + STREAM_INFO_BYTES <= bytes.length;
  if (!isPresent || (bytes[start + 4]! & ~LAST_BLOCK) !== 0) {
    throw damaged(FORMAT, `expected stream information, received none in ${bytes.length} bytes`);
  }
  const view = dataView(bytes);
  let end = start + 4;
  for (let isLast = false; !isLast && end + 4 <= bytes.length;) {
    const header = view.getUint32(end);
    isLast = header >>> 31 === 1;
    end += 4 + (header & 0xffffff);
  }
  // 20 bits of rate, 3 of channels, 5 of depth, 36 of samples.
  const packed = view.getUint32(at + 10);
  const sampleRateHz = packed >>> 12;
  checkRate(FORMAT, sampleRateHz);
  return {
    sampleRateHz,
    channels: (packed >> 9 & 7) + 1,
    bitsPerSample: (packed >> 4 & 31) + 1,
    samples: (bytes[at + 13]! & 15) * 2 ** 32 + view.getUint32(at + 14),
    end,
  };
}

function readFrames(
  bytes: Uint8Array,
  info: StreamInfo,
): { frames: FlacFrame[]; lostBytes: number } {
  const frames: FlacFrame[] = [];
  let lostBytes = 0;
  let badFrames = 0;
  for (let at = info.end; at < bytes.length && badFrames < BAD_FRAMES_MAX;) {
    const frame = readFlacFrame(bytes, at, info);
    if (frame) {
      frames.push(frame);
      at += frame.bytes;
      continue;
    }
    // A tag may follow the audio.
    if (spells(bytes, "TAG", at) || spells(bytes, "ID3", at)) break;
    if (isFlacSync(bytes, at)) badFrames++;
    const next = bytes.indexOf(0xff, at + 1);
    const to = next < 0 ? bytes.length : next;
    lostBytes += to - at;
    at = to;
  }
  return { frames, lostBytes };
}

/** Joins the samples of one channel, scaled to -1 to 1. */
function join(
  frames: readonly FlacFrame[],
  channel: number,
  samples: number,
  info: StreamInfo,
): Float32Array {
  const out = new Float32Array(samples);
  const scale = 2 ** (1 - info.bitsPerSample);
  let at = 0;
  for (const frame of frames) {
    const values = frame.channels[channel]!;
    for (let i = 0; i < values.length; i++) out[at++] = values[i]! * scale;
  }
  return out;
}
