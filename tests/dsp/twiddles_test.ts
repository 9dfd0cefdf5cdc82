import fc from "fast-check";
import { test } from "node:test";
import { core, forAll, kernels } from "./_memory.ts";
import { assertWithin, U, U64 } from "./_reference.ts";

/** exp(-2 pi i t / n), interleaved. */
function roots(n: number, count: number, step: number): Float64Array {
  return Float64Array.from({ length: 2 * count }, (_, i) => {
    const angle = -2 * Math.PI * ((i >> 1) * step) / n;
    return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
  });
}

const passes = fc.record({
  m: fc.integer({ min: 1, max: 6 }).map((groups) => 4 * groups),
  radix: fc.integer({ min: 2, max: 8 }),
  step: fc.integer({ min: 1, max: 9 }),
  width: fc.constantFrom(1, 4),
  shift: fc.nat({ max: 6 }),
  scale: fc.constantFrom(1, 0.5),
});

test("twiddles writes the factors of a pass in groups, rounded once to float32", () => {
  forAll([passes], (memory, { m, radix, step, width, shift, scale }) => {
    const n = m * radix * step;
    const fine = memory.put(roots(n, 2 ** shift, 1));
    const coarse = memory.put(roots(n, Math.ceil(n / 2 ** shift), 2 ** shift));
    const bytes = 8 * m * (radix - 1);
    const out = memory.room(bytes);
    memory.run(
      () => kernels.twiddles(fine, coarse, shift, step, m, radix, width, scale, out),
      [out, bytes],
    );
    const want: number[] = [];
    for (let group = 0; group < m; group += width) {
      for (let k = 1; k < radix; k++) {
        const angles = Array.from(
          { length: width },
          (_, i) => -2 * Math.PI * ((group + i) * k * step) / n,
        );
        want.push(...angles.map((angle) => scale * Math.cos(angle)));
        want.push(...angles.map((angle) => scale * Math.sin(angle)));
      }
    }
    // Half an ULP, and the float64 errors of the two factors, of their product and of the reference.
    const bound = want.map((v) => U * Math.abs(v) + 8 * U64);
    assertWithin(core.f32(out, want.length), want, bound);
  });
});
