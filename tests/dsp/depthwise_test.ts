import fc from "fast-check";
import { test } from "node:test";
import { noise } from "../features/_reference.ts";
import { core, forAll, kernels } from "./_memory.ts";
import { assertWithin, type Dot, dot, seeds, signal } from "./_reference.ts";

const rows = fc.record({
  columns: fc.nat({ max: 6 }),
  channels: fc.constantFrom(4, 8, 12),
  stride: fc.constantFrom(1, 2),
  floor: fc.constantFrom(0, -Infinity),
  ceiling: fc.constantFrom(0.5, Infinity),
  seed: seeds,
});

test("depthwise3x3 convolves each channel with zeros beyond the ends of the rows", () => {
  forAll([rows], (memory, { columns, channels, stride, floor, ceiling, seed }) => {
    const width = stride * columns;
    const image = [0, 1, 2].map((dy) => signal(width * channels, seed + dy));
    const weights = noise(9 * channels, seed + 3);
    const biases = noise(channels, seed + 4);
    const output = (c: number, k: number): Dot => {
      const x: number[] = [1];
      const w: number[] = [biases[k]!];
      for (let tap = 0; tap < 9; tap++) {
        const [dy, dx] = [Math.floor(tap / 3), tap % 3];
        const at = stride * c + dx + stride - 2;
        if (at < 0 || at >= width) continue;
        x.push(image[dy]![at * channels + k]!);
        w.push(weights[tap * channels + k]!);
      }
      return dot(x, w, 10);
    };
    const [above, here, below] = image.map((row) => memory.put(row));
    const w = memory.put(weights);
    const bias = memory.put(biases);
    const bytes = 4 * columns * channels;
    const out = memory.room(bytes);
    memory.run(
      () =>
        kernels.depthwise3x3(
          ...[above!, here!, below!, columns, channels, stride] as const,
          ...[w, bias, floor, ceiling, out] as const,
        ),
      [out, bytes],
    );
    const want = Array.from(
      { length: columns * channels },
      (_, i) => output(Math.floor(i / channels), i % channels),
    );
    assertWithin(
      core.f32(out, want.length),
      want.map(({ value }) => Math.min(ceiling, Math.max(floor, value))),
      want.map(({ bound }) => bound),
    );
  });
});
