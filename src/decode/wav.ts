import type { DecodeError } from "../errors.ts";
import type { DecodedAudio } from "./decoded_audio.ts";
import { dataView, spells, uint64 } from "./_bytes.ts";
import { checkChannels, checkRate, damaged, unsupported } from "./_errors.ts";
import { type IffChunk, iffChunks } from "./_iff.ts";
import { decodeImaWav, imaWavBlockFrames } from "./ima_adpcm.ts";
import { decodeMsAdpcm, msBlockFrames } from "./_ms_adpcm.ts";
import { decodePcm, isPcm, type PcmLayout, pcmName } from "./_pcm.ts";

const TAG_PCM = 1;
const TAG_MS_ADPCM = 2;
const TAG_FLOAT = 3;
const TAG_ALAW = 6;
const TAG_MULAW = 7;
const TAG_IMA_ADPCM = 0x11;
const TAG_EXTENSIBLE = 0xfffe;
/** Placeholder size of streams, and of RF64, whose `ds64` chunk holds the size. */
const SIZE_UNKNOWN = 0xffff_ffff;

interface WavFormat {
  readonly tag: number;
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly blockBytes: number;
  readonly bitsPerSample: number;
  readonly littleEndian: boolean;
  /** Body of the `fmt ` chunk, with the fields that a codec adds. */
  readonly body: Uint8Array;
}

interface WavData {
  readonly body: Uint8Array;
  readonly damage?: DecodeError | undefined;
}

/**
 * Decodes WAV files: RIFF, RIFX (big-endian), RF64 and BW64 with PCM, float, A-law, mu-law, IMA
 * ADPCM and Microsoft ADPCM.
 *
 * @throws {DecodeError} when there is no format, no data, or the codec is unsupported
 * @see EBU Tech 3306 (RF64); Microsoft, "Multiple Channel Audio Data and WAVE Files", 2007
 */
export function decodeWav(bytes: Uint8Array): DecodedAudio {
  const littleEndian = !spells(bytes, "RIFX");
  let format: WavFormat | undefined;
  let data: WavData | undefined;
  let factFrames: number | undefined;
  let dataBytes64: number | undefined;
  for (const chunk of iffChunks(bytes, littleEndian)) {
    if (chunk.id === "fmt ") format ??= readFormat(chunk, littleEndian);
    else if (chunk.id === "fact" && chunk.body.length >= 4) {
      factFrames = dataView(chunk.body).getUint32(0, littleEndian);
    } else if (chunk.id === "ds64" && chunk.body.length >= 16) {
      dataBytes64 = uint64(dataView(chunk.body), 8, littleEndian);
    } else if (chunk.id === "data") data ??= readData(bytes, chunk, dataBytes64);
    if (format && data) break;
  }
  if (!format) throw damaged("wav", `expected a fmt chunk, received none in ${bytes.length} bytes`);
  if (!data) throw damaged("wav", `expected a data chunk, received none in ${bytes.length} bytes`);
  return decodeData(format, data, factFrames);
}

function readFormat(chunk: IffChunk, littleEndian: boolean): WavFormat {
  const { body, claimedBytes } = chunk;
  if (body.length < claimedBytes || body.length < 16) {
    throw damaged(
      "wav",
      `expected a fmt chunk of ${Math.max(16, claimedBytes)} bytes, received ${body.length}`,
    );
  }
  const view = dataView(body);
  const tag = view.getUint16(0, littleEndian);
  const format: WavFormat = {
    // The extensible form has the old tag at the start of a GUID.
    tag: tag === TAG_EXTENSIBLE && body.length >= 26 ? view.getUint16(24, littleEndian) : tag,
    channels: view.getUint16(2, littleEndian),
    sampleRateHz: view.getUint32(4, littleEndian),
    blockBytes: view.getUint16(12, littleEndian),
    bitsPerSample: view.getUint16(14, littleEndian),
    littleEndian,
    body,
  };
  checkChannels("wav", format.channels);
  checkRate("wav", format.sampleRateHz);
  return format;
}

function readData(bytes: Uint8Array, chunk: IffChunk, dataBytes64: number | undefined): WavData {
  const present = bytes.length - chunk.start;
  let claimed = chunk.claimedBytes;
  if (claimed === SIZE_UNKNOWN) claimed = dataBytes64 ?? present;
  if (claimed === 0 && present > 0 && !endsInChunks(bytes, chunk)) {
    return {
      body: bytes.subarray(chunk.start),
      damage: damaged("wav", `expected a data chunk of 0 bytes, received ${present}`),
    };
  }
  return {
    body: bytes.subarray(chunk.start, chunk.start + claimed),
    damage: claimed > present
      ? damaged("wav", `expected a data chunk of ${claimed} bytes, received ${present}`)
      : undefined,
  };
}

/** Whether chunks follow an empty data chunk, and not the audio of an interrupted writer. */
function endsInChunks(bytes: Uint8Array, data: IffChunk): boolean {
  let end = 0;
  for (const chunk of iffChunks(bytes, !spells(bytes, "RIFX"))) {
    if (chunk.start < data.start) continue;
    end = chunk.start + chunk.claimedBytes;
  }
  return end === bytes.length || end + 1 === bytes.length;
}

function decodeData(
  format: WavFormat,
  data: WavData,
  factFrames: number | undefined,
): DecodedAudio {
  switch (format.tag) {
    case TAG_IMA_ADPCM:
      return decodeAdpcm("wav/adpcm_ima", format, data, factFrames);
    case TAG_MS_ADPCM:
      return decodeAdpcm("wav/adpcm_ms", format, data, factFrames);
  }
  const layout = pcmLayout(format);
  const name = `wav/${pcmName(layout)}`;
  return {
    channels: decodePcm(data.body, layout, format.channels),
    sampleRateHz: format.sampleRateHz,
    format: name,
    ...(data.damage && { damage: data.damage }),
  };
}

function pcmLayout(format: WavFormat): PcmLayout {
  const { tag, bitsPerSample, littleEndian } = format;
  // Twelve bits may occupy two bytes: the block size decides, unless it contradicts the bits.
  const bytesMin = Math.ceil(bitsPerSample / 8);
  const blocked = format.blockBytes / format.channels;
  const bytesPerSample = Number.isInteger(blocked) && blocked >= bytesMin ? blocked : bytesMin;
  const layout = (kind: PcmLayout["kind"]): PcmLayout => ({ kind, bytesPerSample, littleEndian });
  let found: PcmLayout | undefined;
  if (tag === TAG_PCM) found = layout(bytesPerSample === 1 ? "unsigned" : "signed");
  else if (tag === TAG_FLOAT) found = layout("float");
  else if (tag === TAG_ALAW) found = layout("alaw");
  else if (tag === TAG_MULAW) found = layout("mulaw");
  if (!found) {
    throw unsupported(
      "wav",
      `expected PCM, float, A-law, mu-law or ADPCM, received format tag 0x${tag.toString(16)}`,
    );
  }
  if (bitsPerSample === 0 || !isPcm(found)) {
    throw unsupported(
      "wav",
      `expected a depth that format tag 0x${tag.toString(16)} allows, received ` +
        `${bitsPerSample} bits`,
    );
  }
  return found;
}

function decodeAdpcm(
  name: "wav/adpcm_ima" | "wav/adpcm_ms",
  format: WavFormat,
  data: WavData,
  factFrames: number | undefined,
): DecodedAudio {
  const { channels, blockBytes, sampleRateHz } = format;
  const ima = name === "wav/adpcm_ima";
  const blockFrames = ima
    ? imaWavBlockFrames(blockBytes, channels)
    : msBlockFrames(blockBytes, channels);
  if (blockFrames === 0 || format.bitsPerSample !== 4) {
    throw damaged(
      name,
      `expected blocks with a header and 4 bits per sample, received ${blockBytes} bytes with ` +
        `${channels} channels of ${format.bitsPerSample} bits`,
    );
  }
  const decoded = ima
    ? decodeImaWav(data.body, channels, blockBytes)
    : decodeMsAdpcm(data.body, channels, blockBytes, msCoefficients(format));
  if (typeof decoded === "number") {
    throw damaged(
      name,
      `expected a valid header in block ${decoded}, received a value out of range`,
    );
  }
  // The last block is padded; the fact chunk holds the end of the audio.
  const frames = decoded[0]!.length;
  const filling = factFrames === undefined ? 0 : frames - factFrames;
  const trim = filling > 0 && filling < blockFrames;
  return {
    channels: trim ? decoded.map((channel) => channel.slice(0, factFrames)) : decoded,
    sampleRateHz,
    format: name,
    ...(data.damage && { damage: data.damage }),
  };
}

/** Reads the coefficient pairs of the encoder from the `fmt ` chunk. @returns `[n, 2]` */
function msCoefficients({ body, littleEndian }: WavFormat): Int16Array {
  const view = dataView(body);
  const count = body.length >= 22 ? view.getUint16(20, littleEndian) : 0;
  if (count === 0 || 22 + count * 4 > body.length) {
    throw damaged(
      "wav/adpcm_ms",
      `expected ${count || "some"} coefficient pairs, received a fmt chunk of ${body.length} bytes`,
    );
  }
  return Int16Array.from(
    { length: count * 2 },
    (_, i) => view.getInt16(22 + i * 2, littleEndian),
  );
}
