import type { Work } from "../case.ts";
import { loadRival } from "./load.ts";

/** Name of {@link speex} in rows. */
export const SPEEX = "@echogarden/speex-resampler-wasm 0.3.0";

const QUALITY = 7;
const BLOCK = 65_536;

/** Resamples a whole signal with SIMD at quality 7, copies in and out included. */
export async function speex(samples: Float32Array, fromHz: number, toHz: number): Promise<Work> {
  const { default: create } = await loadRival("npm:@echogarden/speex-resampler-wasm@0.3.0/simd");
  const module = await create();
  const error = module._malloc(4);
  const counts = module._malloc(8);
  const room = Math.ceil(BLOCK * toHz / fromHz) + 16;
  const input = module._malloc(BLOCK * 4);
  const output = module._malloc(room * 4);
  const state = module._speex_resampler_init(1, fromHz, toHz, QUALITY, error);
  return () => {
    const out = new Float32Array(Math.ceil(samples.length * toHz / fromHz));
    module._speex_resampler_reset_mem(state);
    module._speex_resampler_skip_zeros(state);
    const latency = module._speex_resampler_get_input_latency(state);
    let written = 0;
    for (let at = 0; at < samples.length + latency;) {
      const part = samples.subarray(at, at + BLOCK);
      const given = part.length > 0 ? part.length : Math.min(BLOCK, samples.length + latency - at);
      const heap: Float32Array = module.HEAPF32;
      heap.set(part, input >> 2);
      if (part.length === 0) heap.fill(0, input >> 2, (input >> 2) + given);
      const count = new Uint32Array(heap.buffer, counts, 2);
      count.set([given, room]);
      module._speex_resampler_process_float(state, 0, input, counts, output, counts + 4);
      const produced = Math.min(count[1]!, out.length - written);
      out.set(heap.subarray(output >> 2, (output >> 2) + produced), written);
      written += produced;
      at += count[0]!;
    }
    if (written !== out.length) {
      throw new Error(
        `Resampling with Speex: expected ${out.length} samples, received ${written}`,
      );
    }
    return out;
  };
}
