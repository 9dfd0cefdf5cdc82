import { resample, resampleInto, resampleLength } from "@babycry/babycry/resample";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise, sincResample, snrDb, tones } from "./_reference.ts";

const PAIRS = [
  [48_000, 16_000],
  [44_100, 16_000],
  [44_100, 48_000],
  [16_000, 48_000],
  [8_000, 16_000],
  [22_050, 16_000],
  [16_000, 8_000],
  [48_000, 44_100],
  [11_025, 16_000],
  [44_101, 16_000],
  [16_000, 44_101],
  [96_000, 8_001],
] as const;

const rate = fc.oneof(
  fc.integer({ min: 4_000, max: 96_000 }),
  fc.constantFrom(8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000),
);

for (const [fromHz, toHz] of PAIRS) {
  const low = Math.min(fromHz, toHz);
  const n = Math.ceil(fromHz / low * 4_000);
  const skip = Math.ceil(toHz / low * 400);

  test(`${fromHz} -> ${toHz}: tones keep gain, phase and frequency`, () => {
    // Float32 samples limit this to 150 dB, a float32 filter of this length to about 137 dB.
    for (const share of [[0.1], [0.5], [0.9], [0.05, 0.23, 0.61, 0.9]]) {
      const hz = share.map((f) => f * low / 2);
      const out = resample(Float32Array.from(tones(n, fromHz, hz)), { fromHz, toHz });
      const snr = snrDb(out, tones(out.length, toHz, hz), skip);
      assert(snr >= 132, `${hz} Hz: ${snr} dB`);
    }
  });

  test(`${fromHz} -> ${toHz}: flat to 0.95 of the lower Nyquist`, () => {
    const hz = [0.95 * low / 2];
    const out = resample(Float32Array.from(tones(n, fromHz, hz)), { fromHz, toHz });
    // 130 dB is a gain error of at most 3e-7.
    assert(snrDb(out, tones(out.length, toHz, hz), skip) >= 130);
  });

  if (fromHz > 1.02 * toHz) {
    test(`${fromHz} -> ${toHz}: a tone above 0.975 of the new Nyquist is removed`, () => {
      for (const share of [0.976, 1.001, 1.05, 1.4].filter((f) => f * toHz < fromHz)) {
        const out = resample(Float32Array.from(tones(n, fromHz, [share * toHz / 2])), {
          fromHz,
          toHz,
        });
        const inner = out.subarray(skip, out.length - skip);
        const power = inner.reduce((sum, v) => sum + v * v, 0) / inner.length;
        const leakDb = 10 * Math.log10(power / (0.9 * 0.9 / 2));
        assert(leakDb <= -135, `${share}: ${leakDb} dB`);
      }
    });
  }
}

test("matches the windowed sinc in float64, including the edges, for any rates and length", () => {
  fc.assert(
    fc.property(rate, rate, fc.integer({ min: 1, max: 1_500 }), (fromHz, toHz, n) => {
      const x = noise(n, n);
      const expected = fromHz === toHz ? x : sincResample(x, fromHz, toHz);
      const snr = snrDb(resample(x, { fromHz, toHz }), expected);
      // White noise: the energy lost in the stop band takes up to 10 dB of the 137.
      assert(snr >= 120, `${snr} dB`);
    }),
    { seed: 1, numRuns: 25 },
  );
});

test("the output has the length of resampleLength", () => {
  fc.assert(
    fc.property(rate, rate, fc.integer({ min: 0, max: 300 }), (fromHz, toHz, n) => {
      const length = resampleLength(n, { fromHz, toHz });
      assert.equal(length, Number((BigInt(n * toHz) + BigInt(fromHz) - 1n) / BigInt(fromHz)));
      assert.equal(resample(noise(n, 1), { fromHz, toHz }).length, length);
    }),
    { seed: 2, numRuns: 50 },
  );
});

test("lengths are exact for products above 2 ** 53", () => {
  const n = 2 ** 40 + 1;
  assert.equal(
    resampleLength(n, { fromHz: 44_101, toHz: 767_999 }),
    Number((BigInt(n) * 767_999n + 44_100n) / 44_101n),
  );
});

test("equal rates copy", () => {
  const x = noise(1_000, 3);
  const out = resample(x, { fromHz: 44_100, toHz: 44_100 });
  assert.deepEqual(out, x);
  assert.notEqual(out.buffer, x.buffer);
});

test("the soxr band is flat to 0.913, half in the middle and 0 from 1", () => {
  const rates = { fromHz: 16_000, toHz: 8000, band: "soxr" } as const;
  const level = (hz: number) => {
    const out = resample(Float32Array.from(tones(16_000, 16_000, [hz])), rates).subarray(
      2000,
      6000,
    );
    return 10 * Math.log10(out.reduce((sum, x) => sum + x * x, 0) / out.length);
  };
  const pass = level(1000);
  assert(Math.abs(level(0.913 * 4000) - pass) < 0.001);
  assert(Math.abs(level(0.9565 * 4000) - pass + 6.02) < 0.1);
  assert(level(4004) - pass < -130);
  assert.throws(
    () => resample(new Float32Array(9), { ...rates, band: "wide" as "soxr" }),
    RangeError,
  );
});

test("an empty signal is empty, and one sample stays one", () => {
  assert.equal(resample(new Float32Array(0), { fromHz: 44_100, toHz: 16_000 }).length, 0);
  const [only, ...rest] = resample(Float32Array.of(1), { fromHz: 16_000, toHz: 8_000 });
  assert.deepEqual(rest, []);
  assert(Math.abs(only! - 0.48125) < 1e-6);
});

test("views at odd offsets give the same bits, as input and output", () => {
  const rates = { fromHz: 44_100, toHz: 16_000 };
  const x = noise(5_003, 4);
  const expected = resample(x, rates);
  for (const offset of [1, 2, 3, 5]) {
    const shifted = new Float32Array(x.length + offset);
    shifted.set(x, offset);
    const out = new Float32Array(expected.length + 2 * offset).fill(7);
    resampleInto(out.subarray(offset, offset + expected.length), shifted.subarray(offset), rates);
    assert.deepEqual(out.subarray(offset, offset + expected.length), expected);
    assert(out.subarray(0, offset).every((v) => v === 7));
    assert(out.subarray(offset + expected.length).every((v) => v === 7));
  }
});

test("a constant stays constant at extreme ratios", () => {
  for (
    const [fromHz, toHz, n] of [
      [1, 768_000, 2],
      [3, 767_999, 2],
      [768_000, 100, 900_000],
      [767_999, 1_000, 400_000],
      [768_000, 767_999, 20_000],
      [1, 1.001, 3_000],
    ] as const
  ) {
    const out = resample(new Float32Array(n).fill(1), { fromHz, toHz });
    assert.equal(out.length, resampleLength(n, { fromHz, toHz }));
    assert(out.every(Number.isFinite));
    const reach = Math.ceil(400 * toHz / Math.min(fromHz, toHz));
    if (out.length > 2 * reach) {
      assert(out.subarray(reach, -reach).every((v) => Math.abs(v - 1) < 1e-6), `${fromHz} ${toHz}`);
    }
  }
});

test("fractional rates are as accurate as integer ones", () => {
  const fractional = [22_254.545, 244_800 / 11, 48_000 / 1.001, 10_000 * Math.PI];
  for (const fromHz of fractional) {
    const rates = { fromHz, toHz: 16_000 };
    const out = resample(Float32Array.from(tones(9_000, fromHz, [3_000])), rates);
    assert(snrDb(out, tones(out.length, 16_000, [3_000]), 300) >= 132, `${fromHz}`);
  }
});

test("rounded rates are recognized as a simple ratio", () => {
  // 1001 / 3000 and 110 / 153.
  assert.equal(
    resampleLength(3_000_000_001, { fromHz: 48_000 / 1.001, toHz: 16_000 }),
    1_001_000_001,
  );
  assert.equal(resampleLength(153_000_000, { fromHz: 244_800 / 11, toHz: 16_000 }), 110_000_000);
  assert.equal(resampleLength(4_450_909, { fromHz: 22_254.545, toHz: 16_000 }), 3_200_000);
});

test("24 h of any rates end within 81 microseconds", () => {
  const hz = fc.double({ min: 4_000, max: 768_000, noNaN: true });
  // Rates close to a simple ratio are the worst case.
  const near = fc.tuple(
    fc.integer({ min: 1, max: 12 }),
    fc.double({ min: -1e-7, max: 1e-7, noNaN: true }),
  )
    .map(([divisor, off]) => 48_000 / divisor * (1 + off));
  fc.assert(
    fc.property(fc.oneof(hz, near), fc.oneof(hz, near), (fromHz, toHz) => {
      const n = Math.floor(24 * 3600 * fromHz);
      const length = resampleLength(n, { fromHz, toHz });
      const expected = n * toHz / fromHz;
      assert(Math.abs(length - expected) <= 1 + 81e-6 * toHz, `${length}, ${expected}`);
    }),
    { seed: 4, numRuns: 2_000 },
  );
});

test("a NaN or an infinity affects its neighborhood only", () => {
  for (const bad of [NaN, Infinity, -Infinity]) {
    const x = noise(200_000, 5);
    const expected = resample(x, { fromHz: 48_000, toHz: 16_000 });
    x[100_000] = bad;
    const out = resample(x, { fromHz: 48_000, toHz: 16_000 });
    assert(!Number.isFinite(out[33_333]));
    assert.deepEqual(out.subarray(0, 28_000), expected.subarray(0, 28_000));
    assert.deepEqual(out.subarray(38_000), expected.subarray(38_000));
  }
});

test("invalid rates are a RangeError, wrong types a TypeError", () => {
  const x = noise(10, 6);
  for (const bad of [0, -1, 0.5, NaN, Infinity, -Infinity, 768_001, 1e300]) {
    assert.throws(() => resample(x, { fromHz: bad, toHz: 16_000 }), RangeError);
    assert.throws(() => resample(x, { fromHz: 16_000, toHz: bad }), RangeError);
    assert.throws(() => resampleLength(10, { fromHz: bad, toHz: 16_000 }), RangeError);
  }
  const rates = { fromHz: 48_000, toHz: 16_000 };
  for (const bad of [-1, 1.5, NaN, Infinity]) {
    assert.throws(() => resampleLength(bad, rates), RangeError);
  }
  for (const bad of [null, undefined, [1, 2], new Int16Array(4), new Float64Array(4), "x"]) {
    assert.throws(() => resample(bad as unknown as Float32Array, rates), TypeError);
  }
  for (const bad of ["48000", null, undefined, 48_000n]) {
    assert.throws(() => resample(x, { fromHz: bad as unknown as number, toHz: 16_000 }), TypeError);
  }
  for (const length of [0, 3, 5]) {
    assert.throws(() => resampleInto(new Float32Array(length), x, rates), {
      name: "RangeError",
      message: `Resampling: expected out of 4 samples, received ${length}`,
    });
  }
  resampleInto(new Float32Array(4), x, rates);
  assert.throws(() => resampleInto([0, 0, 0, 0] as unknown as Float32Array, x, rates), TypeError);
});
