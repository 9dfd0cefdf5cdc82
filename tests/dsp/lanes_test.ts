import fc from "fast-check";
import { test } from "node:test";
import { core, forAll, kernels, type Range } from "./_memory.ts";
import { assertSame, seeds, signal } from "./_reference.ts";

const lengths = fc.nat({ max: 30 });
const FRAMES = [0, 1, 2, 3];

/** Four rows of `bytes`, `rowBytes` apart. */
function rowsAt(to: number, rowBytes: number, bytes: number): Range[] {
  return FRAMES.map((row) => [to + row * rowBytes, bytes]);
}

test("loadFrames windows four frames, one per lane, into vectors `stepBytes` apart", () => {
  const steps = fc.constantFrom(16, 32, 48);
  forAll([lengths, lengths, steps, seeds], (memory, length, hop, step, seed) => {
    const samples = signal(3 * hop + length, seed);
    const weights = signal(length, seed + 1);
    const from = memory.put(samples);
    const window = memory.put(weights);
    const to = memory.room(step * length);
    const vectors = Array.from({ length }, (_, j): Range => [to + j * step, 16]);
    memory.run(() => kernels.loadFrames(from, 4 * hop, window, length, to, step), ...vectors);
    for (let j = 0; j < length; j++) {
      const want = FRAMES.map((lane) => Math.fround(samples[lane * hop + j]! * weights[j]!));
      assertSame(core.f32(to + j * step, 4), want);
    }
  });
});

test("storeSpectra writes blocks as four rows of interleaved bins", () => {
  forAll([lengths, fc.nat({ max: 3 }), seeds], (memory, bins, gap, seed) => {
    const blocks = signal(8 * bins, seed);
    const rowBytes = 8 * bins + 4 * gap;
    const from = memory.put(blocks);
    const to = memory.room(4 * rowBytes);
    memory.run(
      () => kernels.storeSpectra(from, bins, to, rowBytes),
      ...rowsAt(to, rowBytes, 8 * bins),
    );
    for (const lane of FRAMES) {
      const want = Float32Array.from(
        { length: 2 * bins },
        (_, i) => blocks[8 * (i >> 1) + 4 * (i & 1) + lane]!,
      );
      assertSame(core.f32(to + lane * rowBytes, 2 * bins), want);
    }
  });
});

test("storeRows writes vectors `stepBytes` apart as four rows", () => {
  const steps = fc.constantFrom(4, 5, 8);
  forAll([lengths, steps, fc.nat({ max: 3 }), seeds], (memory, bins, step, gap, seed) => {
    const vectors = signal(Math.max(0, (bins - 1) * step + 4), seed);
    const rowBytes = 4 * (bins + gap);
    const from = memory.put(vectors);
    const to = memory.room(4 * rowBytes);
    memory.run(
      () => kernels.storeRows(from, 4 * step, bins, to, rowBytes),
      ...rowsAt(to, rowBytes, 4 * bins),
    );
    for (const lane of FRAMES) {
      const want = Float32Array.from({ length: bins }, (_, k) => vectors[k * step + lane]!);
      assertSame(core.f32(to + lane * rowBytes, bins), want);
    }
  });
});
