import { type DspCore, dspCore } from "./core.ts";

/** Values that are in the core's memory at once. */
const BLOCK = 16_384;

/**
 * Copies values into the core's memory, block by block: loops over a recording run there from their
 * first turn on at a speed that a program's first call does not reach in JavaScript.
 *
 * @param visit has `length` values at `address`, with room up to a multiple of 4
 */
export function forBlocks(
  values: Float32Array,
  visit: (core: DspCore, address: number, length: number, start: number) => void,
): void {
  const core = dspCore();
  core.scratch(() => {
    const address = core.alloc(Math.min(BLOCK, values.length) * 4);
    for (let start = 0; start < values.length; start += BLOCK) {
      const block = values.subarray(start, start + BLOCK);
      core.f32(address, block.length).set(block);
      visit(core, address, block.length, start);
    }
  });
}

/**
 * Applies a kernel to values, block by block.
 *
 * @param out may be `values`
 * @param kernel works in place
 */
export function mapBlocks(
  out: Float32Array,
  values: Float32Array,
  kernel: (core: DspCore, address: number, length: number) => void,
): void {
  forBlocks(values, (core, address, length, start) => {
    kernel(core, address, length);
    out.set(core.f32(address, length), start);
  });
}
