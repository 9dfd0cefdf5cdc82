/** Variants of AAC, and the start and end of the audio in MP4. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "@babycry/babycry/decode";
import { AAC_ADTS, AAC_FRAGMENTS, AAC_M4A } from "./_encoded.ts";
import { adtsFrames as frames, replace, withConfig, withSbr } from "./_aac_files.ts";
import { be, bytesOf } from "./_write.ts";

const refused = (message: RegExp) => ({ name: "DecodeError", reason: "unsupported", message });

test("HE-AAC is refused, whether announced or only in the packets", async () => {
  const he = refused(/received HE-AAC; convert it with ffmpeg -i IN OUT\.wav/);
  await assert.rejects(decode(withConfig([0x14, 0x08, 0x56, 0xe5, 0x80])), he);
  await assert.rejects(decode(withConfig([0x2c, 0x0a, 0x08, 0, 0])), he);
  const all = frames(AAC_ADTS);
  await assert.rejects(decode(bytesOf(...all.map(withSbr))), he);
  await assert.rejects(decode(bytesOf(...all.slice(0, -1), withSbr(all.at(-1)!))), he);
  assert.equal((await decode(bytesOf(...all))).channels[0]!.length, all.length * 1024);
});

test("other profiles and layouts of AAC are named", async () => {
  const cases: [number[], RegExp][] = [
    [[0x0c, 0x08, 0, 0, 0], /received AAC Main/],
    [[0xf8, 0xe8, 0x20, 0, 0], /received AAC-ELD/],
    [[0xec, 0x08, 0, 0, 0], /received HE-AAC/],
    [[0x14, 0x30, 0x56, 0xe5, 0], /received AAC with 6 channels/],
    [[0x14, 0, 0x56, 0xe5, 0], /received AAC with a channel layout of its own/],
  ];
  for (const [changed, message] of cases) {
    await assert.rejects(decode(withConfig(changed)), refused(message));
  }
  await assert.rejects(decode(bytesOf("ADIF", be(0, 60))), refused(/received AAC in ADIF/));
});

test("damaged packets of ADTS are left out and counted", async () => {
  const all = frames(AAC_ADTS);
  const junk = await decode(bytesOf(all[0]!, all[1]!, [1, 2, 3], all[2]!, all[3]!, all[4]!));
  assert.match(junk.damage!.message, /expected consecutive frames, received 3 bytes between them/);
  assert.deepEqual(junk.channels, (await decode(AAC_ADTS)).channels);
  const tagged = await decode(bytesOf(AAC_ADTS, "TAG", Array(125).fill(0)));
  assert.equal(tagged.damage, undefined);
  const cut = await decode(AAC_ADTS.subarray(0, AAC_ADTS.length - 9));
  assert.match(cut.damage!.message, /expected a whole last frame/);
  assert.equal(cut.channels[0]!.length, 4096);
});

test("the delay of the encoder is removed by the edit list, or by iTunes' gapless data", async () => {
  const { channels: [samples] } = await decode(AAC_M4A);
  const name = (text: string) => [...text].map((character) => character.charCodeAt(0));
  const without = await decode(replace(AAC_M4A, name("elst"), name("free")));
  assert.equal(without.channels[0]!.length, samples!.length + 1024);
  assert.deepEqual(without.channels[0]!.subarray(1024), samples);
  const start = [0, 0, 0x04, 0, 0, 1, 0, 0];
  const later = await decode(replace(AAC_M4A, start, [0, 0, 0x05, 0, 0, 1, 0, 0]));
  assert.deepEqual(later.channels[0], samples!.subarray(256));
  const untagged = replace(
    replace(AAC_M4A, name("elst"), name("free")),
    name("udta"),
    name("free"),
  );
  const shorter = await decode(
    replace(AAC_M4A, [0, 0, 0, 250, 0, 0, 4, 0], [0, 0, 0, 100, 0, 0, 4, 0]),
  );
  assert.deepEqual(shorter.channels[0], samples!.subarray(0, 2048));
  const gapless = await decode(withGapless(untagged, 1024));
  assert.deepEqual(gapless.channels[0], samples);
});

/** Adds iTunes' gapless data to the end of the movie box, for files whose samples come before it. */
function withGapless(file: Uint8Array, delay: number): Uint8Array {
  const box = (type: string, ...parts: (Uint8Array | number[] | string)[]): Uint8Array => {
    const inner = bytesOf(...parts);
    return bytesOf(be(inner.length + 8, 4), type, inner);
  };
  const text = ` 00000000 ${delay.toString(16).padStart(8, "0")} 00000000 0000000000000000`;
  const tag = box(
    "----",
    box("mean", be(0, 4), "com.apple.iTunes"),
    box("name", be(0, 4), "iTunSMPB"),
    box("data", be(1, 4), be(0, 4), text),
  );
  const udta = box("udta", box("meta", be(0, 4), box("ilst", tag)));
  const text4 = (at: number) => String.fromCharCode(...file.subarray(at, at + 4));
  const find = (type: string) => [...file.keys()].find((at) => text4(at) === type)! - 4;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const moov = find("moov");
  const end = moov + view.getUint32(moov);
  const bytes = bytesOf(file.subarray(0, end), udta, file.subarray(end));
  const out = new DataView(bytes.buffer);
  out.setUint32(moov, view.getUint32(moov) + udta.length);
  const chunks = find("stco") + 16;
  if (find("mdat") > moov) out.setUint32(chunks, view.getUint32(chunks) + udta.length);
  return bytes;
}

test("fragments are read in order, and a missing one ends the audio", async () => {
  const { channels: [samples], damage } = await decode(AAC_FRAGMENTS);
  assert.equal(damage, undefined);
  assert.deepEqual(samples!.subarray(1024), (await decode(AAC_M4A)).channels[0]);
  const cut = await decode(AAC_FRAGMENTS.subarray(0, AAC_FRAGMENTS.length - 200));
  assert.ok(cut.channels[0]!.length < samples!.length);
});
