/**
 * Memory layouts that detect invalid accesses of kernels: arrays are between guard values, at any
 * alignment of their type, and one of them ends at the end of the memory.
 *
 * @module
 */
import fc from "fast-check";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { DspCore } from "../../src/dsp/core.ts";
import type { DspExports } from "../../src/dsp/exports.ts";
import { loadDspModule } from "../../src/dsp/load.ts";

/** Separate core for the tests of one file. */
export const core: DspCore = new DspCore(loadDspModule());
export const kernels: DspExports = core.kernels;

/** Range of memory: an address and a number of bytes. */
export type Range = readonly [address: number, bytes: number];

type Values = Int8Array | Uint8Array | Int32Array | Float32Array | Float64Array;

interface Layout {
  /** Distance from an alignment of 16. */
  readonly shiftBytes: number;
  /** Guard value: NaN, which propagates to results, or finite, which detects writes. */
  readonly guard: number;
  /** Index of the array that ends at the end of the memory. */
  readonly last: number;
}

const GUARD_BYTES = 64;

const layouts: fc.Arbitrary<Layout> = fc.record({
  shiftBytes: fc.constantFrom(0, 4, 8, 12),
  guard: fc.constantFrom(0xfffbcdef, 0x41414141),
  last: fc.nat({ max: 6 }),
});

/** Checks a property of a kernel with new memory for every run. */
export function forAll<T extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  property: (memory: Memory, ...values: T) => void,
): void {
  fc.assert(
    fc.property(layouts, fc.tuple(...arbitraries), (layout, values) => {
      core.scratch(() => property(new Memory(layout), ...values as T));
    }),
    { seed: 1, numRuns: 100 },
  );
}

/** Arrays for one call of a kernel. */
export class Memory {
  readonly #layout: Layout;
  #count = 0;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /** Allocates `bytes` between guard values. @returns the address */
  room(bytes: number, alignment = 4): number {
    const { shiftBytes, guard, last } = this.#layout;
    const atEnd = this.#count++ === last;
    // The array at the end must not overlap those that are allocated later.
    if (atEnd) core.scratch(() => core.alloc(bytes + 300_000));
    const address = atEnd
      ? core.heap.byteLength - Math.ceil(bytes / alignment) * alignment
      : core.alloc(bytes + 2 * GUARD_BYTES + 16) + GUARD_BYTES + shiftBytes -
        shiftBytes % alignment;
    const start = address - address % 4 - GUARD_BYTES;
    const end = Math.min(start + bytes + 2 * GUARD_BYTES, core.heap.byteLength);
    core.i32(start, Math.floor((end - start) / 4)).fill(guard);
    return address;
  }

  /** Allocates `length` values and copies the given ones. @returns the address */
  put(values: Values, length: number = values.length): number {
    const unit = values.BYTES_PER_ELEMENT;
    const address = this.room(length * unit, unit);
    core.u8(address, values.byteLength).set(
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    );
    return address;
  }

  /** Calls a kernel and checks that it changes no byte outside the `writable` ranges. */
  run<T>(call: () => T, ...writable: readonly Range[]): T {
    const length = core.heap.byteLength;
    const before = core.u8(0, length).slice();
    const result = call();
    const after = core.u8(0, length);
    for (const [address, bytes] of writable) {
      before.set(after.subarray(address, address + bytes), address);
    }
    if (Buffer.compare(before, after) !== 0) {
      const at = before.findIndex((byte, i) => byte !== after[i]);
      assert.fail(`The kernel changed byte ${at}, outside of ${JSON.stringify(writable)}`);
    }
    return result;
  }
}
