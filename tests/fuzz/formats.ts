/**
 * Formats that are fuzzed: small valid files, their layout and their checksums.
 *
 * @module
 */
import * as encoded from "../decode/_encoded.ts";
import { AMR, FLAC, MP3, MP3_BARE, OPUS, VORBIS } from "../decode/_tones.ts";
import { aiffFile, be, bytesOf, cafFile, chunk, le, mp4File, wavFile } from "../decode/_write.ts";
import { type Block, flacFile } from "../decode/_write_flac.ts";
import * as layouts from "./layouts.ts";
import { type Seal, sealFlac, sealOgg } from "./seals.ts";

/** Format that is fuzzed. */
export interface FuzzFormat {
  /** Valid files of at most 4 kB. */
  readonly files: readonly Uint8Array[];
  readonly layout: layouts.Layout;
  readonly seal?: Seal;
}

/** Ends of the identifiers of Wave64. */
const RIFF_GUID = [0x2e, 0x91, 0xcf, 0x11, 0xa5, 0xd6, 0x28, 0xdb, 0x04, 0xc1, 0, 0];
const WAVE_GUID = [0xf3, 0xac, 0xd3, 0x11, 0x8c, 0xd1, 0, 0xc0, 0x4f, 0x8e, 0xdb, 0x8a];
const rate = { sampleRateHz: 8000 };
const noise = (n: number) => Array.from({ length: n }, (_, i) => i * i * 37 % 251);
const ima = (bytes: number) =>
  Array.from({ length: 4 }, () => [0, 16, 0, 0, ...noise(bytes)]).flat();
const pairs = [[256, 0], [512, -256]].flat().flatMap((value) => le(value & 0xffff, 2));

const wav = [
  wavFile({ tag: 1, channels: 2, bits: 16, ...rate }, noise(64)),
  wavFile({ tag: 1, channels: 1, bits: 24, before: chunk("LIST", "abc"), ...rate }, noise(60)),
  wavFile({ tag: 3, channels: 1, bits: 32, ...rate }, noise(64)),
  wavFile({ tag: 7, channels: 1, bits: 8, ...rate }, noise(50)),
  wavFile({ tag: 0x11, channels: 1, bits: 4, blockBytes: 20, ...rate, extra: le(33, 2) }, ima(16)),
  wavFile({
    ...{ tag: 2, channels: 1, bits: 4, blockBytes: 20, ...rate },
    extra: bytesOf(le(12, 2), le(28, 2), le(2, 2), pairs),
  }, ima(16).map((byte, i) => i % 20 === 0 ? 1 : byte)),
];
const aiff = [
  aiffFile({ channels: 2, frames: 16, bits: 16, ...rate }, noise(64)),
  aiffFile({ channels: 1, frames: 30, bits: 16, codec: "sowt", ...rate }, noise(60)),
  aiffFile({ channels: 1, frames: 40, bits: 8, codec: "ulaw", ...rate }, noise(40)),
  aiffFile({ channels: 1, frames: 4, bits: 16, codec: "ima4", ...rate }, ima(30)),
];
const caf = [
  cafFile({ codec: "lpcm", bytesPerPacket: 4, channels: 2, bits: 16, ...rate }, noise(64)),
  cafFile({
    ...{ codec: "ima4", bytesPerPacket: 34, framesPerPacket: 64, channels: 1, bits: 0, ...rate },
    packets: { valid: 200, priming: 10 },
  }, ima(30)),
];
const amrFrames = Array.from({ length: 5 }, (_, i) => AMR.slice(6 + i * 32, 38 + i * 32));
const wideSizes = [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 1];
const wide = wideSizes.map((
  size,
  type,
) => [(type === 10 ? 15 : type) << 3 | 4, ...noise(size - 1)]);
const narrowSizes = [13, 14, 16, 18, 20, 21, 27, 32, 6];
const narrow = narrowSizes.map((size, type) => [type << 3 | 4, ...noise(size - 1)]);
const mp4 = [
  mp4File({ codec: "samr", chunks: [amrFrames.slice(0, 2), amrFrames.slice(2)] }),
  encoded.PCM_MOV,
];
const left = Array.from({ length: 32 }, (_, i) => Math.round(9000 * Math.sin(i / 4)));
const right = left.map((value) => 4 * (value >> 3));
const flac = [
  FLAC,
  flacFile(
    { bits: 16, sampleRateHz: 8000 },
    [
      { kinds: ["fixed", "linear"], stereo: "mid", channels: [left, right] },
      { kinds: ["escaped", "wasted"], stereo: "apart", channels: [left, right] },
      { kinds: ["constant", "verbatim"], stereo: "left", channels: [right.map(() => 7), right] },
    ] satisfies Block[],
  ),
];

const au = bytesOf(".snd", be(24, 4), be(80, 4), be(3, 4), be(8000, 4), be(1, 4), noise(80));
const w64Chunk = (id: string, body: Uint8Array | number[]) =>
  bytesOf(id, WAVE_GUID, le(24 + body.length, 8), body);
const w64 = bytesOf(
  ...["riff", RIFF_GUID, le(176, 8), "wave", WAVE_GUID],
  w64Chunk("fmt ", bytesOf(le(1, 2), le(1, 2), le(8000, 4), le(16_000, 4), le(2, 2), le(16, 2))),
  w64Chunk("data", noise(72)),
);

/** Formats by name. */
export const FORMATS: Readonly<Record<string, FuzzFormat>> = {
  wav: { files: wav, layout: layouts.riff },
  aiff: { files: aiff, layout: layouts.aiff },
  caf: { files: caf, layout: layouts.caf },
  w64: { files: [w64], layout: layouts.w64 },
  au: { files: [au], layout: layouts.plain },
  flac: { files: flac, layout: layouts.flac, seal: sealFlac },
  oggflac: { files: [encoded.FLAC_OGG], layout: layouts.ogg, seal: sealOgg },
  mp4: { files: mp4, layout: layouts.mp4 },
  matroska: { files: [encoded.PCM_MKA], layout: layouts.matroska },
  mpegts: { files: [encoded.AAC_TS], layout: layouts.transportStream },
  amr: {
    files: [bytesOf("#!AMR\n", ...amrFrames, ...narrow), bytesOf("#!AMR-WB\n", ...wide, ...wide)],
    layout: layouts.amr,
  },
  mp3: { files: [MP3, MP3_BARE], layout: layouts.mpeg },
  mp2: { files: [encoded.MP2], layout: layouts.mpeg },
  aac: { files: [encoded.AAC_ADTS], layout: layouts.mpeg },
  m4a: {
    files: [encoded.AAC_M4A, encoded.AAC_FRAGMENTS, encoded.MP3_MP4, encoded.OPUS_MP4],
    layout: layouts.mp4,
  },
  alac: { files: [encoded.ALAC_M4A], layout: layouts.mp4 },
  vorbis: { files: [VORBIS], layout: layouts.ogg, seal: sealOgg },
  opus: { files: [OPUS], layout: layouts.ogg, seal: sealOgg },
  webm: { files: [encoded.OPUS_WEBM, encoded.VORBIS_WEBM], layout: layouts.matroska },
};
