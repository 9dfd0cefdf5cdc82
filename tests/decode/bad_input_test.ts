/** Truncated and corrupted files decode to a part of the audio, or fail with a `DecodeError`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decode, type DecodedAudio, DecodeError } from "@babycry/babycry/decode";
import * as encoded from "./_encoded.ts";
import { AMR, FLAC, MP3, MP3_BARE, OPUS, VORBIS } from "./_tones.ts";
import { aiffFile, bytesOf, cafFile, chunk, le, mp4File, wavFile } from "./_write.ts";

const rate = { sampleRateHz: 8000 };
const noise = (n: number) => Array.from({ length: n }, (_, i) => i * i * 37 % 251);
const ima = Array.from({ length: 4 }, () => [0, 16, 0, 0, ...noise(16)]).flat();
const pairs = [[256, 0], [512, -256]].flat().flatMap((value) => le(value & 0xffff, 2));
const samples = Array.from({ length: 5 }, (_, i) => AMR.slice(6 + i * 32, 38 + i * 32));

/** Files whose prefixes decode to prefixes of the audio. */
const files: Record<string, Uint8Array<ArrayBuffer>> = {
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
  ...encoded,
  "opus": OPUS,
};

/** Files whose audio is one packet, or one page. */
const ONE_PACKET = ["ALAC_M4A", "FLAC_OGG", "opus"];

async function attempt(bytes: Uint8Array): Promise<DecodedAudio | undefined> {
  try {
    const audio = await decode(bytes);
    const length = audio.channels[0]!.length;
    assert.ok(
      audio.channels.every((channel) => channel.length === length),
      "channels of one length",
    );
    return audio;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return undefined;
  }
}

for (const [name, file] of Object.entries(files)) {
  test(`truncated ${name} decodes to a prefix or is rejected`, async () => {
    const whole = await decode(file);
    assert.equal(whole.damage, undefined);
    const length = whole.channels[0]!.length;
    // Every byte of the header, then steps shorter than blocks and pages.
    const step = file.length > 2000 ? 61 : file.length > 500 ? 13 : 1;
    let decoded = 0;
    for (let end = 0; end < file.length; end += end < 150 ? 1 : step) {
      const cut = await attempt(file.subarray(0, end));
      if (!cut) continue;
      decoded++;
      assert.equal(cut.sampleRateHz, whole.sampleRateHz);
      assert.ok(
        cut.channels[0]!.length <= length,
        `${end} bytes decode to more samples than the whole file`,
      );
      cut.channels.forEach((channel, c) => {
        const differs = channel.findIndex((value, i) => value !== whole.channels[c]![i]);
        assert.equal(differs, -1, `${end} bytes`);
      });
    }
    const isWhole = ONE_PACKET.includes(name);
    assert.ok(isWhole || decoded > 3, `${decoded} prefixes were decoded`);
  });

  test(`${name} with flipped bits decodes to finite samples or is rejected`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(7)), { minLength: 1, maxLength: 8 }),
        async (flips) => {
          const bytes = file.slice();
          for (const [at, bit] of flips) bytes[at]! ^= 1 << bit;
          const audio = await attempt(bytes);
          // A flipped tag may turn integers into floats, which are not checked.
          if (!audio || audio.format.includes("pcm_f")) return;
          for (const channel of audio.channels) {
            assert.ok(channel.every(Number.isFinite), "finite");
            // One byte of AMR wide band is up to 640 samples, the maximum of all formats.
            assert.ok(channel.length <= file.length * 640, "no longer than the bytes allow");
          }
        },
      ),
      { seed: 4, numRuns: name === "vorbis" ? 30 : 100 },
    );
  });

  test(`noise after the header of ${name} is rejected or finite`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(100),
        fc.uint8Array({ minLength: 200, maxLength: 600 }),
        async (keep, rest) => {
          const audio = await attempt(bytesOf(file.subarray(0, keep), rest));
          if (!audio || audio.format.includes("pcm_f")) return;
          assert.ok(audio.channels.every((channel) => channel.every(Number.isFinite)));
        },
      ),
      { seed: 5, numRuns: 25 },
    );
  });
}
