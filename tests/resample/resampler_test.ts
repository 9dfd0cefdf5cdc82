import { resample, resampleLength, Resampler } from "@babycry/babycry/resample";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise, snrDb } from "./_reference.ts";

const PAIRS = [
  [48_000, 16_000],
  [44_100, 16_000],
  [44_100, 48_000],
  [8_000, 16_000],
  [44_101, 16_000],
  [16_000, 44_101],
  [16_000, 16_000],
  [192_000, 8_000],
  [192_000, 7_999],
  [48_000 / 1.001, 16_000],
  [16_000, 10_000 * Math.PI],
] as const;

/** Resamples `x` in blocks whose lengths cycle through the given ones. */
function inBlocks(resampler: Resampler, x: Float32Array, lengths: readonly number[]): Float32Array {
  const { fromHz, toHz } = resampler;
  const parts: Float32Array[] = [];
  let received = 0;
  for (let at = 0, i = 0; at < x.length; i++) {
    const block = x.subarray(at, at + lengths[i % lengths.length]!);
    const part = resampler.process(block);
    assert(part.length <= resampler.outputFramesMax(block.length));
    at += block.length;
    received += part.length;
    assert(received >= Math.floor((at - resampler.delaySamples) * toHz / fromHz));
    parts.push(part);
  }
  const part = resampler.flush();
  assert(part.length <= resampler.outputFramesMax(0));
  parts.push(part);
  const out = new Float32Array(received + part.length);
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}

for (
  const [fromHz, toHz, lowDelay] of PAIRS.flatMap((pair) =>
    [false, true].map((lowDelay) => [...pair, lowDelay] as const)
  )
) {
  const rates = { fromHz, toHz, lowDelay };
  const name = `${fromHz} -> ${toHz}${lowDelay ? ", low delay" : ""}`;
  test(`${name}: blocks give the same bits as the whole signal`, () => {
    const resampler = new Resampler(rates);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40_000 }),
        fc.array(fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 20_000 })), {
          minLength: 1,
          maxLength: 6,
        }).filter((lengths) => lengths.some((n) => n > 10)),
        (n, lengths) => {
          const x = noise(n, n);
          assert.deepEqual(inBlocks(resampler, x, lengths), resample(x, rates));
        },
      ),
      { seed: 3, numRuns: 15 },
    );
  });
}

test("a low delay is at most 0.061 s to 8 kHz, and changes the signal by rounding only", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(11_025, 16_000, 22_050, 32_000, 44_100, 44_101, 48_000, 48_000 / 1.001),
      fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 30 }),
      (fromHz, lengths) => {
        const rates = { fromHz, toHz: 8000, lowDelay: true };
        const resampler = new Resampler(rates);
        assert(resampler.delaySamples <= 0.061 * fromHz);
        const x = noise(30_000, lengths.length);
        let at = 0, received = 0;
        for (const length of lengths) {
          received += resampler.process(x.subarray(at, at + length)).length;
          at = Math.min(x.length, at + length);
          assert(received >= Math.floor((at / fromHz - 0.061) * 8000), `${at}, ${received}`);
        }
        assert(snrDb(resample(x, rates), resample(x, { fromHz, toHz: 8000 })) >= 120);
      },
    ),
    { seed: 5, numRuns: 40 },
  );
  const rates = { fromHz: 16_000, toHz: 8000, lowDelay: "yes" as unknown as boolean };
  assert.throws(() => new Resampler(rates), TypeError);
});

test("single samples and empty blocks", () => {
  const x = noise(3_000, 7);
  const rates = { fromHz: 44_100, toHz: 16_000 };
  assert.deepEqual(inBlocks(new Resampler(rates), x, [1, 0]), resample(x, rates));
});

test("streams are independent, also if the core's memory grows between blocks", () => {
  const x = noise(60_000, 8);
  const streams = PAIRS.map(([fromHz, toHz]) => new Resampler({ fromHz, toHz }));
  const parts: Float32Array[][] = streams.map(() => []);
  for (let at = 0; at < x.length; at += 7_001) {
    streams.forEach((s, i) => parts[i]!.push(s.process(x.subarray(at, at + 7_001))));
    resample(x.subarray(0, 100), { fromHz: 8_000 + at, toHz: 16_000 });
  }
  streams.forEach((s, i) => parts[i]!.push(s.flush()));
  parts.forEach((p, i) => {
    const [fromHz, toHz] = PAIRS[i]!;
    assert.deepEqual(p.flatMap((part) => [...part]), [...resample(x, { fromHz, toHz })]);
  });
});

test("flush without input is empty, and a new signal starts after it", () => {
  const resampler = new Resampler({ fromHz: 44_100, toHz: 16_000 });
  assert.equal(resampler.flush().length, 0);
  const x = noise(1_000, 9);
  for (let round = 0; round < 2; round++) {
    const length = resampler.process(x).length + resampler.flush().length;
    assert.equal(length, resampleLength(x.length, resampler));
  }
});

test("a block that is not a Float32Array is a TypeError, an invalid rate a RangeError", () => {
  const resampler = new Resampler({ fromHz: 44_100, toHz: 16_000 });
  for (const bad of [null, undefined, [1], new Int16Array(2)]) {
    assert.throws(() => resampler.process(bad as unknown as Float32Array), TypeError);
  }
  assert.throws(() => new Resampler({ fromHz: 0, toHz: 16_000 }), RangeError);
  const block = new Float32Array(44_100);
  assert.throws(() => resampler.processInto(new Float32Array(1), block), RangeError);
  assert.throws(() => resampler.processInto([] as unknown as Float32Array, block), TypeError);
  const done = resampler.process(block).length;
  assert.throws(() => resampler.flushInto(new Float32Array(1)), RangeError);
  assert.equal(done + resampler.flush().length, 16_000);
});
