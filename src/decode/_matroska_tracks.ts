import { dataView } from "./_bytes.ts";
import { ELEMENT, elements, float, unsigned } from "./_ebml.ts";
import type { PcmLayout } from "./_pcm.ts";

const AUDIO = 2;
/** Algorithm that removes a constant beginning of the packets. */
const HEADER_STRIPPING = 3;
const CODECS: Readonly<Record<string, string>> = {
  A_OPUS: "opus",
  A_VORBIS: "vorbis",
  A_AAC: "aac",
  A_ALAC: "alac",
  "A_MPEG/L1": "mp1",
  "A_MPEG/L2": "mp2",
  "A_MPEG/L3": "mp3",
  A_AC3: "AC-3",
  A_EAC3: "E-AC-3",
  A_FLAC: "flac",
};
const PCM: Readonly<Record<string, readonly [kind: PcmLayout["kind"], littleEndian: boolean]>> = {
  "A_PCM/INT/LIT": ["signed", true],
  "A_PCM/INT/BIG": ["signed", false],
  "A_PCM/FLOAT/IEEE": ["float", true],
};
/** Codecs of Windows with one byte per sample, by their format tag. */
const ACM_KINDS: Readonly<Record<number, PcmLayout["kind"]>> = { 6: "alaw", 7: "mulaw" };

/** Audio track of a WebM or Matroska file. */
export interface WebmTrack {
  readonly number: number;
  /** Name of the codec, or Matroska's identifier of an unknown one. */
  readonly codec: string;
  readonly extraData: Uint8Array;
  /** Delay of the codec in seconds. */
  readonly delaySeconds: number;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Layout of uncompressed samples. */
  readonly pcm?: PcmLayout;
  /** Bytes that all packets begin with, and that are not stored. */
  readonly prefix: Uint8Array;
}

/** Reads the audio tracks from the body of a Tracks element. */
export function readTracks(bytes: Uint8Array): WebmTrack[] {
  return [...elements(bytes)]
    .filter(({ id }) => id === ELEMENT.trackEntry)
    .map(({ body }) => fields(body))
    .filter((entry) => number(entry, ELEMENT.trackType) === AUDIO)
    .map(readTrack);
}

type Fields = ReadonlyMap<number, Uint8Array>;

function readTrack(entry: Fields): WebmTrack {
  const audio = fields(entry.get(ELEMENT.audio) ?? new Uint8Array());
  const id = String.fromCharCode(...entry.get(ELEMENT.codecId) ?? []).replace(/\0.*/s, "");
  const bits = number(audio, ELEMENT.bitDepth);
  const extraData = entry.get(ELEMENT.codecPrivate) ?? new Uint8Array();
  const pcm = pcmLayout(id, bits, extraData);
  const encoding = readEncoding(entry.get(ELEMENT.contentEncodings));
  return {
    number: number(entry, ELEMENT.trackNumber),
    codec: encoding.isSupported
      ? own(CODECS, id.replace(/^A_AAC\/.*/, "A_AAC")) ?? id
      : `${id}, encoded`,
    extraData,
    delaySeconds: number(entry, ELEMENT.codecDelay) / 1e9,
    sampleRateHz: float(audio.get(ELEMENT.samplingFrequency) ?? new Uint8Array()) || 8000,
    channels: number(audio, ELEMENT.channels) || 1,
    ...(pcm && encoding.isSupported && { pcm }),
    prefix: encoding.prefix,
  };
}

/** Looks up a name that a file contains, such as `toString`. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function pcmLayout(id: string, bits: number, extraData: Uint8Array): PcmLayout | undefined {
  if (id === "A_MS/ACM" && extraData.length >= 2) {
    const kind = ACM_KINDS[dataView(extraData).getUint16(0, true)];
    return kind && { kind, bytesPerSample: 1, littleEndian: true };
  }
  const [kind, littleEndian] = own(PCM, id) ?? [];
  return kind &&
    {
      kind: bits === 8 ? "unsigned" : kind,
      bytesPerSample: bits >> 3,
      littleEndian: littleEndian!,
    };
}

function readEncoding(
  encodings: Uint8Array | undefined,
): { isSupported: boolean; prefix: Uint8Array } {
  const none = new Uint8Array();
  if (!encodings) return { isSupported: true, prefix: none };
  const all = [...elements(encodings)].filter(({ id }) => id === ELEMENT.contentEncoding);
  const compression = fields(fields(all[0]?.body ?? none).get(ELEMENT.contentCompression) ?? none);
  const isSupported = all.length === 1 &&
    number(compression, ELEMENT.contentCompAlgo) === HEADER_STRIPPING;
  return { isSupported, prefix: compression.get(ELEMENT.contentCompSettings) ?? none };
}

function fields(bytes: Uint8Array): Fields {
  return new Map(Array.from(elements(bytes), ({ id, body }) => [id, body]));
}

function number(fields: Fields, id: number): number {
  const body = fields.get(id);
  return body && body.length <= 6
    ? unsigned(body)
    : body?.length === 8
    ? Number(dataView(body).getBigUint64(0))
    : 0;
}
