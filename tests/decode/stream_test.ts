/** Streams of bytes in chunks of any size decode as whole files do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "@babycry/babycry/decode";
import { assertStreams } from "./_chunked.ts";
import { FILES } from "./_files.ts";
import { AMR, MP3_BARE } from "./_tones.ts";
import { aiffFile, bytesOf, cafFile, mp4File, wavFile } from "./_write.ts";
import { type Block, flacFile } from "./_write_flac.ts";

for (const [name, file] of Object.entries(FILES)) {
  test(`a stream of ${name} decodes as the file`, async () => {
    await assertStreams(file, 5);
    await assertStreams(file.subarray(0, file.length - 7), 5);
  });
}

const rate = { sampleRateHz: 8000 };
const noise = (n: number) => Array.from({ length: n }, (_, i) => i * i * 37 % 251);
const repeat = (file: Uint8Array, times: number) => Array.from({ length: times }, () => file);
/** Frames at the highest gain, whose peaks the decoder clips. */
const loud = AMR.subarray(6).map((byte, i) => i % 32 === 0 || i % 32 > 12 ? byte : byte | 0x18);
const block: Block = {
  kinds: ["verbatim", "linear"],
  stereo: "mid",
  channels: [noise(4000).map((byte) => byte - 100), noise(4000)],
};
const packets = [0, 16, ...noise(32), 0, 3, ...noise(32)];
/** Files of more than one read and more than one block. */
const long: Readonly<Record<string, Uint8Array>> = {
  "wav": wavFile({ tag: 1, channels: 3, bits: 16, ...rate }, noise(200_001)),
  "wav of unknown size": wavFile({ tag: 1, channels: 1, bits: 24, ...rate }, noise(150_000))
    .map((byte, i) => i >= 40 && i < 44 ? 255 : byte),
  "wav of an interrupted writer": wavFile({ tag: 1, channels: 1, bits: 8, ...rate }, noise(150_000))
    .map((byte, i) => i >= 40 && i < 44 ? 0 : byte),
  "aiff-c ima4": aiffFile(
    { channels: 2, frames: 3000, bits: 16, codec: "ima4", ...rate },
    Array.from({ length: 3000 }, () => packets).flat(),
  ),
  "caf": cafFile(
    { codec: "lpcm", bytesPerPacket: 4, channels: 2, bits: 16, ...rate },
    noise(150_000),
  ),
  "amr": bytesOf("#!AMR\n", ...repeat(AMR.subarray(6), 60), ...repeat(loud, 30)),
  "3gp": mp4File({ codec: "samr", chunks: repeat(loud, 60).map((frames) => [frames, frames]) }),
  "mp3": bytesOf(...repeat(MP3_BARE, 40), "TAG", Array(125).fill(0)),
  "mp3 with junk between frames": bytesOf(...repeat(bytesOf(MP3_BARE, noise(500)), 40)),
  "mp3 after a tag longer than a read": bytesOf(
    "ID3",
    [3, 0, 0, 0, 4, 0, 0],
    Array(65_536).fill(0),
    ...repeat(MP3_BARE, 4),
  ),
  "flac": flacFile({ bits: 16, ...rate }, Array.from({ length: 10 }, () => block)),
};

for (const [name, file] of Object.entries(long)) {
  test(`a long stream of ${name} decodes as the file`, async () => {
    const { channels, damage } = await decode(file);
    assert.ok(channels[0]!.length > 10_000 || damage, `${channels[0]!.length} frames`);
    await assertStreams(file, 4);
    await assertStreams(file.subarray(0, Math.floor(file.length * 0.7)), 2);
  });
}
