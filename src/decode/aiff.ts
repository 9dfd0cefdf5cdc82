import type { ByteSource } from "../source/byte_source.ts";
import { dataView, fourCC, spells } from "./_bytes.ts";
import { checkChannels, checkRate, damaged, inBytes, unsupported } from "./_errors.ts";
import { type IffChunk, iffChunks } from "./_iff.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { isPcm, type PcmLayout } from "./_pcm.ts";
import { type Extent, unitBlocks } from "./_unit_blocks.ts";
import { ima4Codec, pcmCodec } from "./_unit_codecs.ts";

interface Common {
  readonly channels: number;
  readonly frames: number;
  readonly bitsPerSample: number;
  readonly sampleRateHz: number;
  /** Four-character code of the codec; `NONE` in plain AIFF. */
  readonly codec: string;
}

/**
 * Opens AIFF and AIFF-C: PCM of either byte order, float, A-law, mu-law and IMA4. The whole sound
 * chunk is decoded, as in libsndfile and ffmpeg; a different number of frames in the header counts
 * as damage.
 *
 * @throws {DecodeError} when there is no format, no data, or the codec is unsupported
 * @see Apple, "Audio Interchange File Format AIFF-C", draft 1991-08-26
 */
export async function openAiff(source: ByteSource): Promise<OpenedAudio> {
  const compressed = spells(await source.read(0, 12), "AIFC", 8);
  let common: Common | undefined;
  let sound: IffChunk | undefined;
  for await (const chunk of iffChunks(source, false)) {
    if (chunk.id === "COMM") common ??= await readCommon(source, chunk, compressed);
    else if (chunk.id === "SSND") sound ??= chunk;
    if (common && sound) break;
  }
  if (!common) {
    throw damaged("aiff", `expected a COMM chunk, received none${inBytes(source.size)}`);
  }
  const header = sound && sound.claimedBytes >= 8 ? await source.read(sound.start, 8) : undefined;
  if (!sound || !header || header.length < 8) {
    throw damaged("aiff", `expected a whole SSND chunk, received none${inBytes(source.size)}`);
  }
  const offset = 8 + dataView(header).getUint32(0);
  const bytes = Math.max(0, sound.claimedBytes - offset);
  return openSound(source, common, { start: sound.start + offset, bytes });
}

async function readCommon(
  source: ByteSource,
  { start, claimedBytes }: IffChunk,
  compressed: boolean,
): Promise<Common> {
  const bytesMin = compressed ? 22 : 18;
  const body = await source.read(start, Math.min(claimedBytes, bytesMin));
  if (body.length < bytesMin) {
    throw damaged("aiff", `expected a COMM chunk of ${bytesMin} bytes, received ${body.length}`);
  }
  const view = dataView(body);
  const common: Common = {
    channels: view.getUint16(0),
    frames: view.getUint32(2),
    bitsPerSample: view.getUint16(6),
    sampleRateHz: float80(view, 8),
    codec: compressed ? fourCC(body, 18) : "NONE",
  };
  checkChannels("aiff", common.channels);
  checkRate("aiff", common.sampleRateHz);
  return common;
}

/** Reads an 80-bit extended float as a double. */
function float80(view: DataView, at: number): number {
  const head = view.getUint16(at);
  const exponent = (head & 0x7fff) - 16383;
  const value = view.getUint32(at + 2) * 2 ** (exponent - 31) +
    view.getUint32(at + 6) * 2 ** (exponent - 63);
  return head & 0x8000 ? -value : value;
}

function openSound(source: ByteSource, common: Common, sound: Extent): OpenedAudio {
  const { channels, sampleRateHz } = common;
  const isPacked = common.codec === "ima4";
  const codec = isPacked
    ? ima4Codec("aiff", channels)
    : pcmCodec("aiff", pcmLayout(common), channels);
  const { format, unitBytes, unitFrames } = codec;
  const headerFrames = common.frames * unitFrames;
  const blocks = async function* (): OpenedAudio["blocks"] {
    const received = yield* unitBlocks(source, sound, codec);
    const units = Math.floor(received / unitBytes);
    // libsndfile divides the number of IMA4 packets by the channels.
    const isMiscounted = isPacked && common.frames === Math.floor(units / channels);
    if (units === common.frames || isMiscounted) return undefined;
    const frames = units * unitFrames;
    return damaged(format, `expected ${headerFrames} frames as in the header, received ${frames}`);
  };
  return { format, sampleRateHz, channelCount: channels, frames: headerFrames, blocks: blocks() };
}

function pcmLayout({ codec, bitsPerSample }: Common): PcmLayout {
  const bytesPerSample = Math.ceil(bitsPerSample / 8);
  const found = layoutOf(codec, bytesPerSample);
  if (!found) {
    throw unsupported("aiff", `expected a PCM or IMA4 codec, received ${JSON.stringify(codec)}`);
  }
  if (!isPcm(found)) {
    throw unsupported(
      "aiff",
      `expected a depth that codec ${JSON.stringify(codec)} allows, received ${bitsPerSample} bits`,
    );
  }
  return found;
}

function layoutOf(codec: string, bytesPerSample: number): PcmLayout | undefined {
  switch (codec) {
    case "NONE":
    case "twos":
      return { kind: "signed", bytesPerSample, littleEndian: false };
    case "sowt":
      return { kind: "signed", bytesPerSample, littleEndian: true };
    case "raw ":
      return { kind: "unsigned", bytesPerSample, littleEndian: false };
    case "in24":
      return { kind: "signed", bytesPerSample: 3, littleEndian: false };
    case "in32":
      return { kind: "signed", bytesPerSample: 4, littleEndian: false };
    // libsndfile spells the code with a digit.
    case "42ni":
    case "42n1":
      return { kind: "signed", bytesPerSample: 3, littleEndian: true };
    case "23ni":
      return { kind: "signed", bytesPerSample: 4, littleEndian: true };
    case "fl32":
    case "FL32":
      return { kind: "float", bytesPerSample: 4, littleEndian: false };
    case "fl64":
    case "FL64":
      return { kind: "float", bytesPerSample: 8, littleEndian: false };
    case "alaw":
    case "ALAW":
      return { kind: "alaw", bytesPerSample: 1, littleEndian: false };
    case "ulaw":
    case "ULAW":
      return { kind: "mulaw", bytesPerSample: 1, littleEndian: false };
  }
  return undefined;
}
