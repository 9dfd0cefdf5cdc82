import { amplitudeToDb, powerToDb } from "@babycry/babycry/features";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { dbReference } from "./_reference.ts";

const row = (values: ArrayLike<number>) => ({
  data: Float32Array.from(values),
  frames: 1,
  bins: values.length,
});
const float32 = fc.float({ min: 0, max: Math.fround(1e30), noNaN: true });

test("decibels equal the float64 definition over the whole range of float32", () => {
  fc.assert(
    fc.property(
      fc.array(float32, { minLength: 1, maxLength: 70 }),
      fc.constantFrom(1, 0.25, 3e4),
      fc.constantFrom(null, 80, 5),
      (values, ref, topDb) => {
        const S = row(values);
        for (
          const [toDb, factor, amin] of [[powerToDb, 10, 1e-10], [amplitudeToDb, 20, 1e-5]] as const
        ) {
          const expected = dbReference(S.data, factor, ref, amin, topDb);
          const got = toDb(S, { ref, topDb }).data;
          // float32 of up to 700 dB is 3e-5 apart; the logarithm adds 1e-7 of itself.
          got.forEach((v, i) => assert.ok(Math.abs(v - expected[i]!) < 2e-4));
        }
      },
    ),
    { seed: 5, numRuns: 200 },
  );
});

test("the logarithm is accurate to 2 ULP near 1 and at the ends of the range", () => {
  const values = [1, 1 + 2 ** -23, 1 - 2 ** -24, Math.SQRT1_2, 2, 1.2e-38, 3.4e38];
  const got = powerToDb(row(values), { topDb: null, amin: 1.2e-38 }).data;
  values.forEach((value, i) => {
    const expected = 10 * Math.log10(Math.fround(value));
    assert.ok(Math.abs(got[i]! - expected) <= 3e-7 * Math.abs(expected));
  });
});

test("ref max, signs, infinity and NaN", () => {
  assert.deepEqual([...powerToDb(row([1, 10, 100]), { ref: "max" }).data].map(Math.round), [
    -20,
    -10,
    0,
  ]);
  assert.equal(amplitudeToDb(row([-10])).data[0], 20);
  assert.ok(Math.abs(powerToDb(row([-10]), { topDb: null }).data[0]! + 100) < 1e-4);
  assert.equal(powerToDb(row([Infinity]), { topDb: null }).data[0], Infinity);
  const some = powerToDb(row([NaN, 1]), { topDb: null }).data;
  assert.deepEqual([...some], [NaN, 0]);
  assert.ok(powerToDb(row([NaN, 1])).data.every(Number.isNaN));
  assert.equal(powerToDb(row([])).data.length, 0);
});

test("more values than one block", () => {
  const S = row(Float32Array.from({ length: 40_001 }, (_, i) => i));
  const got = powerToDb(S, { topDb: null }).data;
  for (const i of [1, 16_383, 16_384, 40_000]) {
    assert.ok(Math.abs(got[i]! - 10 * Math.log10(i)) < 1e-5);
  }
});

test("options out of range are errors", () => {
  for (const bad of [{ amin: 0 }, { amin: 1e-40 }, { ref: -1 }, { ref: NaN }, { topDb: -1 }]) {
    assert.throws(() => powerToDb(row([1]), bad), RangeError);
  }
});
