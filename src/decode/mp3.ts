import type { DecodedAudio } from "./decoded_audio.ts";
import { dataView, spells } from "./_bytes.ts";
import { damaged } from "./_errors.ts";
import { foreignDecoder } from "./_optional_decoder.ts";
import { afterId3, findMp3, type Mp3Frame, mp3Frames, type Mp3Stream } from "./_mp3_frames.ts";

const FORMAT = "mp3";
/** Delay of layer III decoders, in samples, in addition to the encoder's delay. */
const DECODER_DELAY_SAMPLES = 529;

/** Part of the API of `mpg123-decoder` that is used. */
interface Mpg123Module {
  MPEGDecoder: new (options: { enableGapless: boolean }) => Mpg123Decoder;
}

interface Mpg123Decoder {
  readonly ready: Promise<void>;
  decodeFrame(frame: Uint8Array): { channelData: Float32Array[]; samplesDecoded: number };
  free(): void;
  /** Function that names an error before it is logged, called in a loop that may never end. */
  _getErrorMessage: (code: number) => string;
}

/** Encoder information in the frame before the audio. */
interface Info {
  readonly frames: number;
  readonly delaySamples: number;
  readonly paddingSamples: number;
}

/**
 * Decodes MP3 (MPEG layer III), with or without tags. The encoder's delay and padding are removed
 * when a LAME header contains them.
 *
 * @throws {DecodeError} when no frame can be decoded
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 */
export async function decodeMp3(bytes: Uint8Array): Promise<DecodedAudio> {
  const from = afterId3(bytes);
  const start = findMp3(bytes, from, bytes.length);
  if (start === undefined) {
    throw damaged(FORMAT, `expected frames, received none in ${bytes.length} bytes`);
  }
  const stream = mp3Frames(bytes, start);
  const first = stream.frames[0];
  if (!first) {
    throw damaged(FORMAT, `expected a whole frame, received none in ${bytes.length} bytes`);
  }
  const info = readInfo(bytes, first);
  const frames = info ? stream.frames.slice(1) : stream.frames;
  const { channels, badFrames } = await decodeFrames(bytes, frames);
  const fault = findFault(stream, frames.length, badFrames, info);
  if (channels[0]!.length === 0) {
    throw damaged(FORMAT, fault ?? "expected audio after the tags, received none");
  }
  return {
    channels: info ? trim(channels, info, info.frames <= frames.length) : channels,
    sampleRateHz: first.sampleRateHz,
    format: FORMAT,
    ...(fault && { damage: damaged(FORMAT, fault) }),
  };
}

async function decodeFrames(
  bytes: Uint8Array,
  frames: readonly Mp3Frame[],
): Promise<{ channels: Float32Array[]; badFrames: number }> {
  const { MPEGDecoder } = await foreignDecoder<Mpg123Module>(
    "mpg123-decoder",
    () => import("mpg123-decoder"),
  );
  const decoder = new MPEGDecoder({ enableGapless: false });
  await decoder.ready;
  // The decoder retries a failed read until it succeeds, maybe forever, and logs each failure.
  decoder._getErrorMessage = (code) => {
    throw damaged(FORMAT, `expected a valid frame, received error ${code} of libmpg123`);
  };
  const channels = frames[0]?.isMono ? [0] : [0, 1];
  const samples = frames.reduce((sum, frame) => sum + frame.samples, 0);
  const out = channels.map(() => new Float32Array(samples));
  let length = 0;
  let badFrames = 0;
  try {
    for (const frame of frames) {
      try {
        const decoded = decoder.decodeFrame(bytes.subarray(frame.start, frame.start + frame.bytes));
        const count = Math.min(decoded.samplesDecoded, samples - length);
        for (const channel of channels) {
          out[channel]!.set(decoded.channelData[channel]!.subarray(0, count), length);
        }
        length += count;
      } catch {
        badFrames++;
      }
    }
  } finally {
    decoder.free();
  }
  return { channels: out.map((channel) => channel.subarray(0, length)), badFrames };
}

/** Reads the Xing, Info or VBRI frame before the audio; undefined when there is none. */
function readInfo(bytes: Uint8Array, frame: Mp3Frame): Info | undefined {
  const sideInfoBytes = frame.samples === 1152 ? (frame.isMono ? 17 : 32) : frame.isMono ? 9 : 17;
  const at = frame.start + 4 + sideInfoBytes;
  const none = { frames: 0, delaySamples: 0, paddingSamples: 0 };
  if (spells(bytes, "VBRI", frame.start + 36)) return none;
  if (!spells(bytes, "Xing", at) && !spells(bytes, "Info", at)) return undefined;
  const end = frame.start + frame.bytes;
  if (at + 12 > end) return none;
  const view = dataView(bytes);
  const flags = view.getUint32(at + 4);
  let next = at + 8;
  const frames = flags & 1 ? view.getUint32(next) : 0;
  next += (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  const knowsDelay = ["LAME", "Lavf", "Lavc"].some((name) => spells(bytes, name, next));
  if (!knowsDelay || next + 24 > end) return { ...none, frames };
  const delays = view.getUint32(next + 20) & 0xffffff;
  return { frames, delaySamples: delays >> 12, paddingSamples: delays & 0xfff };
}

/** Removes the delay at the start and, unless frames are missing, the padding at the end. */
function trim(channels: Float32Array[], info: Info, isWhole: boolean): Float32Array[] {
  if (info.delaySamples === 0 && info.paddingSamples === 0) return channels;
  const from = info.delaySamples + DECODER_DELAY_SAMPLES;
  const padding = isWhole ? Math.max(0, info.paddingSamples - DECODER_DELAY_SAMPLES) : 0;
  return channels.map((channel) => channel.slice(from, Math.max(from, channel.length - padding)));
}

function findFault(
  stream: Mp3Stream,
  frames: number,
  badFrames: number,
  info: Info | undefined,
): string | undefined {
  if (stream.cutBytes > 0) {
    return `expected a whole last frame, received ${stream.cutBytes} bytes of it`;
  }
  if (badFrames > 0) return `expected ${frames} valid frames, received ${badFrames} damaged`;
  if (stream.lostBytes > 0) {
    return `expected consecutive frames, received ${stream.lostBytes} bytes between them`;
  }
  if (info && info.frames > frames) {
    return `expected ${info.frames} frames as in the header, received ${frames}`;
  }
  return undefined;
}
