import { type DspCore, dspCore } from "./core.ts";

/** Number of values in the core's memory at once. */
const BLOCK = 16_384;

/**
 * Copies values into the core's memory, block by block, and calls a function for each block. Unlike
 * JavaScript, the core runs at full speed from the first call.
 *
 * @param visit receives `length` values at `address`, with room up to a multiple of 4, and their
 * index `start`
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
 * @param out receives the results; may be `values`
 * @param kernel modifies `length` values at `address` in place
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
