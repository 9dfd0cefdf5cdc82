/** MP3 and Ogg, with optional decoders. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "@babycry/babycry/decode";
import { sineSnrDb } from "./_sine.ts";
import { MP3, MP3_BARE, OPUS, VORBIS } from "./_tones.ts";
import { bytesOf } from "./_write.ts";

const sine = (n: number, rate: number) =>
  Float32Array.from({ length: n }, (_, i) => 0.5 * Math.sin(2 * Math.PI * 440 * i / rate));

test("the delay in a LAME header is removed", async () => {
  const audio = await decode(MP3);
  assert.equal(audio.format, "mp3");
  assert.equal(audio.sampleRateHz, 16000);
  assert.equal(audio.damage, undefined);
  assert.equal(audio.channels.length, 1);
  assert.equal(audio.channels[0]!.length, 3200);
  // In phase with the encoded sine, except at the onset.
  const expected = sine(3200, 16000);
  let error = 0;
  for (let i = 800; i < 2400; i++) error += (audio.channels[0]![i]! - expected[i]!) ** 2;
  assert.ok(error / 1600 < 0.125 * 10 ** -2, "20 dB below the sine");
});

test("MP3 without tags is decoded whole, also after junk and before trailers", async () => {
  const bare = await decode(MP3_BARE);
  assert.equal(bare.channels[0]!.length % 576, 0);
  assert.ok(bare.channels[0]!.length >= 3200);
  assert.equal(bare.damage, undefined);
  assert.ok(sineSnrDb(bare.channels[0]!.subarray(1500, 3000), 440, 16000) > 40);
  for (const file of [bytesOf("junk", MP3_BARE), bytesOf(MP3_BARE, "TAG", Array(125).fill(0))]) {
    const audio = await decode(file);
    assert.deepEqual(audio.channels, bare.channels);
    assert.equal(audio.damage, undefined);
  }
});

test("truncated MP3 is damage", async () => {
  const whole = (await decode(MP3)).channels[0]!;
  const cut = await decode(MP3.subarray(0, MP3.length - 200));
  assert.ok(cut.channels[0]!.length >= whole.length - 3 * 576);
  assert.match(cut.damage!.message, /expected .*, received/);
  const oversized = await decode(bytesOf("ID3", [3, 0, 0, 127, 127, 127, 127], MP3_BARE));
  assert.equal(oversized.format, "mp3");
});

test("Vorbis starts and ends at its granule positions", async () => {
  const audio = await decode(VORBIS);
  assert.equal(audio.format, "ogg/vorbis");
  assert.equal(audio.sampleRateHz, 8000);
  assert.equal(audio.damage, undefined);
  assert.equal(audio.channels.length, 1);
  assert.equal(audio.channels[0]!.length, 4000);
  const expected = sine(4000, 8000);
  let error = 0;
  for (let i = 500; i < 3500; i++) error += (audio.channels[0]![i]! - expected[i]!) ** 2;
  assert.ok(error / 3000 < 0.125 * 10 ** -2, "20 dB below the sine");
});

test("a Vorbis page with a wrong checksum is skipped and reported", async () => {
  const pages = [...VORBIS.keys()].filter((i) =>
    String.fromCharCode(...VORBIS.subarray(i, i + 4)) === "OggS"
  );
  assert.equal(pages.length, 7);
  const flipped = VORBIS.slice();
  flipped[pages[5]! + 60]! ^= 1;
  const audio = await decode(flipped);
  assert.match(audio.damage!.message, /expected whole pages, received \d+ bytes of other data/);
  const whole = (await decode(VORBIS)).channels[0]!;
  assert.ok(audio.channels[0]!.length < whole.length);
  assert.deepEqual(audio.channels[0]!.subarray(0, 1000), whole.subarray(0, 1000));
  const without = bytesOf(VORBIS.subarray(0, pages[5]), VORBIS.subarray(pages[6]));
  assert.match(
    (await decode(without)).damage!.message,
    /expected consecutive pages, received a gap/,
  );
  const unfinished = await decode(VORBIS.subarray(0, pages[6]));
  assert.match(unfinished.damage!.message, /expected a last page, received none/);
});

test("packets of Vorbis with infinite samples are left out", async () => {
  const at = 58;
  const segments = VORBIS.subarray(at + 27, at + 27 + VORBIS[at + 26]!);
  const length = 27 + segments.length + segments.reduce((sum, size) => sum + size, 0);
  const damaged = VORBIS.slice();
  damaged[546] = 92;
  const { channels, damage } = await decode(withChecksum(damaged, at, length));
  assert.ok(channels[0]!.every(Number.isFinite));
  assert.match(damage!.message, /expected 17 valid packets, received 1 damaged/);
});

test("chained streams are decoded one after the other", async () => {
  for (const file of [VORBIS, OPUS]) {
    const { channels: [one] } = await decode(file);
    const { channels: [both], damage } = await decode(bytesOf(file, file));
    assert.equal(damage, undefined);
    assert.deepEqual(both, bytesToFloats(one!, one!));
  }
  const mixed = await decode(bytesOf(VORBIS, OPUS));
  assert.deepEqual(mixed.channels, (await decode(VORBIS)).channels);
  assert.match(mixed.damage!.message, /expected chained streams of one kind, received ogg\/opus/);
});

test("Opus starts after its pre-skip, ends at its granule position, and has its output gain", async () => {
  const { channels: [samples], format, sampleRateHz } = await decode(OPUS);
  assert.equal(format, "ogg/opus");
  assert.equal(sampleRateHz, 48000);
  const packets = opusHeader(OPUS, (view) => view.setInt16(16, -6 * 256, true));
  const { channels: [quiet] } = await decode(packets);
  assert.equal(quiet!.length, samples!.length);
  const gain = 10 ** (-6 / 20);
  quiet!.forEach((value, i) => assert.ok(Math.abs(value - gain * samples![i]!) < 1e-6));
  const later = await decode(opusHeader(OPUS, (view) => view.setUint16(10, 1312, true)));
  assert.equal(later.channels[0]!.length, samples!.length - 1312 + preSkip(OPUS));
});

function bytesToFloats(...parts: Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

const HEAD = 28;

function preSkip(file: Uint8Array): number {
  return file[HEAD + 10]! | file[HEAD + 11]! << 8;
}

/** Changes the identification header in the first page of a file. */
function opusHeader(file: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const bytes = file.slice();
  change(new DataView(bytes.buffer, HEAD, 19));
  return withChecksum(bytes, 0, HEAD + 19);
}

/** Writes the checksum of the page at `at`. */
function withChecksum(bytes: Uint8Array, at: number, length: number): Uint8Array {
  const page = bytes.subarray(at, at + length);
  page.fill(0, 22, 26);
  let crc = 0;
  for (const byte of page) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc << 1 ^ (crc < 0 ? 0x04c11db7 : 0);
  }
  new DataView(bytes.buffer, at).setUint32(22, crc, true);
  return bytes;
}
