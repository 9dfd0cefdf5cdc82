import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "@babycry/babycry/decode";
import { be, cafFile, float, le } from "./_write.ts";

const one = { channels: 1, sampleRateHz: 16000 };
const [FLOAT, LITTLE] = [1, 2];

test("linear PCM of both byte orders and types", async () => {
  const cases: [number, number, number[], string][] = [
    [0, 8, [64], "pcm_s8"],
    [0, 16, be(0x4000, 2), "pcm_s16be"],
    [LITTLE, 16, le(0x4000, 2), "pcm_s16le"],
    [0, 24, be(0x400000, 3), "pcm_s24be"],
    [LITTLE, 24, le(0x400000, 3), "pcm_s24le"],
    [LITTLE, 32, le(0x40000000, 4), "pcm_s32le"],
    [FLOAT, 32, float(0.5, 4, false), "pcm_f32be"],
    [FLOAT | LITTLE, 64, float(0.5, 8, true), "pcm_f64le"],
  ];
  for (const [flags, bits, body, name] of cases) {
    const options = { codec: "lpcm", flags, bytesPerPacket: bits / 8, bits, ...one };
    const audio = await decode(cafFile(options, body));
    assert.equal(audio.format, `caf/${name}`);
    assert.deepEqual(audio.channels, [Float32Array.of(0.5)]);
    assert.equal(audio.damage, undefined);
  }
});

const bytes = { codec: "lpcm", bytesPerPacket: 1, bits: 8, ...one };

test("the packet table trims priming and remainder frames", async () => {
  const body = [1, 2, 3, 4, 5];
  const decoded = async (packets: { valid: number; priming: number }) =>
    [...(await decode(cafFile({ ...bytes, packets }, body))).channels[0]!].map((v) => v * 128);
  assert.deepEqual(await decoded({ valid: 3, priming: 1 }), [2, 3, 4]);
  assert.deepEqual(await decoded({ valid: 5, priming: 0 }), body);
  assert.deepEqual(
    await decoded({ valid: 99, priming: 1 }),
    body,
    "a table that lies is not followed",
  );
});

test("a data chunk of unknown size extends to the end; an oversized one is damage", async () => {
  const file = cafFile(bytes, [64, 64]);
  const at = file.length - 14;
  file.set(Array(8).fill(255), at);
  const streamed = await decode(file);
  assert.equal(streamed.channels[0]!.length, 2);
  assert.equal(streamed.damage, undefined);
  file.set(be(1e12, 8), at);
  const oversized = await decode(file);
  assert.equal(oversized.channels[0]!.length, 2);
  assert.match(
    oversized.damage!.message,
    /expected a data chunk of 1000000000000 bytes, received 6/,
  );
});

test("other codecs and invalid headers are rejected", async () => {
  const rejects = (options: Partial<Parameters<typeof cafFile>[0]>, reason: string) =>
    assert.rejects(decode(cafFile({ ...bytes, ...options }, [0, 0])), {
      name: "DecodeError",
      reason,
    });
  await rejects({ codec: "QDM2" }, "unsupported");
  await rejects({ codec: "alac" }, "damaged");
  await rejects({ bytesPerPacket: 4, bits: 24 }, "unsupported");
  await rejects({ channels: 0 }, "damaged");
  await rejects({ channels: 0xffffffff }, "damaged");
  await rejects({ sampleRateHz: NaN }, "damaged");
  await rejects({ sampleRateHz: 1e9 }, "damaged");
});
