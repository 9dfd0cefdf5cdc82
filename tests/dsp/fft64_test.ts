import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { core, forAll, kernels } from "./_memory.ts";
import {
  assertSame,
  assertSpectrum,
  dft,
  interleavedOf,
  seeds,
  signal,
  U64,
} from "./_reference.ts";
import { noise } from "../features/_reference.ts";

test("fft64 transforms a power of two in float64 and returns one of its two buffers", () => {
  const powers = fc.nat({ max: 8 }).map((power) => 2 ** power);
  forAll([powers, seeds], (memory, length, seed) => {
    const values = Float64Array.from(noise(2 * length, seed), (v) => v / 3);
    const factors = Float64Array.from({ length }, (_, i) => {
      const angle = -2 * Math.PI * (i >> 1) / length;
      return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
    });
    const w = memory.put(factors);
    const x = memory.put(values);
    const bytes = 16 * length;
    const y = memory.room(bytes, 8);
    const z = memory.run(() => kernels.fft64(length, w, x, y), [x, bytes], [y, bytes]);
    assert.ok(z === x || z === y);
    const { re, im } = interleavedOf(values);
    // The reference has the error of n consecutive products.
    assertSpectrum(interleavedOf(core.f64(z, 2 * length)), dft(re, im), 2 * length, U64);
  });
});

test("multiply64 multiplies complex values in place; `h` may be `x`", () => {
  forAll([fc.nat({ max: 20 }), fc.boolean(), seeds], (memory, length, square, seed) => {
    const values = Float64Array.from(signal(2 * length, seed), (v) => v / 3);
    const factors = square ? values : Float64Array.from(signal(2 * length, seed + 1));
    const x = memory.put(values);
    const h = square ? x : memory.put(factors);
    memory.run(() => kernels.multiply64(x, h, length), [x, 16 * length]);
    const want = Float64Array.from({ length: 2 * length }, (_, i) => {
      const k = i - i % 2;
      const [ar, ai, br, bi] = [values[k]!, values[k + 1]!, factors[k]!, factors[k + 1]!];
      return i === k ? ar * br - ai * bi : ai * br + ar * bi;
    });
    assertSame(core.f64(x, 2 * length), want);
  });
});
