import { rfftInto } from "@babycry/babycry/features";
import { dspCore } from "../../src/dsp/core.ts";
import { planRfftSingle } from "../../src/dsp/fft_plan.ts";
import { planSpectra, spectra4 } from "../../src/dsp/spectra.ts";
import type { BenchCase, Work } from "../case.ts";
import { PFFFT, pffft } from "../rivals/pffft.ts";
import { PLAIN_FFT, PlainFft } from "../rivals/plain_fft.ts";
import { cryLike } from "../signals.ts";

/** Frames a call: no single one stays in the first cache. */
const FRAMES = 16;
const MUST_BATCHED: Readonly<Record<number, number>> = { 512: 0.85, 1024: 0.85, 2048: 0.95 };

/**
 * Real transforms of 16 frames: by the kernels, where both sides leave the bins in their memory, and by
 * the public function, where both copy them out.
 */
export const fftCases: readonly BenchCase[] = [512, 1024, 2048].flatMap((nFft) => [
  {
    name: `rfft ${nFft}, ordered, 16 frames copied in`,
    goals: [{ rival: PFFFT, must: 1, aim: 0.92 }],
    denoAllowance: 1.3,
    async setUp() {
      const frames = framesOf(nFft);
      return { ours: single(frames, nFft), rivals: { [PFFFT]: await pffft(frames, nFft) } };
    },
  },
  {
    name: `rfft ${nFft}, batched, 16 frames copied in`,
    goals: [{ rival: PFFFT, must: MUST_BATCHED[nFft]!, aim: 0.7 }],
    denoAllowance: 1.3,
    async setUp() {
      const frames = framesOf(nFft);
      return { ours: batched(frames, nFft), rivals: { [PFFFT]: await pffft(frames, nFft) } };
    },
  },
  {
    name: `rfftInto ${nFft}, 16 frames copied in and out`,
    async setUp() {
      const frames = framesOf(nFft);
      const out = new Float32Array(nFft + 2);
      const plain = new PlainFft(nFft);
      return {
        ours: () => frames.forEach((frame) => rfftInto(out, frame)),
        rivals: {
          [PFFFT]: await pffft(frames, nFft, out.subarray(0, nFft)),
          [PLAIN_FFT]: () => frames.forEach((frame) => plain.transformInto(out, frame)),
        },
      };
    },
  },
]);

function framesOf(nFft: number): Float32Array[] {
  const signal = cryLike(FRAMES * nFft / 16_000, 16_000);
  return Array.from({ length: FRAMES }, (_, t) => signal.subarray(t * nFft, (t + 1) * nFft));
}

function single(frames: readonly Float32Array[], nFft: number): Work {
  const core = dspCore();
  const { address, from, work, to } = planRfftSingle(core, nFft)!;
  const { heap, kernels } = core;
  return () => {
    for (const frame of frames) {
      heap.set(frame, from >> 2);
      kernels.rfftSingle(address, from, work, from, to);
    }
  };
}

/** As the features have it: four frames at a time, with a window. */
function batched(frames: readonly Float32Array[], nFft: number): Work {
  const core = dspCore();
  const plan = planSpectra(core, nFft, `bench ${nFft}`, () => new Float32Array(nFft).fill(1));
  const from = core.alloc(nFft * 16);
  const [x, y] = [core.alloc(plan.workBytes), core.alloc(plan.workBytes)];
  const { heap } = core;
  return () => {
    for (let t = 0; t < frames.length; t++) {
      heap.set(frames[t]!, (from >> 2) + t % 4 * nFft);
      if (t % 4 === 3) spectra4(core, plan, from, nFft * 4, x, y);
    }
  };
}
