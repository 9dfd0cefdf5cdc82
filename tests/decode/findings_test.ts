/** Reduced files of faults that fuzzing and review found. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "@babycry/babycry/decode";
import { OPUS_WEBM, PCM_MKA } from "./_encoded.ts";
import { MP3_BARE } from "./_tones.ts";
import { aiffFile, be, bytesOf, le } from "./_write.ts";
import { type Block, flacFile } from "./_write_flac.ts";

/** Replaces the bytes of a text that occurs once. */
function replaced(file: Uint8Array, text: string, by: string): Uint8Array {
  const at = new TextDecoder("latin1").decode(file).indexOf(text);
  assert.ok(at > 0);
  const copy = file.slice();
  copy.set(new TextEncoder().encode(by.padEnd(text.length, "\0")), at);
  return copy;
}

test("a codec in Matroska may have the name of an inherited property", async () => {
  for (const name of ["constructor", "toString", "__proto__"]) {
    await assert.rejects(decode(replaced(PCM_MKA, "A_PCM/INT/LIT", name)), {
      name: "DecodeError",
      reason: "unsupported",
      message: new RegExp(name),
    });
  }
});

test("a FLAC frame whose predictor exceeds the depth of the samples is damage", async () => {
  const loud = Array.from({ length: 32 }, (_, i) => i % 2 ? 127 : -128);
  const quiet = loud.map((value) => value >> 4);
  const frame = (samples: number[]): Block => ({
    ...{ kinds: ["fixed"], stereo: "apart", channels: [samples] },
  });
  // The writer does not check that samples fit.
  const file = flacFile({ bits: 8, sampleRateHz: 8000 }, [
    frame(quiet),
    frame(loud.map((value) => 1000 * value)),
  ]);
  const audio = await decode(file);
  assert.equal(audio.channels[0]!.length, 32);
  assert.match(audio.damage!.message, /expected 64 samples as in the header, received 32/);
});

test("libsndfile's little-endian AIFF-C of 24 bits and AU are decoded", async () => {
  const samples = [0x40, 0, 0xc0].flatMap((high) => [0, 0, high]);
  const format = { channels: 1, frames: 3, bits: 24, sampleRateHz: 8000 };
  const aiff = await decode(aiffFile({ ...format, codec: "42n1" }, samples));
  const header = [24, 9, 4, 8000, 1].flatMap((field) => le(field, 4));
  const au = await decode(bytesOf("dns.", header, samples));
  for (const { channels, damage } of [aiff, au]) {
    assert.deepEqual(channels, [Float32Array.of(0.5, 0, -0.5)]);
    assert.equal(damage, undefined);
  }
});

test("padding after an ID3 tag that its size does not count is skipped", async () => {
  const whole = await decode(MP3_BARE);
  const padded = await decode(
    bytesOf("ID3", [3, 0, 0, 0, 0, 0, 0], new Uint8Array(30_000), MP3_BARE),
  );
  assert.deepEqual(padded.channels, whole.channels);
  const zeros = bytesOf("ID3", [3, 0, 0, 0, 0, 0, 0], new Uint8Array(2 ** 21));
  await assert.rejects(decode(zeros), { name: "DecodeError", reason: "unrecognized" });
});

test("an MP4 file that ends before its index is incomplete", async () => {
  const file = bytesOf(be(16, 4), "ftypM4A ", be(0, 4), be(900, 4), "mdat", new Uint8Array(40));
  await assert.rejects(decode(file), {
    name: "DecodeError",
    reason: "damaged",
    message: /received none in 64 bytes; the file is incomplete: copy or record it again$/,
  });
});

test("a packet of more than 1 MiB is not given to a decoder", async () => {
  const whole = await decode(OPUS_WEBM);
  const block = (bytes: number) =>
    bytesOf([0xa3, 0x01], be(4 + bytes, 7), [0x81, 0, 0, 0x80], new Uint8Array(bytes));
  const cluster = (bytes: number) =>
    bytesOf(OPUS_WEBM, [0x1f, 0x43, 0xb6, 0x75, 0x01, ...Array(7).fill(0xff)], block(bytes));
  assert.match(
    String((await decode(cluster(2 ** 20 + 1))).damage?.cause),
    /RangeError: Expected a packet of at most 1048576 bytes, received 1048577/,
  );
  assert.match(String((await decode(cluster(2 ** 20))).damage?.cause), /opus: bad packet/);
  assert.equal(whole.damage, undefined);
});

test("MP2 whose bit rate is not allowed in mono is named", async () => {
  const frame = bytesOf([0xff, 0xfd, 0xe0, 0xc0], new Uint8Array(1253 - 4));
  await assert.rejects(decode(bytesOf(frame, frame, frame)), {
    name: "DecodeError",
    reason: "unsupported",
    message: /received MP2 with 384 kbit\/s in mono; convert it with ffmpeg/,
  });
});
