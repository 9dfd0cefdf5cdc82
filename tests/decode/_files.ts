import * as encoded from "./_encoded.ts";
import { AMR, FLAC, MP3, MP3_BARE, OPUS, VORBIS } from "./_tones.ts";
import { aiffFile, bytesOf, cafFile, chunk, le, mp4File, wavFile } from "./_write.ts";

const rate = { sampleRateHz: 8000 };
const noise = (n: number) => Array.from({ length: n }, (_, i) => i * i * 37 % 251);
const ima = Array.from({ length: 4 }, () => [0, 16, 0, 0, ...noise(16)]).flat();
const pairs = [[256, 0], [512, -256]].flat().flatMap((value) => le(value & 0xffff, 2));
const samples = Array.from({ length: 5 }, (_, i) => AMR.slice(6 + i * 32, 38 + i * 32));

/** Small files of each format whose prefixes decode to prefixes of the audio. */
export const FILES: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  "wav 16 bits": wavFile({ tag: 1, channels: 2, bits: 16, ...rate }, noise(64)),
  "wav 24 bits": wavFile(
    { tag: 1, channels: 1, bits: 24, before: chunk("LIST", "abc"), ...rate },
    noise(60),
  ),
  "wav mu-law": wavFile({ tag: 7, channels: 1, bits: 8, ...rate }, noise(50)),
  "wav IMA": wavFile(
    { tag: 0x11, channels: 1, bits: 4, blockBytes: 20, ...rate, extra: le(33, 2) },
    ima,
  ),
  "wav MS": wavFile(
    {
      tag: 2,
      channels: 1,
      bits: 4,
      blockBytes: 20,
      ...rate,
      extra: bytesOf(le(12, 2), le(28, 2), le(2, 2), pairs),
    },
    ima.map((byte, i) => i % 20 === 0 ? 1 : byte),
  ),
  "aiff": aiffFile({ channels: 2, frames: 16, bits: 16, ...rate }, noise(64)),
  "aiff-c": aiffFile({ channels: 1, frames: 30, bits: 16, codec: "sowt", ...rate }, noise(60)),
  "caf": cafFile({ codec: "lpcm", bytesPerPacket: 4, channels: 2, bits: 16, ...rate }, noise(64)),
  "caf ima4": cafFile(
    { codec: "ima4", bytesPerPacket: 34, framesPerPacket: 64, channels: 1, bits: 0, ...rate },
    Array.from({ length: 4 }, () => [0, 16, ...noise(32)]).flat(),
  ),
  "amr": bytesOf("#!AMR\n", ...samples),
  "3gp": mp4File({ codec: "samr", chunks: [samples.slice(0, 2), samples.slice(2)] }),
  "mp3": bytesOf(MP3),
  "mp3 bare": bytesOf(MP3_BARE),
  "vorbis": bytesOf(VORBIS),
  "flac": bytesOf(FLAC),
  "opus": bytesOf(OPUS),
  ...Object.fromEntries(Object.entries(encoded).map(([name, file]) => [name, bytesOf(file)])),
};
