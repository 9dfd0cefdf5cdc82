import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { decode } from "@babycry/babycry/decode";
import { sineSnrDb } from "./_sine.ts";
import { AMR, AMR_LOUD } from "./_tones.ts";
import { be, bytesOf, mp4File } from "./_write.ts";

const MAGIC = 6;
const FRAME = 32;
const frames = Array.from(
  { length: 10 },
  (_, i) => AMR.slice(MAGIC + i * FRAME, MAGIC + (i + 1) * FRAME),
);

test("AMR narrow band has 160 samples per frame, close to the encoded sine", async () => {
  const audio = await decode(AMR);
  assert.equal(audio.format, "amr/amr_nb");
  assert.equal(audio.sampleRateHz, 8000);
  assert.equal(audio.channels[0]!.length, 1600);
  // The codec models speech: a sine keeps its shape, not its samples.
  assert.ok(sineSnrDb(audio.channels[0]!.subarray(320), 440, 8000) > 10);
});

test("samples beyond full scale equal those of opencore-amr", async () => {
  const { channels } = await decode(AMR_LOUD);
  const samples = Int16Array.from(channels[0]!, (value) => 32768 * value);
  assert.equal(samples.filter((value) => value === 32760).length, 115);
  assert.equal(samples.filter((value) => value <= -32760).length, 114);
  // Of the samples of Debian's libopencore-amrnb 0.1.6.
  assert.equal(
    createHash("sha256").update(new Uint8Array(samples.buffer)).digest("hex"),
    "6d12baf49b36245f17ac46e3833be198ee1ba670c63b9d13a498e2f1c96ba67b",
  );
});

test("AMR wide band is decoded", async () => {
  // A frame of type 15 (no data) is one byte and 320 samples.
  const audio = await decode(bytesOf("#!AMR-WB\n", [0x7c, 0x7c]));
  assert.equal(audio.format, "amr/amr_wb");
  assert.equal(audio.sampleRateHz, 16000);
  assert.equal(audio.channels[0]!.length, 640);
});

test("3GP decodes to the same samples for any division into samples and chunks", async () => {
  const whole = (await decode(AMR)).channels;
  const layouts = [
    [frames],
    frames.map((frame) => [frame]),
    [frames.slice(0, 3), frames.slice(3, 4), frames.slice(4)],
    [[bytesOf(...frames.slice(0, 4)), bytesOf(...frames.slice(4))]],
  ];
  for (const chunks of layouts) {
    const audio = await decode(mp4File({ codec: "samr", chunks }));
    assert.equal(audio.format, "3gp/amr_nb");
    assert.deepEqual(audio.channels, whole);
    assert.equal(audio.damage, undefined);
  }
});

test("whole frames are decoded, incomplete ones are damage", async () => {
  const whole = (await decode(AMR)).channels[0]!;
  const decodesTo = async (file: Uint8Array, samples: number, message: RegExp) => {
    const audio = await decode(file);
    assert.deepEqual(audio.channels, [whole.subarray(0, samples)]);
    assert.match(audio.damage!.message, message);
  };
  await decodesTo(
    AMR.subarray(0, MAGIC + 3 * FRAME + 5),
    480,
    /expected 32 bytes in frame 3, received 5/,
  );
  const reserved = AMR.slice();
  reserved[MAGIC + 2 * FRAME] = 10 << 3;
  await decodesTo(reserved, 320, /expected a known frame type, received 10 in frame 2/);
  const file = mp4File({ codec: "samr", chunks: [frames] });
  await decodesTo(
    file.subarray(0, file.length - 40),
    1280,
    /expected 10 samples within the file, received sample 8 past its end/,
  );
});

test("an invalid sample table does not read past the file", async () => {
  const file = mp4File({ codec: "samr", chunks: [frames] });
  const at = (type: string) => {
    const found = new TextDecoder("latin1").decode(file).indexOf(type);
    assert.ok(found > 0);
    return found + 4;
  };
  const many = file.slice();
  many.set(be(1, 4), at("stsz") + 4);
  many.set(be(0xffffffff, 4), at("stsz") + 8);
  many.set(be(0xffffffff, 4), at("stsc") + 12);
  assert.equal((await decode(many)).damage?.reason, "damaged");
  const outside = file.slice();
  outside.set(be(0xfffffff0, 4), at("stco") + 8);
  await assert.rejects(decode(outside), {
    name: "DecodeError",
    message: /received sample 0 past its end/,
  });
});

test("other codecs, missing tracks and missing frames are rejected", async () => {
  const rejects = (file: Uint8Array, reason: string, message: RegExp) =>
    assert.rejects(decode(file), { name: "DecodeError", reason, message });
  await rejects(
    mp4File({ codec: "ac-3", brand: "M4A ", chunks: [frames] }),
    "unsupported",
    /m4a: expected a supported codec, received AC-3; convert it with ffmpeg/,
  );
  await rejects(
    mp4File({ codec: "avc1", handler: "vide", chunks: [frames] }),
    "damaged",
    /expected an audio track/,
  );
  await rejects(
    mp4File({ codec: "samr", chunks: [[]] }),
    "damaged",
    /expected frames .*, received none/,
  );
  await rejects(
    mp4File({ codec: "samr", chunks: [], fragmented: true }),
    "damaged",
    /expected frames .*, received none/,
  );
  await rejects(AMR.subarray(0, MAGIC), "damaged", /expected frames .*, received none/);
  await rejects(
    bytesOf("#!AMR_MC1.0\n", be(2, 4)),
    "unsupported",
    /expected one channel, received several/,
  );
});

test("peaks above full scale keep their sign", async () => {
  // Maximum gains: the decoder clips, and without repair returns -1 for all peaks.
  const loud = bytesOf(AMR.subarray(0, MAGIC), ...frames.slice(2).map(louder));
  const samples = (await decode(loud)).channels[0]!;
  const peaks = [...samples.keys()].filter((i) => Math.abs(samples[i]!) >= 4095 / 4096);
  const positive = peaks.filter((i) => samples[i]! > 0);
  assert.ok(
    positive.length >= 3 && positive.length < peaks.length,
    `${positive.length} of ${peaks.length}`,
  );
});

/** Copy of a frame with all bits of its fixed codebook gains set. */
function louder(frame: Uint8Array): Uint8Array {
  return frame.map((byte, i) => i === 0 || i > 12 ? byte : byte | 0x18);
}
