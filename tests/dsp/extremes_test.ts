import fc from "fast-check";
import { test } from "node:test";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels } from "./_memory.ts";
import { assertWithin, dot, seeds, signal, U } from "./_reference.ts";

const sizes = fc.integer({ min: 1, max: 40 }).chain((bins) =>
  fc.record({ bins: fc.constant(bins), keep: fc.integer({ min: 1, max: bins }) })
);

test("extremes8 averages the lowest and the highest values; NaN stays in its lane", () => {
  forAll([sizes, seeds], (memory, { bins, keep }, seed) => {
    const values = signal(8 * bins, seed);
    const rows = memory.put(values);
    const workBytes = 32 * Math.max(keep, 8);
    const work = memory.room(workBytes);
    const low = memory.room(32);
    const high = memory.room(32);
    memory.run(
      () => kernels.extremes8(rows, bins, keep, work, low, high),
      ...[[work, workBytes], [low, 32], [high, 32]] as const,
    );
    const lanes = Array.from(
      { length: 8 },
      (_, lane) =>
        Array.from({ length: bins }, (_, k) => values[8 * k + lane]!).sort((a, b) => a - b),
    );
    const share = new Array<number>(keep).fill(1 / keep);
    const meanOf = (v: number[]) => v.some(Number.isNaN) ? NaN : dot(v, share, keep + 1).value;
    // `keep` additions and one division of values of at most 1.
    const bound = (keep + 1) * U;
    const nan = (lane: number[], part: number[]) => lane.some(Number.isNaN) ? [NaN] : part;
    assertWithin(core.f32(low, 8), lanes.map((v) => meanOf(nan(v, v.slice(0, keep)))), bound);
    assertWithin(core.f32(high, 8), lanes.map((v) => meanOf(nan(v, v.slice(-keep)))), bound);
  });
});

test("extremes8 is exact for small integers", () => {
  forAll([sizes, seeds], (memory, { bins, keep }, seed) => {
    const values = noise(8 * bins, seed).map((v) => Math.floor(5 * v));
    const rows = memory.put(values);
    const work = memory.room(32 * Math.max(keep, 8));
    const low = memory.room(32);
    const high = memory.room(32);
    kernels.extremes8(rows, bins, keep, work, low, high);
    const lanes = Array.from(
      { length: 8 },
      (_, lane) => values.filter((_, i) => i % 8 === lane).sort(),
    );
    const meanOf = (v: Float32Array) => Math.fround(v.reduce((a, b) => a + b, 0) / keep);
    assertWithin(core.f32(low, 8), lanes.map((v) => meanOf(v.slice(0, keep))), 0);
    assertWithin(core.f32(high, 8), lanes.map((v) => meanOf(v.slice(-keep))), 0);
  });
});
