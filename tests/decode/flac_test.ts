import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decode } from "@babycry/babycry/decode";
import { FLAC } from "./_tones.ts";
import { flacFile, type Subframe } from "./_write_flac.ts";
import { be, bytesOf } from "./_write.ts";

test("FLAC is bit-exact, up to full scale", async () => {
  const audio = await decode(FLAC);
  assert.equal(audio.format, "flac");
  assert.equal(audio.sampleRateHz, 8000);
  assert.equal(audio.damage, undefined);
  const expected = Float32Array.from({ length: 400 }, (_, i) => {
    if (i >= 384) return i % 2 ? 32767 / 32768 : -1;
    return Math.round(32767 * Math.sin(2 * Math.PI * 440 * i / 8000)) / 32768 || 0;
  });
  assert.deepEqual(audio.channels, [expected]);
});

test("truncated FLAC is damage", async () => {
  const whole = (await decode(FLAC)).channels[0]!;
  const cut = await decode(FLAC.subarray(0, FLAC.length - 5));
  assert.deepEqual(cut.channels, [whole.subarray(0, 384)]);
  assert.match(cut.damage!.message, /expected 400 samples as in the header, received 384/);
});

test("FLAC frames with another sample rate are skipped and reported", async () => {
  const block = (code: number, bytes?: readonly number[]) => ({
    kinds: ["verbatim" as const],
    stereo: "apart" as const,
    channels: [Array(20).fill(1)],
    rate: { code, ...(bytes && { bytes }) },
  });
  const same = [
    block(0),
    block(8),
    block(12, [32]),
    block(13, be(32000, 2)),
    block(14, be(3200, 2)),
  ];
  const whole = await decode(flacFile({ bits: 16, sampleRateHz: 32000 }, same));
  assert.equal(whole.channels[0]!.length, 100);
  assert.equal(whole.damage, undefined);
  for (const other of [block(5), block(12, [16]), block(13, be(16000, 2)), block(15)]) {
    const changed = await decode(flacFile({ bits: 16, sampleRateHz: 32000 }, [...same, other]));
    assert.equal(changed.sampleRateHz, 32000);
    assert.equal(changed.channels[0]!.length, 100);
    assert.match(changed.damage!.message, /expected 120 samples as in the header, received 100/);
  }
});

const sample = (bits: number) => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 });

test("all kinds of subframes and stereo decode exactly", async () => {
  const kind = fc.constantFrom<Subframe>("verbatim", "fixed", "linear", "escaped", "wasted");
  const block = fc.record({
    frames: fc.array(fc.tuple(sample(16), sample(16)), { minLength: 40, maxLength: 70 }),
    kinds: fc.tuple(kind, kind),
    stereo: fc.constantFrom<"apart" | "left" | "right" | "mid">("apart", "left", "right", "mid"),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(block, { minLength: 1, maxLength: 3 }), async (blocks) => {
      // Wasted bits are low bits that are 0 in all samples.
      const written = blocks.map(({ frames, kinds, stereo }) => ({
        kinds,
        stereo,
        channels: [0, 1].map((c) =>
          frames.map((frame) => frame[c]! & (kinds.includes("wasted") ? ~3 : ~0))
        ),
      }));
      const audio = await decode(flacFile({ bits: 16, sampleRateHz: 44100 }, written));
      assert.equal(audio.sampleRateHz, 44100);
      assert.equal(audio.damage, undefined);
      [0, 1].forEach((c) => {
        const expected = written.flatMap(({ channels }) => channels[c]!).map((value) =>
          value / 32768
        );
        assert.deepEqual(audio.channels[c], Float32Array.from(expected));
      });
    }),
    { seed: 7, numRuns: 60 },
  );
});

test("24 bits are exact, 32 bits are rounded once", async () => {
  for (const bits of [8, 24, 32]) {
    const full = 2 ** (bits - 1);
    const values = [0, 1, -1, full - 1, -full, full / 2, ...Array(10).fill(3)];
    // The residual of a prediction of 32-bit samples may need more than 32 bits.
    const kinds = [bits === 32 ? "verbatim" as const : "fixed" as const];
    const blocks = [{ kinds, stereo: "apart" as const, channels: [values] }];
    const audio = await decode(flacFile({ bits, sampleRateHz: 8000 }, blocks));
    assert.deepEqual(audio.channels, [Float32Array.from(values, (value) => value / full)]);
  }
});

test("silence of a few bytes is decoded, including its last frame", async () => {
  const blocks = [4096, 4096, 16].map((n) => ({
    kinds: ["constant" as const],
    stereo: "apart" as const,
    channels: [Array<number>(n).fill(0)],
  }));
  const file = flacFile({ bits: 16, sampleRateHz: 8000 }, blocks);
  assert.ok(file.length < 100);
  assert.deepEqual((await decode(file)).channels, [new Float32Array(8208)]);
});

test("a frame with a wrong checksum is skipped and reported", async () => {
  const blocks = [1, 2, 3].map((value) => ({
    kinds: ["verbatim" as const],
    stereo: "apart" as const,
    channels: [Array<number>(20).fill(value * 4096)],
  }));
  const file = flacFile({ bits: 16, sampleRateHz: 8000 }, blocks);
  file[file.length - 70]! ^= 1;
  const audio = await decode(file);
  assert.deepEqual(audio.channels, [
    Float32Array.of(...Array(20).fill(1 / 8), ...Array(20).fill(3 / 8)),
  ]);
  assert.match(audio.damage!.message, /expected 60 samples as in the header, received 40/);
});

test("metadata before the frames and a tag after them are skipped", async () => {
  const blocks = [{
    kinds: ["verbatim" as const],
    stereo: "apart" as const,
    channels: [[1, 2, 3, 4]],
  }];
  const file = flacFile({ bits: 16, sampleRateHz: 8000, padding: 33 }, blocks);
  const audio = await decode(bytesOf(file, "TAG", Array(125).fill(0)));
  assert.equal(audio.channels[0]!.length, 4);
  assert.equal(audio.damage, undefined);
});
