import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels } from "./_memory.ts";
import { assertSame, seeds } from "./_reference.ts";

const sizes = fc.integer({ min: 2, max: 30 }).chain((bins) =>
  fc.record({
    bins: fc.constant(bins),
    from: fc.integer({ min: 1, max: bins }),
    end: fc.integer({ min: 1, max: bins }),
    threshold: fc.constantFrom(0, 0.1, 0.5, 1).map(Math.fround),
    lanes: fc.nat({ max: 255 }),
    /** Few levels, so that neighbors are often equal. */
    levels: fc.constantFrom(3, 8, 1e6),
  })
);

/** Finds the positions and heights of the peaks of eight lanes, row by row. */
function peaks(
  values: Float32Array,
  { bins, from, end, threshold, lanes }: {
    readonly bins: number;
    readonly from: number;
    readonly end: number;
    readonly threshold: number;
    readonly lanes: number;
  },
): { places: number[]; heights: number[] } {
  const [places, heights]: [number[], number[]] = [[], []];
  for (let k = from; k < end; k++) {
    for (let lane = 0; lane < 8; lane++) {
      const at = (bin: number) => values[8 * bin + lane]!;
      const most = Math.max(...Array.from({ length: bins }, (_, bin) => at(bin)));
      const last = k === bins - 1;
      if ((lanes >> lane & 1) === 0 || at(k) <= Math.fround(threshold * most)) continue;
      if (at(k) <= at(k - 1) || (!last && at(k) < at(k + 1))) continue;
      const bend = last ? 0 : at(k - 1) + at(k + 1) - 2 * at(k);
      const slope = last ? 0 : (at(k + 1) - at(k - 1)) / 2;
      const shift = Math.abs(slope) < Math.abs(bend) ? -slope / bend : 0;
      places.push(k + shift);
      heights.push(at(k) + 0.5 * slope * shift);
    }
  }
  return { places, heights };
}

test("peaks8 finds the local maxima of the selected lanes and refines them by a parabola", () => {
  forAll([sizes, seeds], (memory, { levels, ...size }, seed) => {
    const { bins, from, end, threshold, lanes } = size;
    const values = noise(8 * bins, seed).map((v) => Math.floor(levels * (v + 1)));
    const rows = memory.put(values);
    const roomBytes = 8 * 4 * Math.max(0, end - from + 1);
    const places = memory.room(roomBytes, 8);
    const heights = memory.room(roomBytes, 8);
    const count = memory.run(
      () => kernels.peaks8(rows, bins, from, end, threshold, lanes, places, heights),
      ...[[places, roomBytes], [heights, roomBytes]] as const,
    );
    const want = peaks(values, size);
    assert.equal(count, want.places.length);
    assertSame(core.f64(places, count), want.places);
    assertSame(core.f64(heights, count), want.heights);
  });
});

test("peaks8 finds no peak at NaN, and the peaks of the other lanes", () => {
  forAll([sizes, seeds], (memory, { bins, from, end }, seed) => {
    const values = noise(8 * bins, seed).map(Math.abs);
    const strange = seed % 8;
    const lanes = 255 - 2 ** strange;
    const roomBytes = 8 * 4 * Math.max(0, end - from + 1);
    const places = memory.room(roomBytes, 8);
    const heights = memory.room(roomBytes, 8);
    const rows = memory.put(values.map((v, i) => i % 8 === strange ? NaN : v));
    const count = kernels.peaks8(rows, bins, from, end, 0, 255, places, heights);
    const want = peaks(values, { bins, from, end, threshold: 0, lanes });
    assertSame(core.f64(places, count), want.places);
  });
});
