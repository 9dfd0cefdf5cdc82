import assert from "node:assert/strict";
import { test } from "node:test";
import { planFftLanes, planFftSingle } from "../../src/dsp/fft_plan.ts";
import { noise } from "../features/_reference.ts";
import { core, kernels } from "./_memory.ts";
import { assertSpectrum, dft, laneOf, neighborsOf } from "./_reference.ts";

/** Reads the radices of a plan from the core's memory. */
function radicesAt(plan: number): number[] {
  const passes = core.i32(plan, 1)[0]!;
  return Array.from(
    { length: passes },
    (_, pass) => core.i32(plan + 16 + 16 * pass, 1)[0]!,
  );
}

/** Transforms `length` complex values in every lane. */
function checkLanes(length: number): void {
  const plan = planFftLanes(core, length).address;
  core.scratch(() => {
    const blocks = noise(8 * length, length);
    const x = core.allocF32(blocks);
    const z = kernels.fftLanes(plan, x, core.alloc(32 * length));
    for (let lane = 0; lane < 4; lane++) {
      const { re, im } = laneOf(blocks, lane);
      assertSpectrum(laneOf(core.f32(z, 8 * length), lane), dft(re, im));
    }
  });
}

for (const radix of [2, 3, 4, 5, 7, 8]) {
  test(`a pass of radix ${radix} alone is a transform of ${radix} values`, () => {
    assert.deepEqual(radicesAt(planFftLanes(core, radix).address), [radix]);
    checkLanes(radix);
  });
}

test("passes of all radices occur first and last in transforms of several passes", () => {
  const seen = new Set<string>();
  for (const length of [6, 9, 15, 16, 20, 21, 24, 25, 32, 35, 49, 96, 210, 343, 420, 480]) {
    const radices = radicesAt(planFftLanes(core, length).address);
    assert.equal(radices.reduce((product, radix) => product * radix, 1), length);
    seen.add(`${radices[0]} first`).add(`${radices.at(-1)} last`);
    checkLanes(length);
  }
  // A single radix 2 is the last pass.
  const both = [3, 4, 5, 7, 8].flatMap((radix) => [`${radix} first`, `${radix} last`]);
  assert.deepEqual([...seen].sort(), ["2 last", ...both]);
});

test("lanes are four neighbors of one transform after a first pass of radix 4", () => {
  for (const length of [32, 48, 80, 112, 128, 240, 336, 1680]) {
    const plan = planFftSingle(core, length).address;
    core.scratch(() => {
      const blocks = noise(2 * length, length);
      const from = core.allocF32(blocks);
      const x = core.alloc(8 * length);
      const z = kernels.fftSingle(plan, from, from + 16, 32, x, core.alloc(8 * length));
      const { re, im } = neighborsOf(blocks);
      assertSpectrum(neighborsOf(core.f32(z, 2 * length)), dft(re, im));
    });
  }
});
