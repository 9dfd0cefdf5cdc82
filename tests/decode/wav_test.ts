import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decode, DecodeError } from "@babycry/babycry/decode";
import { be, bytesOf, chunk, float, le, wavFile } from "./_write.ts";

const rate = { sampleRateHz: 8000 };
const [PCM, FLOAT, EXTENSIBLE] = [1, 3, 0xfffe];

test("integers of n bits are divided by 2^(n-1)", async () => {
  for (const [bits, name] of [[16, "s16le"], [24, "s24le"], [32, "s32le"]] as const) {
    const size = bits / 8;
    const full = 2 ** (bits - 1);
    const values = [0, 1, -1, full - 1, -full, full / 2];
    const body = values.flatMap((value) => le(value < 0 ? value + 2 * full : value, size));
    const audio = await decode(wavFile({ tag: PCM, channels: 1, bits, ...rate }, body));
    assert.equal(audio.format, `wav/pcm_${name}`);
    assert.equal(audio.sampleRateHz, 8000);
    assert.deepEqual(audio.channels, [Float32Array.from(values, (value) => value / full)]);
    assert.equal(audio.damage, undefined);
  }
});

test("8-bit samples are unsigned", async () => {
  const audio = await decode(wavFile({ tag: PCM, channels: 1, bits: 8, ...rate }, [0, 128, 255]));
  assert.equal(audio.format, "wav/pcm_u8");
  assert.deepEqual(audio.channels, [Float32Array.of(-1, 0, 127 / 128)]);
});

test("16-bit samples in any number of channels round-trip", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.integer({ min: -32768, max: 32767 }), { maxLength: 200 }),
      fc.boolean(),
      async (channels, values, bigEndian) => {
        const frames = Math.floor(values.length / channels);
        const order = bigEndian ? be : le;
        const body = values.slice(0, frames * channels).flatMap((v) => order(v & 0xffff, 2));
        const file = wavFile({ tag: PCM, channels, bits: 16, order, ...rate }, body);
        const audio = await decode(file);
        assert.equal(audio.channels.length, channels);
        audio.channels.forEach((channel, c) => {
          assert.equal(channel.length, frames);
          channel.forEach((value, i) => assert.equal(value, values[i * channels + c]! / 32768));
        });
      },
    ),
    { seed: 1, numRuns: 60 },
  );
});

test("floats are unchanged, including values that are not finite", async () => {
  const values = [0.5, -1.25, NaN, Infinity, 1e-40];
  for (const size of [4, 8] as const) {
    const body = values.flatMap((value) => float(value, size, true));
    const file = wavFile({ tag: FLOAT, channels: 1, bits: size * 8, ...rate }, body);
    assert.deepEqual((await decode(file)).channels, [Float32Array.from(values)]);
  }
});

test("the extensible form has its codec in a GUID and left-aligned samples", async () => {
  const extra = bytesOf(le(22, 2), le(20, 2), le(4, 4), le(PCM, 2), be(0, 14));
  const options = { tag: EXTENSIBLE, channels: 1, bits: 24, extra, ...rate };
  const audio = await decode(wavFile(options, le(0x400000, 3)));
  assert.deepEqual(audio.channels, [Float32Array.of(0.5)]);
  const twelve = { tag: PCM, channels: 1, bits: 12, blockBytes: 2, ...rate };
  assert.deepEqual((await decode(wavFile(twelve, le(0x4000, 2)))).channels, [Float32Array.of(0.5)]);
});

test("chunks before the data are skipped, also those of odd length", async () => {
  const before = bytesOf(chunk("LIST", "odd"), chunk("junk", [1, 2, 3, 4]));
  const audio = await decode(wavFile({ tag: PCM, channels: 1, bits: 8, before, ...rate }, [192]));
  assert.deepEqual(audio.channels, [Float32Array.of(0.5)]);
});

test("the size of RF64 is in its ds64 chunk", async () => {
  const wav = wavFile({ tag: PCM, channels: 1, bits: 8, ...rate }, [0, 64, 128, 192]);
  const ds64 = bytesOf("ds64", le(28, 4), le(0, 8), le(3, 8), le(3, 8), le(0, 4));
  const file = bytesOf("RF64", [255, 255, 255, 255], "WAVE", ds64, wav.subarray(12));
  file.set([255, 255, 255, 255], file.length - 8);
  const audio = await decode(file);
  assert.deepEqual(audio.channels, [Float32Array.of(-1, -0.5, 0)]);
  assert.equal(audio.damage, undefined);
});

test("a data chunk of unknown or wrong size extends to the end", async () => {
  const whole = wavFile({ tag: PCM, channels: 1, bits: 8, ...rate }, [0, 64, 128, 192]);
  const expected = [Float32Array.of(-1, -0.5, 0, 0.5)];
  for (const [size, damaged] of [[0xffffffff, false], [0x7fffffff, true], [0, true]] as const) {
    const file = whole.slice();
    file.set(le(size, 4), 40);
    const audio = await decode(file);
    assert.deepEqual(audio.channels, expected);
    assert.equal(audio.damage instanceof DecodeError, damaged, `size ${size}`);
  }
});

test("an empty data chunk is not an error", async () => {
  const audio = await decode(wavFile({ tag: PCM, channels: 2, bits: 16, ...rate }, []));
  assert.deepEqual(audio.channels, [new Float32Array(), new Float32Array()]);
  assert.equal(audio.damage, undefined);
  const empty = wavFile({ tag: PCM, channels: 1, bits: 8, ...rate }, []);
  assert.equal((await decode(bytesOf(empty, chunk("LIST", "INFO")))).channels[0]!.length, 0);
});

test("invalid headers are rejected with their values", async () => {
  const wav = wavFile({ tag: PCM, channels: 1, bits: 16, ...rate }, [0, 0]);
  const changed = (at: number, bytes: number[]) => {
    const file = wav.slice();
    file.set(bytes, at);
    return decode(file);
  };
  const damaged = (message: RegExp) => ({ name: "DecodeError", reason: "damaged", message });
  await assert.rejects(changed(22, le(0, 2)), damaged(/expected 1 to 65535 channels, received 0/));
  await assert.rejects(
    changed(24, le(0, 4)),
    damaged(/expected a sample rate of 1 to 768000 Hz, received 0/),
  );
  await assert.rejects(
    changed(24, le(768_001, 4)),
    damaged(/expected a sample rate of 1 to 768000 Hz, received 768001/),
  );
  await assert.rejects(
    changed(16, le(0x7ffffff0, 4)),
    damaged(/expected a fmt chunk of 2147483632 bytes/),
  );
  await assert.rejects(
    decode(wav.subarray(0, 36)),
    damaged(/expected a data chunk, received none/),
  );
  const unsupported = { name: "DecodeError", reason: "unsupported" };
  await assert.rejects(changed(20, le(0x7777, 2)), {
    ...unsupported,
    message: /received format tag 0x7777; convert it with ffmpeg -i IN OUT\.wav$/,
  });
  await assert.rejects(changed(34, le(0, 2)), unsupported);
  assert.equal((await changed(24, le(768_000, 4))).sampleRateHz, 768_000);
  assert.equal((await changed(24, le(1, 4))).sampleRateHz, 1);
});
