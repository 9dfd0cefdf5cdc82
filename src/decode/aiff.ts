import type { DecodedAudio } from "./decoded_audio.ts";
import { dataView, fourCC, spells } from "./_bytes.ts";
import { checkChannels, checkRate, damaged, unsupported } from "./_errors.ts";
import { type IffChunk, iffChunks } from "./_iff.ts";
import { decodeIma4, IMA4_PACKET_FRAMES } from "./ima_adpcm.ts";
import { decodePcm, isPcm, type PcmLayout, pcmName } from "./_pcm.ts";

interface Common {
  readonly channels: number;
  readonly frames: number;
  readonly bitsPerSample: number;
  readonly sampleRateHz: number;
  /** Four-character code of the codec; `NONE` in plain AIFF. */
  readonly codec: string;
}

/**
 * Decodes AIFF and AIFF-C: PCM of either byte order, float, A-law, mu-law and IMA4. The whole sound
 * chunk is decoded, as in libsndfile and ffmpeg; a different number of frames in the header counts
 * as damage.
 *
 * @throws {DecodeError} when there is no format, no data, or the codec is unsupported
 * @see Apple, "Audio Interchange File Format AIFF-C", draft 1991-08-26
 */
export function decodeAiff(bytes: Uint8Array): DecodedAudio {
  const compressed = spells(bytes, "AIFC", 8);
  let common: Common | undefined;
  let sound: IffChunk | undefined;
  for (const chunk of iffChunks(bytes, false)) {
    if (chunk.id === "COMM") common ??= readCommon(chunk, compressed);
    else if (chunk.id === "SSND") sound ??= chunk;
  }
  if (!common) {
    throw damaged("aiff", `expected a COMM chunk, received none in ${bytes.length} bytes`);
  }
  if (!sound || sound.body.length < 8) {
    throw damaged("aiff", `expected a whole SSND chunk, received none in ${bytes.length} bytes`);
  }
  const offset = dataView(sound.body).getUint32(0);
  const body = sound.body.subarray(8 + offset);
  const { name, channels } = decodeSound(common, body);
  const frames = channels[0]!.length;
  const isPacked = common.codec === "ima4";
  const headerFrames = common.frames * (isPacked ? IMA4_PACKET_FRAMES : 1);
  // libsndfile divides the number of IMA4 packets by the channels.
  const isMiscounted = isPacked &&
    common.frames === Math.floor(frames / IMA4_PACKET_FRAMES / common.channels);
  return {
    channels,
    sampleRateHz: common.sampleRateHz,
    format: name,
    ...(frames !== headerFrames && !isMiscounted &&
      {
        damage: damaged(
          name,
          `expected ${headerFrames} frames as in the header, received ${frames}`,
        ),
      }),
  };
}

function readCommon({ body }: IffChunk, compressed: boolean): Common {
  const bytesMin = compressed ? 22 : 18;
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

function decodeSound(
  common: Common,
  body: Uint8Array,
): { name: string; channels: readonly Float32Array[] } {
  if (common.codec === "ima4") {
    const name = "aiff/ima4";
    const channels = decodeIma4(body, common.channels);
    if (typeof channels === "number") {
      throw damaged(name, `expected a step index up to 88 in packet ${channels}, received more`);
    }
    return { name, channels };
  }
  const layout = pcmLayout(common);
  return { name: `aiff/${pcmName(layout)}`, channels: decodePcm(body, layout, common.channels) };
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
    case "42ni":
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
