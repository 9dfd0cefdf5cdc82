import fc from "fast-check";
import { test } from "node:test";
import { planRfftLanes, smoothUpTo } from "../../src/dsp/fft_plan.ts";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels, type Range } from "./_memory.ts";
import {
  assertSame,
  assertWithin,
  dot,
  float32s,
  laneOf,
  roundUp,
  seeds,
  signal,
  splitReference,
  U,
} from "./_reference.ts";

const steps = fc.constantFrom(16, 32);

/** Reads `count` vectors, `stepBytes` apart. */
function vectorsAt(address: number, count: number, stepBytes: number): Range[] {
  return Array.from({ length: count }, (_, k) => [address + k * stepBytes, 16]);
}

test("power computes re^2 + im^2 of blocks, to vectors `stepBytes` apart", () => {
  forAll([fc.nat({ max: 20 }), steps, seeds], (memory, bins, step, seed) => {
    const blocks = signal(8 * bins, seed);
    const z = memory.put(blocks);
    const out = memory.room(step * bins);
    memory.run(() => kernels.power(z, bins, out, step), ...vectorsAt(out, bins, step));
    for (let k = 0; k < bins; k++) {
      const want = Array.from({ length: 4 }, (_, lane) => {
        const [re, im] = [blocks[8 * k + lane]!, blocks[8 * k + 4 + lane]!];
        return Math.fround(Math.fround(re * re) + Math.fround(im * im));
      });
      assertSame(core.f32(out + k * step, 4), want);
    }
  });
});

test("splitPower writes squared magnitudes and preserves its input, but not the block after it", () => {
  const plans = fc.constantFrom(
    ...smoothUpTo(200).map((length) => planRfftLanes(core, 2 * length)),
  );
  forAll([plans, steps, seeds], (memory, { address: plan, length }, step, seed) => {
    const blocks = noise(8 * length, seed);
    const z = memory.put(blocks, 8 * (length + 1));
    const out = memory.room(step * (length + 1));
    memory.run(
      () => kernels.splitPower(plan, z, out, step),
      [z + 32 * length, 32],
      ...vectorsAt(out, length + 1, step),
    );
    for (let lane = 0; lane < 4; lane++) {
      const { re, im, size } = splitReference(laneOf(blocks, lane));
      const want = re.map((v, k) => v ** 2 + im[k]! ** 2);
      // re and im have an error of 6 u times `size`, at least their magnitude; two steps follow.
      const bound = size.map((s) => s ** 2 * U * (2 * 2 * 6 + 4));
      assertWithin(want.map((_, k) => core.f32(out + k * step, 4)[lane]!), want, bound);
    }
  });
});

test("squareRoot rounds once, in place, in the length rounded up to 4", () => {
  forAll([float32s], (memory, values) => {
    const room = roundUp(values.length, 4);
    const x = memory.put(values, room);
    memory.run(() => kernels.squareRoot(x, values.length), [x, 4 * room]);
    assertSame(core.f32(x, values.length), values.map(Math.sqrt));
  });
});

interface Band {
  readonly first: number;
  readonly weights: Float32Array;
}

const BINS = 24;
const bands = fc.array(
  fc.record({ first: fc.nat({ max: BINS - 1 }), count: fc.nat({ max: BINS }), seed: seeds }),
  { maxLength: 6 },
);

/** Arbitrary bands of `width` values per bin that end at most at the last bin. */
function bandsOf(
  shapes: readonly { readonly first: number; readonly count: number; readonly seed: number }[],
  width: 1 | 2,
): Band[] {
  return shapes.map(({ first, count, seed }) => ({
    first,
    weights: noise(width * Math.min(count, BINS - first), seed),
  }));
}

/** Writes a bank in the layout of `dsp-wasm/README.md`. */
function bankOf(bands: readonly Band[], width: 1 | 2): Float32Array {
  const bank = new Float32Array(bands.reduce((n, { weights }) => n + 2 + weights.length, 0));
  let at = 0;
  for (const { first, weights } of bands) {
    new Int32Array(bank.buffer).set([32 * first, weights.length / width], at);
    bank.set(weights, at + 2);
    at += 2 + weights.length;
  }
  return bank;
}

test("filterbank8 adds weighted rows of eight", () => {
  forAll([bands, seeds], (memory, shapes, seed) => {
    const bands = bandsOf(shapes, 1);
    const values = signal(8 * BINS, seed);
    const rows = memory.put(values);
    const bank = memory.put(bankOf(bands, 1));
    const out = memory.room(32 * bands.length);
    memory.run(
      () => kernels.filterbank8(rows, bank, bands.length, out),
      [out, 32 * bands.length],
    );
    const want = bands.flatMap(({ first, weights }) =>
      Array.from({ length: 8 }, (_, lane) => {
        const column = Array.from(weights, (_, i) => values[8 * (first + i) + lane]!);
        // Two partial sums.
        return dot(weights, column, Math.ceil(weights.length / 2) + 2);
      })
    );
    assertWithin(core.f32(out, want.length), want.map((d) => d.value), want.map((d) => d.bound));
  });
});

test("complexBank4 writes magnitudes of weighted sums of complex bins", () => {
  forAll([bands, seeds], (memory, shapes, seed) => {
    const bands = bandsOf(shapes, 2);
    const blocks = signal(8 * BINS, seed);
    const z = memory.put(blocks);
    const bank = memory.put(bankOf(bands, 2));
    const out = memory.room(16 * bands.length);
    memory.run(
      () => kernels.complexBank4(z, bank, bands.length, out),
      [out, 16 * bands.length],
    );
    const want = bands.flatMap(({ first, weights }) =>
      Array.from({ length: 4 }, (_, lane) => {
        const values = Array.from(weights, (_, i) => {
          const bin = first + (i >> 1);
          return blocks[8 * bin + 4 * (i % 2) + lane]!;
        });
        const turned = values.map((_, i) => values[i ^ 1]!);
        const depth = weights.length / 2 + 2;
        const re = dot(weights.map((w, i) => i % 2 === 0 ? w : -w), values, depth);
        const im = dot(weights, turned, depth);
        const value = Math.sqrt(re.value ** 2 + im.value ** 2);
        return { value, bound: re.bound + im.bound + 3 * U * value };
      })
    );
    assertWithin(core.f32(out, want.length), want.map((d) => d.value), want.map((d) => d.bound));
  });
});
