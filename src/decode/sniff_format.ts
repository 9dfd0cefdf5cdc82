import { dataView, fourCC, spells } from "./_bytes.ts";
import { afterId3, findMp3 } from "./_mp3_frames.ts";
import { mp4Brand } from "./mp4.ts";
import { oggCodec } from "./ogg.ts";

/** Maximum number of bytes searched for the first MP3 frame. */
const MP3_SEARCH_BYTES = 16_384;
/** First boxes of MP4 files that predate the `ftyp` box. */
const OLD_MP4_BOXES = ["moov", "mdat", "wide", "free", "skip", "pnot"];
/** Unsupported formats by their first bytes. */
const UNSUPPORTED: readonly (readonly [magic: string, format: string])[] = [
  ["\x30\x26\xb2\x75", "wma"],
  ["wvpk", "wavpack"],
  ["MAC ", "ape"],
];

/**
 * Detects the format of an audio file from its content.
 *
 * @param bytes the file, or its beginning up to the third frame after the tags
 * @returns `wav`, `aiff`, `caf`, `amr`, `3gp`, `mp4`, `m4a`, `mov`, `flac`, `mp3`, `ogg/vorbis`, or
 * the name of a format that {@link decode} does not support, such as `ogg/opus`, `aac` or `webm`;
 * undefined when the format is unknown
 */
export function sniffFormat(bytes: Uint8Array): string | undefined {
  const head = fourCC(bytes, 0);
  const kind = fourCC(bytes, 8);
  if ((head === "RIFF" || head === "RIFX" || head === "RF64" || head === "BW64")) {
    return kind === "WAVE" ? "wav" : undefined;
  }
  if (head === "FORM") return kind === "AIFF" || kind === "AIFC" ? "aiff" : undefined;
  if (head === "caff") return "caf";
  if (spells(bytes, "#!AMR")) return "amr";
  if (head === "OggS") return sniffOgg(bytes);
  const box = fourCC(bytes, 4);
  if (box === "ftyp" || OLD_MP4_BOXES.includes(box) && boxFits(bytes)) return mp4Brand(bytes);
  const known = UNSUPPORTED.find(([magic]) => spells(bytes, magic));
  if (known) return known[1];
  const start = afterId3(bytes);
  if (spells(bytes, "fLaC", start)) return "flac";
  if (isAdts(bytes, start)) return "aac";
  return findMp3(bytes, start, MP3_SEARCH_BYTES) === undefined ? undefined : "mp3";
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
