import { dataView, fourCC, includes, spells } from "./_bytes.ts";
import { afterId3, findMp3 } from "./_mp3_frames.ts";
import { mpaHeader } from "./_mpa_header.ts";
import { mp4Brand } from "./mp4.ts";
import { oggCodec } from "./ogg.ts";
import { packetStart } from "./_ts_programs.ts";

/** Maximum number of bytes searched for the first MP3 frame. */
const MP3_SEARCH_BYTES = 16_384;
/** First boxes of MP4 files that predate the `ftyp` box. */
const OLD_MP4_BOXES = ["moov", "mdat", "wide", "free", "skip", "pnot"];
/** Formats by their first bytes. */
const MAGIC: readonly (readonly [magic: string, format: string])[] = [
  ["caff", "caf"],
  ["#!AMR", "amr"],
  [".snd", "au"],
  ["dns.", "au"],
  ["riff\x2e\x91\xcf\x11", "w64"],
  ["fLaC", "flac"],
  ["ADIF", "aac"],
  ["#!SILK_V3", "silk"],
  ["\x02#!SILK_V3", "silk"],
  ["#!EVS", "evs"],
  ["\x30\x26\xb2\x75", "wma"],
  ["wvpk", "wavpack"],
  ["MAC ", "ape"],
  ["TTA1", "tta"],
  ["MPCK", "musepack"],
  ["MP+", "musepack"],
  ["DSD ", "dsf"],
  ["FRM8", "dsdiff"],
  ["\x0b\x77", "ac3"],
  ["\x7f\xfe\x80\x01", "dts"],
  [".RMF", "realmedia"],
  ["FLV\x01", "flv"],
  ["\0\0\x01\xba", "mpegps"],
  ["Creative Voice File", "voc"],
  ["NIST_1A", "sphere"],
  ["MThd", "midi"],
];
const MATROSKA = "\x1a\x45\xdf\xa3";
const MATROSKA_TYPE_BYTES = 64;

/**
 * Detects the format of an audio file from its content.
 *
 * @param bytes the file, or its beginning up to the third frame after the tags
 * @returns `wav`, `aiff`, `caf`, `au`, `w64`, `amr`, `3gp`, `mp4`, `m4a`, `mov`, `webm`, `matroska`,
 * `mpegts`, `flac`, `aac`, `mp1`, `mp2`, `mp3`, `ogg/vorbis`, `ogg/opus`, `ogg/flac`, or the name of
 * a format that {@link decode} does not support, such as `wma` or `wavpack`; undefined when the
 * format is unknown
 */
export function sniffFormat(bytes: Uint8Array): string | undefined {
  const file = bytes.subarray(afterId3(bytes));
  const head = fourCC(file, 0);
  const kind = fourCC(file, 8);
  if ((head === "RIFF" || head === "RIFX" || head === "RF64" || head === "BW64")) {
    return kind === "WAVE" ? "wav" : kind === "AVI " ? "avi" : undefined;
  }
  if (head === "FORM") return kind === "AIFF" || kind === "AIFC" ? "aiff" : undefined;
  if (head === "OggS") return sniffOgg(file);
  const box = fourCC(file, 4);
  if (box === "ftyp" || OLD_MP4_BOXES.includes(box) && boxFits(file)) return mp4Brand(file);
  if (head === MATROSKA) {
    return includes(file.subarray(0, MATROSKA_TYPE_BYTES), "matroska") ? "matroska" : "webm";
  }
  return MAGIC.find(([magic]) => spells(file, magic))?.[1] ?? sniffFrames(file);
}

/** Detects formats without a header of the file. */
function sniffFrames(file: Uint8Array): string | undefined {
  if (packetStart(file)) return "mpegts";
  if (isAdts(file, 0)) return "aac";
  if (file[0] === 0x56 && file[1]! >> 5 === 7) return "latm";
  const first = mpaHeader(file, 0);
  if (first && first.layer !== 3 && mpaHeader(file, first.bytes)?.layer === first.layer) {
    return `mp${first.layer}`;
  }
  return findMp3(file, 0, MP3_SEARCH_BYTES) === undefined ? undefined : "mp3";
}

/** Whether the first box has a valid size. */
function boxFits(bytes: Uint8Array): boolean {
  const size = dataView(bytes).getUint32(0);
  return size < 2 || size >= 8;
}

/** Detects the codec of the first stream with a known codec; `ogg` when there is none. */
function sniffOgg(bytes: Uint8Array): string {
  for (let at = 0; spells(bytes, "OggS", at) && at + 27 <= bytes.length;) {
    const segments = bytes[at + 26]!;
    const body = at + 27 + segments;
    const codec = oggCodec(bytes.subarray(body));
    if (codec) return `ogg/${codec}`;
    at = body;
    for (let i = 0; i < segments; i++) at += bytes[body - segments + i] ?? 0;
  }
  return "ogg";
}

/** Whether two consecutive AAC (ADTS) frame headers start at `at`. */
function isAdts(bytes: Uint8Array, at: number): boolean {
  for (let count = 0; count < 2; count++) {
    if (at + 7 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1]! & 0xf6) !== 0xf0) {
      return false;
    }
    at += (bytes[at + 3]! & 3) << 11 | bytes[at + 4]! << 3 | bytes[at + 5]! >> 5;
  }
  return true;
}
