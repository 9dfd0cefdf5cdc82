import fc from "fast-check";
import { test } from "node:test";
import { core, forAll, kernels } from "./_memory.ts";
import { assertSame } from "./_reference.ts";

/** Decodes a sample by definition: a signed integer of n bits times 2^(1 - n). */
function sampleAt(bytes: Uint8Array, at: number, width: number, bigEndian: boolean): number {
  let value = 0;
  for (let i = 0; i < width; i++) {
    value = value * 256 + bytes[at + (bigEndian ? i : width - 1 - i)]!;
  }
  const half = 2 ** (8 * width - 1);
  return Math.fround((value >= half ? value - 2 * half : value) / half);
}

/** Bytes of the samples, with the three before and after them that the kernel may read. */
const recordings = fc.record({
  width: fc.integer({ min: 1, max: 4 }),
  gap: fc.constantFrom(0, 0, 1, 2, 6),
  bigEndian: fc.boolean(),
  count: fc.nat({ max: 40 }),
  seed: fc.uint8Array({ minLength: 400, maxLength: 400 }),
});

test("loadPcm scales signed integers of n bits by 2^(1 - n) and reads 3 bytes before and after", () => {
  forAll([recordings], (memory, { width, gap, bigEndian, count, seed }) => {
    const step = width + gap;
    const bytes = seed.slice(0, 6 + Math.max(0, (count - 1) * step + width));
    const from = memory.put(bytes) + 3;
    const out = memory.room(4 * count);
    memory.run(
      () => kernels.loadPcm(from, step, width, Number(bigEndian), 0, count, out),
      [out, 4 * count],
    );
    const want = Array.from(
      { length: count },
      (_, i) => sampleAt(bytes, 3 + i * step, width, bigEndian),
    );
    assertSame(core.f32(out, count), want);
  });
});

test("loadPcm copies floats of four bytes", () => {
  forAll([recordings], (memory, { gap, bigEndian, count, seed }) => {
    const step = 4 + gap;
    const bytes = seed.slice(0, 6 + Math.max(0, count * step - gap));
    const from = memory.put(bytes) + 3;
    const out = memory.room(4 * count);
    memory.run(
      () => kernels.loadPcm(from, step, 4, Number(bigEndian), 1, count, out),
      [out, 4 * count],
    );
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const want = Array.from(
      { length: count },
      (_, i) => view.getInt32(3 + i * step, !bigEndian),
    );
    assertSame(core.i32(out, count), want);
  });
});
