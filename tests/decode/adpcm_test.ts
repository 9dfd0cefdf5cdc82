import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decode } from "@babycry/babycry/decode";
import { ima4, imaBlock, msBlock } from "./_adpcm_reference.ts";
import { aiffFile, be, bytesOf, cafFile, chunk, le, wavFile } from "./_write.ts";

const sampleRateHz = 16000;
const run = { seed: 2, numRuns: 40 };
const nibbles = (count: number) =>
  fc.array(fc.integer({ min: 0, max: 15 }), { minLength: count, maxLength: count });
const int16 = fc.integer({ min: -32768, max: 32767 });

/** Packs pairs of nibbles into bytes, the first in the lower half. */
const lowFirst = (values: number[]) =>
  Array.from({ length: values.length / 2 }, (_, i) => values[2 * i]! + values[2 * i + 1]! * 16);

test("IMA4 in CAF and AIFF-C matches the reference decoder", async () => {
  const packet = fc.tuple(fc.integer({ min: 0, max: 88 }), int16, nibbles(64)).map(
    ([index, predictor, values]) => bytesOf(be((predictor & 0xff80) + index, 2), lowFirst(values)),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(packet, packet), { minLength: 1, maxLength: 5 }),
      async (pairs) => {
        const expected = [0, 1].map((c) => Float32Array.from(ima4(pairs.map((pair) => pair[c]!))));
        const body = bytesOf(...pairs.flat());
        const caf = await decode(
          cafFile({
            codec: "ima4",
            bytesPerPacket: 68,
            framesPerPacket: 64,
            channels: 2,
            bits: 0,
            sampleRateHz,
          }, body),
        );
        assert.equal(caf.format, "caf/ima4");
        assert.deepEqual(caf.channels, expected);
        const aiff = await decode(
          aiffFile(
            { codec: "ima4", channels: 2, frames: pairs.length, bits: 16, sampleRateHz },
            body,
          ),
        );
        assert.equal(aiff.format, "aiff/ima4");
        assert.deepEqual(aiff.channels, expected);
      },
    ),
    run,
  );
});

test("IMA4 keeps the running predictor while the packet header matches it", async () => {
  const first = bytesOf(be(0, 2), lowFirst(Array(64).fill(1)));
  const run = ima4([first]);
  const last = Math.round(run[63]! * 32768);
  assert.notEqual(last % 128, 0, "the header's nine bits must lose something here");
  const second = bytesOf(be(last & 0xff80, 2), lowFirst(Array(64).fill(0)));
  const caf = cafFile(
    { codec: "ima4", bytesPerPacket: 34, framesPerPacket: 64, channels: 1, bits: 0, sampleRateHz },
    bytesOf(first, second),
  );
  const { channels } = await decode(caf);
  assert.equal(channels[0]![64], run[63]);
});

test("IMA ADPCM in WAV matches the reference decoder", async () => {
  const channel = fc.tuple(int16, fc.integer({ min: 0, max: 88 }), nibbles(24));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(channel, channel), { minLength: 1, maxLength: 4 }),
      async (blocks) => {
        const body = bytesOf(...blocks.map((pair) =>
          bytesOf(
            ...pair.map(([predictor, index]) => [...le(predictor & 0xffff, 2), index, 0]),
            ...[0, 8, 16].flatMap((at) =>
              pair.map(([, , values]) => lowFirst(values.slice(at, at + 8)))
            ),
          )
        ));
        const expected = [0, 1].map((c) =>
          Float32Array.from(blocks.flatMap((pair) => imaBlock(...pair[c]!)))
        );
        const options = {
          tag: 0x11,
          channels: 2,
          bits: 4,
          blockBytes: 32,
          sampleRateHz,
          extra: le(25, 2),
        };
        const audio = await decode(wavFile(options, body));
        assert.equal(audio.format, "wav/adpcm_ima");
        assert.deepEqual(audio.channels, expected);
        const cut = await decode(wavFile(options, body.subarray(0, body.length - 5)));
        assert.deepEqual(cut.channels, expected.map((all) => all.subarray(0, all.length - 8)));
      },
    ),
    run,
  );
});

test("Microsoft ADPCM matches the reference decoder", async () => {
  const pairs = [[256, 0], [512, -256], [0, 0], [192, 64], [240, 0], [460, -208], [
    392,
    -232,
  ]] as const;
  const extra = bytesOf(
    le(32, 2),
    le(14, 2),
    le(pairs.length, 2),
    pairs.flatMap(([a, b]) => [...le(a, 2), ...le(b & 0xffff, 2)]),
  );
  const channel = fc.record({
    pair: fc.integer({ min: 0, max: 6 }),
    delta: fc.integer({ min: 16, max: 32767 }),
    s1: int16,
    s2: int16,
    values: nibbles(12),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(channel, channel), { minLength: 1, maxLength: 4 }),
      async (blocks) => {
        const body = bytesOf(...blocks.map((both) =>
          bytesOf(
            both.map(({ pair }) => pair),
            ...(["delta", "s1", "s2"] as const).flatMap((field) =>
              both.map((one) => le(one[field] & 0xffff, 2))
            ),
            both[0].values.map((nibble, i) => nibble * 16 + both[1].values[i]!),
          )
        ));
        const expected = [0, 1].map((c) =>
          Float32Array.from(blocks.flatMap((both) => {
            const { pair, delta, s1, s2, values } = both[c]!;
            return msBlock(pairs[pair]!, delta, s1, s2, values);
          }))
        );
        const options = { tag: 2, channels: 2, bits: 4, blockBytes: 26, sampleRateHz, extra };
        const audio = await decode(wavFile(options, body));
        assert.equal(audio.format, "wav/adpcm_ms");
        assert.deepEqual(audio.channels, expected);
      },
    ),
    run,
  );
});

test("the fact chunk trims samples of the last block only", async () => {
  const body = Array(12).fill(0);
  const options = {
    tag: 0x11,
    channels: 1,
    bits: 4,
    blockBytes: 12,
    sampleRateHz,
    extra: le(17, 2),
  };
  for (const [fact, frames] of [[12, 12], [17, 17], [0, 17], [99, 17]] as const) {
    const file = wavFile({ ...options, before: chunk("fact", le(fact, 4)) }, body);
    assert.equal((await decode(file)).channels[0]!.length, frames);
  }
});

test("invalid ADPCM headers are rejected", async () => {
  const rejects = (file: Uint8Array) =>
    assert.rejects(decode(file), { name: "DecodeError", reason: "damaged" });
  const ima = { tag: 0x11, channels: 1, bits: 4, blockBytes: 8, sampleRateHz, extra: le(9, 2) };
  await rejects(wavFile(ima, [0, 0, 89, 0, 0, 0, 0, 0]));
  await rejects(wavFile({ ...ima, blockBytes: 3 }, [0, 0, 0]));
  await rejects(wavFile({ tag: 2, channels: 1, bits: 4, blockBytes: 8, sampleRateHz }, be(0, 8)));
  await rejects(
    cafFile(
      {
        codec: "ima4",
        bytesPerPacket: 34,
        framesPerPacket: 64,
        channels: 1,
        bits: 0,
        sampleRateHz,
      },
      bytesOf([0, 89], be(0, 32)),
    ),
  );
});
