import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels, type Range } from "./_memory.ts";
import { assertWithin, dft, seeds, signal, U, U64 } from "./_reference.ts";

test("magnitudes64 transforms a windowed frame in float64 and rounds once", () => {
  const sizes = fc.constantFrom(2, 4, 8, 64).chain((n) =>
    fc.record({ n: fc.constant(n), length: fc.nat({ max: n }), gap: fc.nat({ max: 2 }) })
  );
  forAll([sizes, seeds], (memory, { n, length, gap }, seed) => {
    const samples = signal(length, seed);
    const weights = Float64Array.from(noise(length, seed + 1));
    const exponentials = (count: number, points: number, turn = 0) =>
      Float64Array.from({ length: 2 * count }, (_, i) => {
        const angle = 2 * Math.PI * (i >> 1) / points + turn;
        return i % 2 === 0 ? Math.cos(angle) : -Math.sin(angle);
      });
    const from = memory.put(samples);
    const window = memory.put(weights);
    const twiddles = memory.put(exponentials(n >> 2, n / 2));
    const factors = memory.put(exponentials((n >> 2) + 1, n, Math.PI / 2));
    const x = memory.room(8 * n, 8);
    const y = memory.room(8 * n, 8);
    const bins = n / 2 + 1;
    const stepBytes = 4 + 4 * gap;
    const out = memory.room(bins * stepBytes);
    const written = Array.from({ length: bins }, (_, k): Range => [out + k * stepBytes, 4]);
    memory.run(
      () =>
        kernels.magnitudes64(
          ...[from, window, length, n, twiddles, factors, x, y, out, stepBytes] as const,
        ),
      ...[[x, 8 * n], [y, 8 * n], ...written] as const,
    );
    const got = written.map(([address]) => core.f32(address, 1)[0]!);
    if (!samples.every(Number.isFinite)) {
      assert.ok(!got.some(Number.isFinite));
      return;
    }
    const re = Float64Array.from(
      { length: n },
      (_, i) => i < length ? samples[i]! * weights[i]! : 0,
    );
    const { re: real, im } = dft(re, new Float64Array(n));
    const want = got.map((_, k) => Math.hypot(real[k]!, im[k]!));
    const size = re.reduce((sum, value) => sum + Math.abs(value), 0);
    const bounds = want.map((value) => U * value + 20 * Math.log2(2 * n) * U64 * size);
    assertWithin(got, want, bounds);
  });
});
