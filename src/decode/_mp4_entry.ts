import { dataView, fourCC } from "./_bytes.ts";
import { boxes, child } from "./_mp4_boxes.ts";
import { readDescriptor } from "./_mp4_descriptor.ts";
import type { PcmLayout } from "./_pcm.ts";

/** Description of the samples of a track. */
export interface SampleEntry {
  /** Name of the codec, or the four-character code of an unknown one. */
  readonly codec: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Configuration of the decoder; empty for none. */
  readonly extraData: Uint8Array;
  /** Layout of uncompressed samples. */
  readonly pcm?: PcmLayout;
}

const CODECS: Readonly<Record<string, string>> = {
  samr: "amr_nb",
  sawb: "amr_wb",
  alac: "alac",
  Opus: "opus",
  fLaC: "flac",
  ".mp3": "mp3",
  "ms\0U": "mp3",
  "ac-3": "AC-3",
  "ec-3": "E-AC-3",
};
/** Layouts of PCM by the code of the entry: kind, bytes per sample (0: of the entry), endianness. */
const PCM: Readonly<Record<string, readonly [PcmLayout["kind"], number, boolean]>> = {
  sowt: ["signed", 0, true],
  twos: ["signed", 0, false],
  "raw ": ["unsigned", 1, true],
  in24: ["signed", 3, false],
  in32: ["signed", 4, false],
  fl32: ["float", 4, false],
  fl64: ["float", 8, false],
  alaw: ["alaw", 1, true],
  ulaw: ["mulaw", 1, true],
  ipcm: ["signed", 0, false],
  fpcm: ["float", 0, false],
};
const HEADER_BYTES = 28;
/** Additional fields of QuickTime's entries, by version. */
const VERSION_BYTES = [0, 16, 36];

/**
 * Reads the first entry of a sample description; undefined when it is not whole.
 *
 * @param description body of an `stsd` box
 * @see ISO/IEC 14496-12, 12.2.3; QuickTime File Format, sound sample descriptions
 */
export function readSampleEntry(description: Uint8Array): SampleEntry | undefined {
  const entry = description.subarray(16);
  const code = fourCC(description, 12);
  if (entry.length < HEADER_BYTES) {
    return { codec: CODECS[code] ?? code.trim(), sampleRateHz: 0, channels: 0, extraData: entry };
  }
  const view = dataView(entry);
  const version = view.getUint16(8);
  const extra = VERSION_BYTES[version] ?? 0;
  if (entry.length < HEADER_BYTES + extra) return undefined;
  const isLong = version === 2;
  const channels = isLong ? view.getUint32(40) : view.getUint16(16);
  const sampleRateHz = isLong ? view.getFloat64(32) : view.getUint32(24) / 65_536;
  const bits = isLong ? view.getUint32(48) : view.getUint16(18);
  const inner = entry.subarray(HEADER_BYTES + extra);
  const common = { sampleRateHz, channels };
  if (code === "lpcm" && isLong) {
    const flags = view.getUint32(52);
    const kind = flags & 1 ? "float" : flags & 4 ? "signed" : "unsigned";
    return { ...common, ...pcm(kind, bits >> 3, (flags & 2) === 0) };
  }
  const layout = PCM[code];
  if (layout) {
    const [kind, bytes, little] = layout;
    const config = child(inner, "pcmC");
    const order = child(inner, "wave", "enda");
    const isLittle = config ? (config[4]! & 1) === 1 : little || order?.[1] === 1;
    return { ...common, ...pcm(kind, bytes || (config?.[5] ?? bits) >> 3, isLittle) };
  }
  return { ...common, ...readConfig(code, inner) };
}

function pcm(
  kind: PcmLayout["kind"],
  bytesPerSample: number,
  littleEndian: boolean,
): Pick<SampleEntry, "codec" | "extraData" | "pcm"> {
  const layout = { kind, bytesPerSample, littleEndian };
  return { codec: "pcm", extraData: new Uint8Array(), pcm: layout };
}

/** Reads the codec and its configuration from the boxes in an entry. */
function readConfig(code: string, inner: Uint8Array): Pick<SampleEntry, "codec" | "extraData"> {
  const codec = CODECS[code] ?? code.trim();
  const wave = child(inner, "wave") ?? new Uint8Array();
  if (code === "mp4a") {
    const descriptor = child(inner, "esds") ?? child(wave, "esds");
    if (descriptor) return readDescriptor(descriptor.subarray(4));
    return { codec: "aac", extraData: new Uint8Array() };
  }
  const name = { alac: "alac", opus: "dOps", flac: "dfLa" }[codec];
  const config = name === undefined ? undefined : child(inner, name) ?? child(wave, name);
  if (!config) return { codec, extraData: new Uint8Array() };
  return { codec, extraData: codec === "opus" ? opusHead(config) : config.subarray(4) };
}

/** Converts a `dOps` box to an identification header, which is little-endian. */
function opusHead(config: Uint8Array): Uint8Array {
  if (config.length < 11) return new Uint8Array();
  const head = new Uint8Array(8 + config.length);
  head.set(Uint8Array.from("OpusHead", (character) => character.charCodeAt(0)));
  head.set(config, 8);
  head[8] = 1;
  const [from, to] = [dataView(config), dataView(head)];
  to.setUint16(10, from.getUint16(2), true);
  to.setUint32(12, from.getUint32(4), true);
  to.setInt16(16, from.getInt16(8), true);
  return head;
}

/** Number of samples that iTunes' gapless data says precede the audio; undefined when absent. */
export function gaplessDelay(movie: Uint8Array): number | undefined {
  const list = child(movie, "udta", "meta")?.subarray(4);
  const tags = list && child(list, "ilst");
  for (const { type, body } of tags ? boxes(tags) : []) {
    if (type !== "----") continue;
    const name = child(body, "name")?.subarray(4);
    if (!name || String.fromCharCode(...name.subarray(0, 16)) !== "iTunSMPB") continue;
    const text = String.fromCharCode(...child(body, "data")?.subarray(8, 40) ?? []);
    const delay = parseInt(text.trim().split(" ")[1] ?? "", 16);
    return delay > 0 && delay < 16_384 ? delay : undefined;
  }
  return undefined;
}
