import { InputError } from "../errors.ts";
import type { ByteSource } from "../source/byte_source.ts";
import { dataView, spells, uint64 } from "./_bytes.ts";
import { checkChannels, checkRate, damaged, inBytes, unsupported } from "./_errors.ts";
import { type IffChunk, iffChunks } from "./_iff.ts";
import { decodeImaWav, imaWavBlockFrames } from "./ima_adpcm.ts";
import { decodeMsAdpcm, msBlockFrames } from "./_ms_adpcm.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { isPcm, type PcmLayout } from "./_pcm.ts";
import { trimBlocks } from "./_trim_blocks.ts";
import { type Extent, unitBlocks } from "./_unit_blocks.ts";
import { pcmCodec, type UnitCodec } from "./_unit_codecs.ts";

const TAG_PCM = 1;
const TAG_MS_ADPCM = 2;
const TAG_FLOAT = 3;
const TAG_ALAW = 6;
const TAG_MULAW = 7;
const TAG_IMA_ADPCM = 0x11;
const TAG_EXTENSIBLE = 0xfffe;
/** Placeholder size of streams, and of RF64, whose `ds64` chunk holds the size. */
const SIZE_UNKNOWN = 0xffff_ffff;
/** Maximum length of the `fmt ` chunk that is read. */
const FORMAT_BYTES_MAX = 65_536;

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

interface WavData extends Extent {
  /** Length according to the header; undefined when unknown. */
  readonly claimedBytes: number | undefined;
}

/**
 * Opens WAV files: RIFF, RIFX (big-endian), RF64 and BW64 with PCM, float, A-law, mu-law, IMA ADPCM
 * and Microsoft ADPCM.
 *
 * @throws {DecodeError} when there is no format, no data, or the codec is unsupported
 * @see EBU Tech 3306 (RF64); Microsoft, "Multiple Channel Audio Data and WAVE Files", 2007
 */
export async function openWav(source: ByteSource): Promise<OpenedAudio> {
  const littleEndian = !spells(await source.read(0, 4), "RIFX");
  let format: WavFormat | undefined;
  let data: WavData | undefined;
  let factFrames: number | undefined;
  let dataBytes64: number | undefined;
  for await (const chunk of iffChunks(source, littleEndian)) {
    if (chunk.id === "fmt ") format ??= await readFormat(source, chunk, littleEndian);
    else if (chunk.id === "fact" && chunk.claimedBytes >= 4) {
      const body = await source.read(chunk.start, 4);
      if (body.length === 4) factFrames = dataView(body).getUint32(0, littleEndian);
    } else if (chunk.id === "ds64" && chunk.claimedBytes >= 16) {
      const body = await source.read(chunk.start, 16);
      if (body.length === 16) dataBytes64 = uint64(dataView(body), 8, littleEndian);
    } else if (chunk.id === "data") {
      data ??= await findData(source, chunk, littleEndian, dataBytes64);
    }
    if (format && data) break;
  }
  if (!format) throw damaged("wav", `expected a fmt chunk, received none${inBytes(source.size)}`);
  if (!data) throw damaged("wav", `expected a data chunk, received none${inBytes(source.size)}`);
  return openData(source, format, data, factFrames);
}

async function readFormat(
  source: ByteSource,
  { start, claimedBytes }: IffChunk,
  littleEndian: boolean,
): Promise<WavFormat> {
  const needed = Math.min(claimedBytes, FORMAT_BYTES_MAX);
  const body = (await source.read(start, needed)).slice();
  if (body.length < needed || body.length < 16) {
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

async function findData(
  source: ByteSource,
  chunk: IffChunk,
  littleEndian: boolean,
  dataBytes64: number | undefined,
): Promise<WavData> {
  const { start } = chunk;
  const claimed = chunk.claimedBytes === SIZE_UNKNOWN ? dataBytes64 : chunk.claimedBytes;
  const isUnwritten = chunk.claimedBytes === 0 && !await endsInChunks(source, start, littleEndian);
  const bytes = isUnwritten ? Infinity : claimed ?? Infinity;
  return { start, bytes, claimedBytes: claimed };
}

/** Whether chunks follow an empty data chunk, and not the audio of an interrupted writer. */
async function endsInChunks(
  source: ByteSource,
  start: number,
  littleEndian: boolean,
): Promise<boolean> {
  let end = start;
  try {
    for await (const chunk of iffChunks(source, littleEndian, start)) {
      // A live stream would be read for long before audio proves to be no chunks.
      if (!/^[ -~]{4}$/.test(chunk.id)) return false;
      end = chunk.start + chunk.claimedBytes;
    }
  } catch (error) {
    // A stream that continues for longer than chunks would.
    if (error instanceof InputError && error.code === "too_large") return false;
    throw error;
  }
  return end === source.size || end + 1 === source.size;
}

function openData(
  source: ByteSource,
  format: WavFormat,
  data: WavData,
  factFrames: number | undefined,
): OpenedAudio {
  switch (format.tag) {
    case TAG_IMA_ADPCM:
      return openAdpcm(source, "wav/adpcm_ima", format, data, factFrames);
    case TAG_MS_ADPCM:
      return openAdpcm(source, "wav/adpcm_ms", format, data, factFrames);
  }
  const { channels, sampleRateHz } = format;
  const codec = pcmCodec("wav", pcmLayout(format), channels);
  return {
    format: codec.format,
    sampleRateHz,
    channelCount: channels,
    ...(data.bytes < Infinity && { frames: Math.floor(data.bytes / codec.unitBytes) }),
    blocks: readBlocks(source, data, codec),
  };
}

async function* readBlocks(
  source: ByteSource,
  data: WavData,
  codec: Pick<UnitCodec, "unitBytes" | "decode">,
): OpenedAudio["blocks"] {
  const received = yield* unitBlocks(source, data, codec);
  const { claimedBytes } = data;
  if (claimedBytes === undefined || received === claimedBytes) return undefined;
  return damaged("wav", `expected a data chunk of ${claimedBytes} bytes, received ${received}`);
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

function openAdpcm(
  source: ByteSource,
  name: "wav/adpcm_ima" | "wav/adpcm_ms",
  format: WavFormat,
  data: WavData,
  factFrames: number | undefined,
): OpenedAudio {
  const { channels, blockBytes, sampleRateHz } = format;
  const ima = name === "wav/adpcm_ima";
  const framesOf = ima ? imaWavBlockFrames : msBlockFrames;
  const blockFrames = framesOf(blockBytes, channels);
  if (blockFrames === 0 || format.bitsPerSample !== 4) {
    throw damaged(
      name,
      `expected blocks with a header and 4 bits per sample, received ${blockBytes} bytes with ` +
        `${channels} channels of ${format.bitsPerSample} bits`,
    );
  }
  const coefficients = ima ? undefined : msCoefficients(format);
  let frames = 0;
  const decode = (units: Uint8Array, first: number) => {
    const decoded = coefficients
      ? decodeMsAdpcm(units, channels, blockBytes, coefficients)
      : decodeImaWav(units, channels, blockBytes);
    if (typeof decoded === "number") {
      throw damaged(
        name,
        `expected a valid header in block ${first + decoded}, received a value out of range`,
      );
    }
    frames += decoded[0]!.length;
    return decoded;
  };
  const blocks = readBlocks(source, data, { unitBytes: blockBytes, decode });
  // The last block is padded; the fact chunk holds the end of the audio.
  const padding = () => {
    const filling = frames - (factFrames ?? frames);
    return filling > 0 && filling < blockFrames ? filling : 0;
  };
  return {
    format: name,
    sampleRateHz,
    channelCount: channels,
    ...(factFrames !== undefined && { frames: factFrames }),
    blocks: trimBlocks(blocks, { channelCount: channels, paddingMax: blockFrames - 1, padding }),
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
