import type { ByteSource } from "../source/byte_source.ts";
import { dataView, spells } from "./_bytes.ts";
import { damaged, inBytes } from "./_errors.ts";
import { type Mp3Header, Mp3Reader } from "./_mp3_frames.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { cutBlocks, trimBlocks } from "./_trim_blocks.ts";
import { wasmDecoder } from "./_wasm_decoder.ts";

const FORMAT = "mp3";
/** Delay of layer III decoders, in samples, in addition to the encoder's delay. */
const DECODER_DELAY_SAMPLES = 529;

/** Encoder information in the frame before the audio. */
interface Info {
  readonly frames: number;
  readonly delaySamples: number;
  readonly paddingSamples: number;
}

/**
 * Opens MP3 (MPEG layer III). The encoder's delay and padding are removed when a LAME header
 * contains them.
 *
 * @throws {DecodeError} when no frame can be decoded
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 */
export async function openMp3(source: ByteSource): Promise<OpenedAudio> {
  const reader = await Mp3Reader.open(source);
  if (!reader) {
    throw damaged(FORMAT, `expected frames, received none${inBytes(source.size)}`);
  }
  const first = await reader.peek();
  if (!first) {
    throw damaged(FORMAT, `expected a whole frame, received none${inBytes(source.size)}`);
  }
  const info = readInfo(reader.bytes, first);
  if (info) reader.skip(first);
  const channelCount = (info ? await reader.peek() : first)?.isMono ? 1 : 2;
  const { delaySamples = 0, paddingSamples = 0 } = info ?? {};
  const hasDelay = delaySamples > 0 || paddingSamples > 0;
  const count = { frames: 0, badFrames: 0 };
  const paddingMax = Math.max(0, paddingSamples - DECODER_DELAY_SAMPLES);
  const skip = hasDelay ? delaySamples + DECODER_DELAY_SAMPLES : 0;
  const blocks = trimBlocks(
    cutBlocks(decodeFrames(reader, info, count, channelCount), skip, Infinity),
    {
      channelCount,
      paddingMax,
      // Not when frames are missing at the end.
      padding: () => info && info.frames <= count.frames ? paddingMax : 0,
    },
  );
  return { format: FORMAT, sampleRateHz: first.sampleRateHz, channelCount, blocks };
}

/** Counts of a file so far. */
interface Count {
  frames: number;
  badFrames: number;
}

async function* decodeFrames(
  reader: Mp3Reader,
  info: Info | undefined,
  count: Count,
  channelCount: number,
): OpenedAudio["blocks"] {
  const decoder = await wasmDecoder("", FORMAT);
  let hasAudio = false;
  for (let frame = await reader.peek(); frame; frame = await reader.peek()) {
    count.frames++;
    let channels: readonly Float32Array[] = [];
    try {
      channels = decoder.decode(reader.bytes.subarray(0, frame.bytes));
    } catch (error) {
      count.badFrames++;
      if (error instanceof WebAssembly.RuntimeError) break;
    }
    if (channels.length === channelCount && channels[0]!.length > 0) {
      hasAudio = true;
      yield channels;
    }
    reader.skip(frame);
  }
  const fault = findFault(reader, count, info);
  if (!hasAudio) {
    throw damaged(FORMAT, fault ?? "expected audio after the tags, received none");
  }
  return fault === undefined ? undefined : damaged(FORMAT, fault);
}

/**
 * Reads the Xing, Info or VBRI frame at the start of the bytes, before the audio; undefined when
 * there is none.
 */
function readInfo(bytes: Uint8Array, frame: Mp3Header): Info | undefined {
  const sideInfoBytes = frame.samples === 1152 ? (frame.isMono ? 17 : 32) : frame.isMono ? 9 : 17;
  const at = 4 + sideInfoBytes;
  const none = { frames: 0, delaySamples: 0, paddingSamples: 0 };
  if (spells(bytes, "VBRI", 36)) return none;
  if (!spells(bytes, "Xing", at) && !spells(bytes, "Info", at)) return undefined;
  const end = frame.bytes;
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

function findFault(
  { cutBytes, lostBytes, hasOtherRate }: Mp3Reader,
  { frames, badFrames }: Count,
  info: Info | undefined,
): string | undefined {
  if (cutBytes > 0) return `expected a whole last frame, received ${cutBytes} bytes of it`;
  if (badFrames > 0) return `expected ${frames} valid frames, received ${badFrames} damaged`;
  if (lostBytes > 0) {
    const between = hasOtherRate ? "with another sample rate" : "between them";
    return `expected consecutive frames, received ${lostBytes} bytes ${between}`;
  }
  if (info && info.frames > frames) {
    return `expected ${info.frames} frames as in the header, received ${frames}`;
  }
  return undefined;
}
