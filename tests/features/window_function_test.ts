import { windowFunction, type WindowName } from "@babycry/babycry/features";
import assert from "node:assert/strict";
import { test } from "node:test";
import { windowReference } from "./_reference.ts";

test("windows equal their definition, rounded once to float32", () => {
  for (const name of ["hann", "hamming", "blackman", "povey"] as const) {
    for (const length of [1, 2, 3, 25, 400, 1024]) {
      for (const periodic of [true, false]) {
        const expected = windowReference(name, length, periodic);
        const got = windowFunction(name, length, { periodic });
        // Half a ULP of values below 1, and the float64 cosine's own error.
        got.forEach((value, n) => assert.ok(Math.abs(value - expected[n]!) <= 2 ** -25 + 1e-15));
      }
    }
  }
});

test("a periodic window is a symmetric one of one more sample without its end", () => {
  for (const name of ["hann", "hamming", "blackman", "povey"] as const) {
    const longer = windowFunction(name, 65, { periodic: false });
    assert.deepEqual(windowFunction(name, 64), longer.subarray(0, 64));
  }
});

test("unknown window names and lengths below 1 are errors", () => {
  assert.throws(() => windowFunction("toString" as WindowName, 8), RangeError);
  assert.throws(() => windowFunction("hann", 0), RangeError);
  assert.throws(() => windowFunction("hann", 2.5), RangeError);
});
