import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, decodeStream } from "@babycry/babycry/decode";
import { aiffFile, be, float, le } from "./_write.ts";

const one = { channels: 1, sampleRateHz: 44100 };

test("AIFF is signed and big-endian, with the sample rate as an 80-bit float", async () => {
  for (const bits of [8, 12, 16, 24, 32]) {
    const size = Math.ceil(bits / 8);
    const body = [...be(2 ** (8 * size - 2), size), ...be(2 ** (8 * size - 1), size)];
    const audio = await decode(aiffFile({ frames: 2, bits, ...one }, body));
    assert.deepEqual(audio.channels, [Float32Array.of(0.5, -1)]);
    assert.equal(audio.sampleRateHz, 44100);
    assert.equal(audio.damage, undefined);
  }
});

test("the codec of AIFF-C determines byte order and type", async () => {
  const half = { s16: 0x4000, s24: 0x400000, s32: 0x40000000 };
  const bodies: Record<string, [number, number[], string]> = {
    NONE: [16, be(half.s16, 2), "pcm_s16be"],
    twos: [16, be(half.s16, 2), "pcm_s16be"],
    sowt: [16, le(half.s16, 2), "pcm_s16le"],
    in24: [24, be(half.s24, 3), "pcm_s24be"],
    "42ni": [24, le(half.s24, 3), "pcm_s24le"],
    in32: [32, be(half.s32, 4), "pcm_s32be"],
    "23ni": [32, le(half.s32, 4), "pcm_s32le"],
    "raw ": [8, [192], "pcm_u8"],
    fl32: [32, float(0.5, 4, false), "pcm_f32be"],
    FL64: [64, float(0.5, 8, false), "pcm_f64be"],
  };
  for (const [codec, [bits, body, name]] of Object.entries(bodies)) {
    const audio = await decode(aiffFile({ codec, frames: 1, bits, ...one }, body));
    assert.equal(audio.format, `aiff/${name}`);
    assert.deepEqual(audio.channels, [Float32Array.of(0.5)], codec);
  }
});

test("channels keep their order", async () => {
  const stereo = { frames: 2, bits: 8, channels: 2, sampleRateHz: 8000 };
  const { channels } = await decode(aiffFile(stereo, [64, 192, 32, 224]));
  assert.deepEqual(channels, [Float32Array.of(0.5, 0.25), Float32Array.of(-0.5, -0.25)]);
});

test("the whole sound chunk is decoded, and another frame count in the header is damage", async () => {
  const short = await decode(aiffFile({ frames: 1, bits: 8, ...one }, [64, 64]));
  assert.equal(short.channels[0]!.length, 2);
  assert.equal(short.damage?.reason, "damaged");
  const unfinished = await decode(aiffFile({ frames: 0, bits: 8, ...one }, [64, 64]));
  assert.equal(unfinished.channels[0]!.length, 2);
  assert.equal(unfinished.damage?.reason, "damaged");
  const miscounted = await decode(aiffFile({ frames: 0xffffffff, bits: 8, ...one }, [64, 64]));
  assert.equal(miscounted.channels[0]!.length, 2);
  assert.equal(miscounted.damage?.reason, "damaged");
});

test("IMA4 is decoded without damage if the header counts packets as libsndfile does", async () => {
  const packet = [0, 0, ...Array(32).fill(0x11)];
  for (const [channels, packets] of [[1, 5], [2, 5], [2, 4], [3, 7]] as const) {
    const body = Array(channels * packets).fill(packet).flat();
    const file = (frames: number) =>
      aiffFile({ codec: "ima4", frames, bits: 16, channels, sampleRateHz: 16000 }, body);
    for (const frames of [packets, Math.floor(packets / channels)]) {
      const audio = await decode(file(frames));
      assert.equal(audio.channels.length, channels);
      assert.equal(audio.channels[0]!.length, 64 * packets);
      assert.equal(audio.damage, undefined);
    }
    const wrong = await decode(file(packets - 1));
    assert.equal(wrong.channels[0]!.length, 64 * packets);
    assert.equal(wrong.damage?.reason, "damaged");
  }
});

test("other codecs and invalid headers are rejected", async () => {
  const rejects = (options: Partial<Parameters<typeof aiffFile>[0]>, reason: string) =>
    assert.rejects(decode(aiffFile({ frames: 1, bits: 8, ...one, ...options }, [0, 0])), {
      name: "DecodeError",
      reason,
    });
  await rejects({ codec: "MAC3" }, "unsupported");
  await rejects({ bits: 40 }, "unsupported");
  await rejects({ channels: 0 }, "damaged");
  await rejects({ sampleRateHz: 0 }, "damaged");
  const unwritten = aiffFile({ frames: 1, bits: 8, ...one }, Array(100_000).fill(0));
  unwritten.fill(0, 42, 46);
  const missing = { message: "Decoding aiff: expected a whole SSND chunk, received none" };
  await assert.rejects(decodeStream(new Response(unwritten).body!), missing);
});
