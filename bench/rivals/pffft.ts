import type { Work } from "../case.ts";
import { loadRival } from "./load.ts";

/** Name of {@link pffft} in rows. */
export const PFFFT = "@echogarden/pffft-wasm 0.4.2";

const REAL = 0;
const FORWARD = 0;

/**
 * Real transform of each frame with SIMD, the copy in included. The unordered bins stay in WebAssembly
 * memory, or are copied to `out`, `[nFft]`.
 */
export async function pffft(
  frames: readonly Float32Array[],
  nFft: number,
  out?: Float32Array,
): Promise<Work> {
  const { default: create } = await loadRival("npm:@echogarden/pffft-wasm@0.4.2/simd");
  const module = await create();
  const setup = module._pffft_new_setup(nFft, REAL);
  const [input, output, work] = [0, 1, 2].map(() => module._pffft_aligned_malloc(nFft * 4));
  const from = new Float32Array(module.HEAPF32.buffer, input, nFft);
  const to = new Float32Array(module.HEAPF32.buffer, output, nFft);
  const transform = module._pffft_transform;
  return () => {
    for (const frame of frames) {
      from.set(frame);
      transform(setup, input, output, work, FORWARD);
      out?.set(to);
    }
  };
}
