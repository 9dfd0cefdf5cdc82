/** Variants of Matroska, MPEG transport streams, AU and W64. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "@babycry/babycry/decode";
import { assertStreams } from "./_chunked.ts";
import { AAC_TS, PCM_MKA } from "./_encoded.ts";
import { be, bytesOf, le } from "./_write.ts";

type Part = Parameters<typeof bytesOf>[number];

const UNKNOWN_SIZE = [0x01, 255, 255, 255, 255, 255, 255, 255];

/** Element of EBML; its size is unknown when `size` says so. */
function element(id: number, body: Part[], size?: number[]): Uint8Array {
  const inner = bytesOf(...body);
  const idBytes = be(id, id > 0xffffff ? 4 : id > 0xffff ? 3 : id > 0xff ? 2 : 1);
  return bytesOf(idBytes, size ?? [0x10, ...be(inner.length, 3)], inner);
}

/** Matroska file of 16-bit PCM at 8 kHz, as a recorder streams it. */
function mka(blocks: Uint8Array[], options: { codec?: string; encoding?: Uint8Array } = {}) {
  const { codec = "A_PCM/INT/LIT", encoding = new Uint8Array() } = options;
  const audio = element(0xe1, [
    element(0xb5, [be(0x45fa0000, 4)]),
    element(0x9f, [[1]]),
    element(0x6264, [[16]]),
  ]);
  const parts = [element(0xd7, [[1]]), element(0x83, [[2]]), element(0x86, [codec]), audio];
  const tracks = element(0x1654ae6b, [element(0xae, [...parts, encoding])]);
  const cluster = element(0x1f43b675, [element(0xe7, [[0]]), ...blocks], UNKNOWN_SIZE);
  return bytesOf(
    element(0x1a45dfa3, [element(0x4282, ["matroska"])]),
    element(0x18538067, [tracks, cluster], UNKNOWN_SIZE),
  );
}

const block = (track: number, flags: number, ...body: Part[]) =>
  element(0xa3, [[0x80 | track], be(0, 2), [flags], ...body]);
const samples = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => le((from + i) * 256, 2)).flat();
const ramp = (length: number) => Float32Array.from({ length }, (_, i) => i / 128);

test("packets in every lacing of Matroska are decoded, and those of other tracks ignored", async () => {
  const file = mka([
    block(1, 0, samples(0, 3)),
    block(2, 0, samples(99, 3)),
    block(1, 2, [2], [4, 2], samples(3, 5)),
    block(1, 4, [1], samples(8, 4)),
    // Lengths of 4 bytes and, as a difference of -2 offset by 63, of 2 bytes.
    block(1, 6, [2], [0x84, 0x80 | 61], samples(12, 4)),
    element(0xa0, [element(0xa1, [[0x81], be(0, 2), [0], samples(16, 2)])]),
  ]);
  const { channels, format, damage } = await decode(file);
  assert.equal(format, "matroska/pcm_s16le");
  assert.equal(damage, undefined);
  assert.deepEqual(channels, [ramp(18)]);
  await assertStreams(file);
  const cut = await decode(file.subarray(0, file.length - 3));
  assert.deepEqual(cut.channels, [ramp(16)]);
  assert.match(cut.damage!.message, /expected whole clusters/);
});

test("stripped headers of Matroska are restored, and unknown codecs and encodings are named", async () => {
  const compression = (algorithm: number, settings: number[]) =>
    element(0x6d80, [
      element(0x6240, [
        element(0x5034, [element(0x4254, [[algorithm]]), element(0x4255, [settings])]),
      ]),
    ]);
  const blocks = [block(1, 0, samples(0, 4).slice(2))];
  const stripped = await decode(mka(blocks, { encoding: compression(3, [0, 0]) }));
  assert.deepEqual(stripped.channels, [ramp(4)]);
  const refused = (message: RegExp) => ({ name: "DecodeError", reason: "unsupported", message });
  await assert.rejects(
    decode(mka(blocks, { codec: "A_TTA1" })),
    refused(/received A_TTA1; convert it with ffmpeg -i IN OUT\.wav/),
  );
  await assert.rejects(
    decode(mka(blocks, { encoding: compression(0, [0, 0]) })),
    refused(/received A_PCM\/INT\/LIT, encoded/),
  );
});

test("a Matroska file without audio is damaged", async () => {
  for (const end of [60, 150]) {
    await assert.rejects(decode(PCM_MKA.subarray(0, end)), { reason: "damaged" });
  }
});

test("transport streams with time codes or error correction are decoded", async () => {
  const whole = await decode(AAC_TS);
  const packets = Array.from(
    { length: AAC_TS.length / 188 },
    (_, i) => AAC_TS.subarray(188 * i, 188 * (i + 1)),
  );
  for (const [before, after] of [[4, 0], [0, 16]] as const) {
    const file = bytesOf(
      ...packets.map((packet) => bytesOf(be(7, 4).slice(4 - before), packet, Array(after).fill(1))),
    );
    const { channels, format } = await decode(file);
    assert.equal(format, "mpegts/aac");
    assert.deepEqual(channels, whole.channels);
  }
});

test("AU files are decoded up to their claimed or real end", async () => {
  const au = (length: number, encoding: number, body: Part) =>
    bytesOf(".snd", [24, length, encoding, 8000, 1].flatMap((value) => be(value, 4)), body);
  const body = [0, 0, 0x40, 0, 0xc0, 0];
  const expected = [Float32Array.of(0, 0.5, -0.5)];
  for (const length of [6, 0xffffffff]) {
    const { channels, format, damage } = await decode(au(length, 3, body));
    assert.equal(format, "au/pcm_s16be");
    assert.deepEqual(channels, expected);
    assert.equal(damage, undefined);
  }
  const cut = await decode(au(8, 3, body));
  assert.deepEqual(cut.channels, expected);
  assert.match(cut.damage!.message, /expected 8 bytes of samples, received 6/);
  await assert.rejects(decode(au(6, 23, body)), /received encoding 23; convert it with ffmpeg/);
});

test("W64 files are decoded as the WAV file with the same chunks", async () => {
  const guid = (id: string) =>
    bytesOf(id, [0xf3, 0xac, 0xd3, 0x11, 0x8c, 0xd1, 0, 0xc0, 0x4f], [
      0x8e,
      0xdb,
      0x8a,
    ]);
  const chunk = (id: string, body: Part) => {
    const inner = bytesOf(body);
    const size = 24 + inner.length;
    return bytesOf(guid(id), le(size, 4), le(0, 4), inner, Array((8 - size % 8) % 8).fill(0));
  };
  const format = [le(1, 2), le(1, 2), le(8000, 4), le(16000, 4), le(2, 2), le(16, 2)].flat();
  const file = bytesOf(
    "riff",
    [0x2e, 0x91, 0xcf, 0x11, 0xa5, 0xd6, 0x28, 0xdb, 4, 0xc1, 0, 0],
    le(0, 8),
    guid("wave"),
    chunk("junk", [1, 2, 3]),
    chunk("fmt ", format),
    chunk("data", samples(0, 5)),
  );
  const audio = await decode(file);
  assert.equal(audio.format, "w64/pcm_s16le");
  assert.deepEqual(audio.channels, [ramp(5)]);
  await assertStreams(file);
  const piped = file.slice();
  piped.set([...Array(7).fill(0xff), 0x7f], piped.lastIndexOf(0x64) + 16);
  const unknown = await decode(piped);
  assert.deepEqual([unknown.channels, unknown.damage], [
    [Float32Array.of(...ramp(5), 0, 0, 0)],
    undefined,
  ]);
  await assert.rejects(decode(file.subarray(0, 100)), { reason: "damaged" });
});
