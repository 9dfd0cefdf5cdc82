import type { Work } from "../case.ts";
import { loadRival } from "./load.ts";

/** Name of {@link pffft} in rows. */
export const PFFFT = "@echogarden/pffft-wasm 0.4.2 SIMD, unordered";

const REAL = 0;
const FORWARD = 0;

/** Transforms the frames in turn, a copy in included; the unordered result stays in its memory. */
export async function pffft(frames: readonly Float32Array[], nFft: number): Promise<Work> {
  const { default: create } = await loadRival("npm:@echogarden/pffft-wasm@0.4.2/simd");
  const module = await create();
  const setup = module._pffft_new_setup(nFft, REAL);
  const bytes = nFft * 4;
  const [input, output, work] = [0, 0, 0].map(() => module._pffft_aligned_malloc(bytes));
  const from = new Float32Array(module.HEAPF32.buffer, input, nFft);
  const transform = module._pffft_transform;
  return () => {
    for (const frame of frames) {
      from.set(frame);
      transform(setup, input, output, work, FORWARD);
    }
  };
}
