import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type FftPlan,
  planFftLanes,
  planFftSingle,
  planRfftLanes,
  planRfftSingle,
} from "../../src/dsp/fft_plan.ts";
import { core } from "./_memory.ts";
import { assertWithin, U, U64 } from "./_reference.ts";

/**
 * Checks factors exp(-2 pi i p k step / points) times `scale`, in groups of `width` neighbors p.
 */
function assertFactors(
  address: number,
  points: number,
  step: number,
  [m, radix, width, scale]: readonly [number, number, number, number],
): void {
  const want = new Float64Array(2 * m * (radix - 1));
  for (let p = 0; p < m; p++) {
    for (let k = 1; k < radix; k++) {
      const angle = -2 * Math.PI * (p * k * step) / points;
      const at = 2 * (radix - 1) * (p - p % width) + 2 * width * (k - 1) + p % width;
      want[at] = scale * Math.cos(angle);
      want[at + width] = scale * Math.sin(angle);
    }
  }
  // Rounded once from a product of two float64 factors.
  const bound = want.map((v) => U * Math.abs(v) + 8 * U64);
  assertWithin(core.f32(address, want.length), want, bound);
}

/**
 * Checks a plan against its layout in `dsp-wasm/README.md`.
 *
 * @returns the address of the split's factors
 */
function assertPlan({ address, length }: FftPlan, lanes: number, points: number): number {
  const [passes, complexLength, split, zero] = core.i32(address, 4);
  assert.equal(complexLength, length);
  assert.equal(zero, 0);
  let [span, stride] = [length, 1];
  for (let pass = 0; pass < passes!; pass++) {
    const [radix, m, s, factors] = core.i32(address + 16 + 16 * pass, 4) as unknown as number[];
    assert.equal(m, span / radix!);
    assert.equal(s, pass === 0 ? 1 : stride / lanes);
    assertFactors(factors!, points, points / span, [m, radix!, pass === 0 ? lanes : 1, 1]);
    span = m;
    stride *= radix!;
  }
  assert.equal(span, 1);
  return split!;
}

test("a plan contains the passes and their factors in the documented layout", () => {
  for (const length of [1, 2, 60, 64, 210, 400, 1024]) {
    assert.equal(assertPlan(planFftLanes(core, length), 1, length), 0);
  }
  for (const length of [16, 48, 240, 512]) {
    assert.equal(assertPlan(planFftSingle(core, length), 4, length), 0);
  }
});

test("a plan of a real transform contains the factors of the split, halved", () => {
  for (const samples of [2, 30, 400, 512]) {
    const split = assertPlan(planRfftLanes(core, samples), 1, samples);
    assertFactors(split, samples, 1, [Math.floor(samples / 4) + 1, 2, 1, 0.5]);
  }
  for (const samples of [32, 96, 1024]) {
    const split = assertPlan(planRfftSingle(core, samples)!, 4, samples);
    assertFactors(split, samples, 1, [4 * Math.floor(samples / 16) + 4, 2, 4, 0.5]);
  }
});
